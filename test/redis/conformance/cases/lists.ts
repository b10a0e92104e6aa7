import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "LPUSH and RPUSH add one element after the other at their end",
    steps: ["A LPUSH l a b c", "A RPUSH l x y", "A LRANGE l 0 -1", "A LLEN l", "A LLEN missing", "A LPUSH l"],
  },
  {
    name: "LPUSHX and RPUSHX add only to a list that is there",
    steps: [
      "A LPUSHX l a", "A RPUSHX l a", "A EXISTS l", "A RPUSH l m", "A LPUSHX l a b", "A RPUSHX l y z",
      "A LRANGE l 0 -1",
    ],
  },
  {
    name: "LPOP and RPOP take one element, or up to a count",
    steps: [
      "A RPUSH l a b c d e f", "A LPOP l", "A RPOP l", "A LPOP l 2", "A RPOP l 0", "A RPOP l 9", "A EXISTS l",
      "A LPOP l", "A LPOP l 0", "A LPOP l 1", "A RPUSH l a", "A LPOP l -1", "A LPOP l x",
      "A RPOP l 9223372036854775808", "A LPOP l 1 2", "A LPOP l 9223372036854775807",
    ],
  },
  {
    name: "commands on lists refuse other types",
    steps: [
      "A SET s x", "A LPUSH s 1", "A RPUSHX s 1", "A LPOP s", "A LPOP s 1", "A LPOP s -1", "A LLEN s", "A LRANGE s 0 1",
      "A LRANGE s a b", "A LINDEX s x", "A LSET s x a", "A LINSERT s BEFORE a b", "A LREM s 0 a", "A LTRIM s 0 1",
      "A LPOS s a", "A LMPOP 1 s LEFT", "A LMPOP 2 missing s LEFT", "A LMOVE s d LEFT LEFT", "A RPOPLPUSH s d",
      "A BLPOP s 1", "A BLPOP missing s 1", "A BLMOVE s d LEFT LEFT 1", "A BLMPOP 1 1 s LEFT",
    ],
  },
  {
    name: "LRANGE takes indexes from either end",
    steps: [
      "A RPUSH l a b c d", "A LRANGE l 0 -1", "A LRANGE l -3 -2", "A LRANGE l -100 100", "A LRANGE l 2 1",
      "A LRANGE l 4 9", "A LRANGE missing 0 -1", "A LRANGE l a 1", "A LRANGE l 0 99999999999999999999",
      "A LRANGE l -9223372036854775808 9223372036854775807",
    ],
  },
  {
    name: "LINDEX answers null outside of the list",
    steps: [
      "A RPUSH l a b c", "A LINDEX l 0", "A LINDEX l -1", "A LINDEX l 3", "A LINDEX l -4", "A LINDEX missing 0",
      "A LINDEX missing x", "A LINDEX l x",
    ],
  },
  {
    name: "LSET replaces one element",
    steps: [
      "A RPUSH l a b c", "A LSET l 0 A", "A LSET l -1 C", "A LRANGE l 0 -1", "A LSET l 3 x", "A LSET l -4 x",
      "A LSET l x y", "A LSET missing 0 a", "A LSET missing x a",
    ],
  },
  {
    name: "LINSERT puts an element beside the first pivot",
    steps: [
      "A RPUSH l a b a", "A LINSERT l BEFORE a x", "A LINSERT l after b y", "A LINSERT l AFTER a z", "A LRANGE l 0 -1",
      "A LINSERT l BEFORE none x", "A LINSERT missing BEFORE a x", "A LINSERT l BESIDE a x",
      "A LINSERT missing BESIDE a x",
    ],
  },
  {
    name: "LREM removes from either end, or all",
    steps: [
      "A RPUSH l a b a c a d a", "A LREM l 1 a", "A LRANGE l 0 -1", "A LREM l -2 a", "A LRANGE l 0 -1", "A LREM l 0 a",
      "A LREM l 0 none", "A LREM missing 0 a", "A LREM l x a", "A LRANGE l 0 -1", "A LREM l 0 b", "A LREM l 5 c",
      "A LREM l -5 d", "A EXISTS l",
    ],
  },
  {
    name: "LTRIM keeps a range and deletes a list of nothing",
    steps: [
      "A RPUSH l a b c d e", "A LTRIM l 1 -2", "A LRANGE l 0 -1", "A LTRIM l -2 -1", "A LRANGE l 0 -1", "A LTRIM l 0 x",
      "A LTRIM missing 0 1", "A LTRIM l 5 9", "A EXISTS l",
    ],
  },
  {
    name: "LPOS finds the rank-th match from either end",
    steps: [
      "A RPUSH l a b c a b c a", "A LPOS l a", "A LPOS l a RANK 2", "A LPOS l a RANK -1", "A LPOS l a RANK 4",
      "A LPOS l a COUNT 0", "A LPOS l a COUNT 2", "A LPOS l a RANK -1 COUNT 2", "A LPOS l a RANK 2 COUNT 0 MAXLEN 5",
      "A LPOS l c MAXLEN 2", "A LPOS l c maxlen 3", "A LPOS l c RANK -1 MAXLEN 1", "A LPOS l c COUNT 0 MAXLEN 1",
      "A LPOS missing a", "A LPOS missing a COUNT 1", "A LPOS l none", "A LPOS l none COUNT 0",
      "A LPOS l a COUNT 1 COUNT 2",
    ],
  },
  {
    name: "LPOS names what is wrong with its options",
    steps: [
      "A RPUSH l a", "A LPOS l a RANK 0", "A LPOS l a RANK x", "A LPOS l a RANK 99999999999999999999",
      "A LPOS l a RANK", "A LPOS l a COUNT -1", "A LPOS l a COUNT x", "A LPOS l a MAXLEN -1", "A LPOS l a MAXLEN x",
      "A LPOS l a FOO 1", "A LPOS l a RANK -9223372036854775808",
    ],
  },
  {
    name: "LMOVE and RPOPLPUSH move one element",
    steps: [
      "A RPUSH a 1 2 3", "A LMOVE a b LEFT RIGHT", "A LMOVE a b RIGHT left", "A LRANGE b 0 -1", "A RPOPLPUSH a b",
      "A EXISTS a", "A LRANGE b 0 -1", "A RPOPLPUSH b b", "A LMOVE b b LEFT LEFT", "A LRANGE b 0 -1", "A RPUSH one x",
      "A LMOVE one one LEFT RIGHT", "A LRANGE one 0 -1", "A LMOVE missing b LEFT LEFT", "A LMOVE missing b LEFT UP",
      "A LMOVE b c FOO LEFT", "A RPOPLPUSH missing b", "A SET s x", "A LMOVE b s LEFT LEFT", "A RPOPLPUSH missing s",
      "A LRANGE b 0 -1",
    ],
  },
  {
    name: "LMPOP takes from the first list that is there",
    steps: [
      "A RPUSH l a b c d e", "A LMPOP 1 l LEFT", "A LMPOP 2 missing l RIGHT COUNT 2", "A LMPOP 1 l left count 9",
      "A EXISTS l", "A LMPOP 1 l LEFT", "A LMPOP 2 l l LEFT COUNT 1",
    ],
  },
  {
    name: "LMPOP names what is wrong with its arguments",
    steps: [
      "A LMPOP 0 l LEFT", "A LMPOP x l LEFT", "A LMPOP -1 l LEFT", "A LMPOP 1 l", "A LMPOP 2 l LEFT",
      "A LMPOP 99 l LEFT", "A LMPOP 9999999999999999999 l LEFT", "A LMPOP 1 l FOO", "A LMPOP 1 l LEFT COUNT",
      "A LMPOP 1 l LEFT COUNT 0", "A LMPOP 1 l LEFT COUNT -1", "A LMPOP 1 l LEFT COUNT x",
      "A LMPOP 1 l LEFT COUNT 1 COUNT 2", "A LMPOP 1 l LEFT FOO 1",
    ],
  },
];
