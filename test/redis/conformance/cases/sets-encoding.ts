import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "a set of integers has a limit",
    steps: [
      "A CONFIG SET set-max-intset-entries 4", "A SADD a 1 2 3 4", "A OBJECT ENCODING a", "A SADD a 5",
      "A OBJECT ENCODING a", "A SADD b 1 2 3 4 5", "A OBJECT ENCODING b", "A SREM a 5", "A OBJECT ENCODING a",
      "A SUNIONSTORE c a", "A OBJECT ENCODING c", "A CONFIG SET set-max-intset-entries 512",
    ],
  },
  {
    name: "a text ends a set of integers",
    steps: [
      "A SADD a 1 2 3", "A SADD a x", "A OBJECT ENCODING a", "A SREM a x", "A OBJECT ENCODING a", "A SINTERSTORE b a a",
      "A OBJECT ENCODING b", "A SDIFFSTORE b a missing", "A OBJECT ENCODING b",
    ],
  },
  {
    name: "listpack sets are limited in entries and length", compat: ["7.2", "8.0"],
    steps: [
      "A CONFIG SET set-max-listpack-entries 3", "A SADD a x y z", "A OBJECT ENCODING a", "A SMEMBERS a", "A SADD a x",
      "A OBJECT ENCODING a", "A SADD a w", "A OBJECT ENCODING a", "A SADD b x y z w", "A OBJECT ENCODING b",
      "A SADD c 1 2 3", "A SADD c x", "A OBJECT ENCODING c", "A CONFIG SET set-max-listpack-entries 128",
      "A SADD d aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "A OBJECT ENCODING d",
      "A SADD d aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "A OBJECT ENCODING d",
    ],
  },
  {
    name: "a listpack set keeps the order of insertion", compat: ["7.2", "8.0"],
    steps: [
      "A SADD a c b 5 a", "A SREM a b", "A SADD a b", "A SMEMBERS a", "A SINTER a", "A SSCAN a 0",
      "A SSCAN a 0 MATCH [ab]",
    ],
  },
];
