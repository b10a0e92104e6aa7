import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "BLPOP and BRPOP take at once what is there",
    steps: [
      "A RPUSH l a b c", "A BLPOP missing l 0", "A BRPOP l missing 1", "A BLPOP l 0", "A EXISTS l",
    ],
  },
  {
    name: "a waiting client is served by the push, the first to wait first",
    steps: [
      "A BLPOP l 0", "B BRPOP l 0", "C RPUSH l 1 2 3", "C LRANGE l 0 -1",
    ],
  },
  {
    name: "timeouts are seconds with a fraction",
    steps: [
      "A BLPOP l 0.05", "sleep 300", "A BRPOP l m 0.02", "sleep 300", "A BLMOVE l m LEFT LEFT 0.02", "sleep 300",
      "A BRPOPLPUSH l m 0.02", "sleep 300", "A BLMPOP 0.02 1 l LEFT", "sleep 300", "A BLPOP l x", "A BLPOP l -1",
      "A BLPOP l nan", "A BLPOP l 1e5x", "A BLPOP l -inf", "A BLPOP l inf", "A BLPOP l 99999999999999999",
      "A BLMOVE l m LEFT LEFT x", "A BLMOVE l m LEFT UP x", "A BRPOPLPUSH l m -1", "A BLMPOP x 1 l LEFT",
      "A BLMPOP -1 1 l LEFT", "A BLMPOP -1 1 l UP", "A BLMPOP x x l LEFT", "A BLMPOP 0 2 l LEFT",
      "A BLMPOP 0 1 l LEFT COUNT 0",
    ],
  },
  {
    name: "of two keys made ready in one transaction, servers choose differently",
    steps: [
      "A BLPOP a b 0", "B MULTI", "B RPUSH b 1", "B RPUSH a 2", "B EXEC", "B LRANGE a 0 -1", "B LRANGE b 0 -1",
    ],
  },
  {
    name: "a push undone in the same transaction wakes nobody",
    steps: [
      "A BLPOP l 0", "B MULTI", "B RPUSH l 1", "B DEL l", "B EXEC", "B RPUSH l 2",
    ],
  },
  {
    name: "a client that waits twice for a key is served once",
    steps: [
      "A BLPOP l l 0", "B RPUSH l 1 2", "B LRANGE l 0 -1",
    ],
  },
  {
    name: "a value of another type does not wake",
    steps: [
      "A BLPOP l m 0", "B SET l x", "B RPUSH m 1",
    ],
  },
  {
    name: "BLMOVE to a key of another type fails and takes nothing",
    steps: [
      "A BLMOVE l d LEFT LEFT 0", "B SET d x", "B RPUSH l 1", "B LRANGE l 0 -1",
    ],
  },
  {
    name: "a moved element serves who waits for its destination",
    steps: [
      "A BLPOP d 0", "B BLMOVE l d LEFT RIGHT 0", "C RPUSH l 1", "C EXISTS l d",
    ],
  },
  {
    name: "BRPOPLPUSH of a list to itself leaves the element for the next",
    steps: [
      "A BRPOPLPUSH l l 0", "B BLPOP l 0", "C RPUSH l 1", "C EXISTS l",
    ],
  },
  {
    name: "BLMPOP takes up to its count",
    steps: [
      "A BLMPOP 0 2 a b LEFT COUNT 2", "B BLMPOP 0 1 b RIGHT COUNT 5", "C RPUSH b 1 2 3 4 5", "C EXISTS b",
    ],
  },
  {
    name: "nothing blocks inside a transaction",
    steps: [
      "A MULTI", "A BLPOP l 0", "A BLMOVE l m LEFT LEFT 0", "A BRPOPLPUSH l m 0", "A BLMPOP 0 1 l LEFT", "A EXEC",
    ],
  },
  {
    name: "RENAME to the key wakes",
    steps: [
      "A BLPOP l 0", "B RPUSH other 1", "B RENAME other l",
    ],
  },
  {
    name: "a client that goes away is not served",
    steps: [
      "A BLPOP l 0", "B BLPOP l 0", "close A", "sleep 100", "C RPUSH l 1", "C EXISTS l",
    ],
  },
];
