import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "a list is one node until it is too large, and again once it is half as large",
    steps: [
      "A CONFIG SET list-max-listpack-size 4", "A RPUSH l a b c d", "A OBJECT ENCODING l", "A RPUSH l e",
      "A OBJECT ENCODING l", "A RPOP l", "A OBJECT ENCODING l", "A RPOP l", "A RPOP l", "A OBJECT ENCODING l",
      "A RPUSH m a b c d e", "A LPOP m 3", "A OBJECT ENCODING m", "A LPOP m", "A OBJECT ENCODING m",
      "A CONFIG SET list-max-listpack-size -2",
    ],
  },
  {
    name: "trimming, removing and replacing may make a list one node",
    steps: [
      "A CONFIG SET list-max-listpack-size 3", "A RPUSH a 1 2 3 4 5 6", "A LTRIM a 0 0", "A OBJECT ENCODING a",
      "A RPUSH b 1 2 3 4 5 6", "A LREM b 0 1", "A LREM b 0 2", "A LREM b 0 3", "A LREM b 0 4", "A OBJECT ENCODING b",
      "A LREM b 0 5", "A OBJECT ENCODING b", "A RPUSH c 1 2 3", "A LINSERT c BEFORE 2 x", "A OBJECT ENCODING c",
      "A LSET c 0 y", "A OBJECT ENCODING c", "A CONFIG SET list-max-listpack-size -2",
    ],
  },
  {
    name: "the size of a node counts what a listpack takes for each element",
    steps: [
      "A CONFIG SET list-max-listpack-size -1", "A RPUSH l 100 -5 70000 3000000000 9007199254740993 01 text",
      "A RPUSH l aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "A LRANGE l 0 -1",
      "A OBJECT ENCODING l", "A CONFIG SET list-max-listpack-size -2",
    ],
  },
];
