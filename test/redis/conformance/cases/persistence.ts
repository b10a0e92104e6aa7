import type { Case } from "../case.ts";

/** The string "hello" as servers of format 10 dump it; later ones take it too. */
const HELLO = String.raw`"\x00\x05hello\n\x00cr\xdfve4 \n"`;
const WRONG_SUM = String.raw`"\x00\x05hellp\n\x00cr\xdfve4 \n"`;

export const CASES: readonly Case[] = [
  { name: "DUMP of a key that is not there is null", steps: ["A DUMP k", "A DUMP", "A DUMP k k"] },
  {
    name: "a string is dumped to the byte", compat: ["7.0"],
    steps: ["A SET k hello", "A DUMP k", "A SET k 12", "A DUMP k", "A SET k -70000", "A DUMP k"],
  },
  {
    name: "a long string is dumped compressed where that is shorter", compat: ["7.0"],
    steps: [
      "A SET k abcabcabcabcabcabcabcabcabcabcabcabc", "A DUMP k", "A SET k abcdefghijklmnopqrstuvwxyz", "A DUMP k",
    ],
  },
  {
    name: "a list is dumped to the byte", compat: ["7.0"],
    steps: ["A RPUSH k a 1 -1 4095 -4096 70000 12345678901234567890", "A DUMP k"],
  },
  {
    name: "a set of integers is dumped to the byte", compat: ["7.0"],
    steps: ["A SADD k 3 1 2", "A DUMP k", "A SADD k 70000", "A DUMP k"],
  },
  { name: "a sorted set is dumped to the byte", compat: ["7.0"], steps: ["A ZADD k 1 a 2.5 b -inf c", "A DUMP k"] },
  { name: "a hash is dumped to the byte", compat: ["7.0"], steps: ["A HSET k f v g 1", "A DUMP k"] },
  {
    name: "a stream is dumped to the byte, deleted entries included", compat: ["7.0"],
    steps: ["A XADD k 1-1 f v", "A XADD k 2-1 f w", "A XADD k 2-2 g 1 h 2", "A XDEL k 2-1", "A DUMP k"],
  },
  {
    name: "an empty stream with a group is dumped to the byte", compat: ["7.0"],
    steps: ["A XGROUP CREATE k g 5-5 MKSTREAM ENTRIESREAD 3", "A DUMP k"],
  },
  { name: "RESTORE makes the key", steps: [`A RESTORE k 0 ${HELLO}`, "A GET k", "A PTTL k", "A TYPE k"] },
  {
    name: "RESTORE refuses a key that is there, whatever else is wrong",
    steps: ["A SET k v", "A RESTORE k -1 x", "A RESTORE k 0 x", "A GET k"],
  },
  {
    name: "RESTORE REPLACE takes its place, and its time to live",
    steps: ["A SET k v EX 100", `A RESTORE k 0 ${HELLO} REPLACE`, "A GET k", "A PTTL k"],
  },
  { name: "a refused payload leaves what was there", steps: ["A SET k v", "A RESTORE k 0 x REPLACE", "A GET k"] },
  {
    name: "a payload with a wrong checksum, or too short, is refused",
    steps: [`A RESTORE k 0 ${WRONG_SUM}`, 'A RESTORE k 0 ""', "A RESTORE k 0 123456789", "A EXISTS k"],
  },
  {
    name: "what RESTORE refuses of its arguments",
    steps: [
      "A RESTORE", "A RESTORE k 0", "A RESTORE k x y", "A RESTORE k -1 y", "A RESTORE k 9223372036854775808 y",
      "A RESTORE k 0 y BAD", "A RESTORE k 0 y IDLETIME", "A RESTORE k 0 y FREQ", "A RESTORE k 0 y IDLETIME -1",
      "A RESTORE k 0 y IDLETIME z", "A RESTORE k 0 y FREQ -1", "A RESTORE k 0 y FREQ 256", "A RESTORE k 0 y FREQ z",
      "A RESTORE k 0 y FREQ 1 IDLETIME 1", "A RESTORE k 0 y IDLETIME 1 FREQ 1", "A RESTORE k 0 y IDLETIME 1 IDLETIME 2",
      "A RESTORE k 0 y REPLACE REPLACE ABSTTL ABSTTL",
    ],
  },
  {
    name: "ABSTTL in the past makes no key and removes the one it replaces",
    steps: [
      `A RESTORE k 1 ${HELLO} ABSTTL`, "A EXISTS k", "A SET k v", `A RESTORE k 1 ${HELLO} ABSTTL REPLACE`, "A EXISTS k",
    ],
  },
  {
    name: "options are read in any case and order",
    steps: ["A SET k v", `A restore k 0 ${HELLO} absttl freq 255 replace`, "A GET k"],
  },
  {
    name: "IDLETIME is what OBJECT IDLETIME then says",
    steps: [`A RESTORE k 0 ${HELLO} IDLETIME 1000`, { step: "A OBJECT IDLETIME k", mask: "any" }],
  },
  { name: "RESTORE-ASKING is RESTORE", steps: [`A RESTORE-ASKING k 0 ${HELLO}`, "A GET k"] },
  {
    name: "RESTORE wakes whoever is blocked on the key", compat: ["7.0"],
    steps: [
      "A RPUSH l a", "B BLPOP k 0",
      String.raw`A RESTORE k 0 "\x12\x01\x02\t\t\x00\x00\x00\x01\x00\x81a\x02\xff\n\x00x"`, "A RPUSH k b",
    ],
  },
  { name: "SAVE and LASTSAVE", steps: ["A SAVE", { step: "A LASTSAVE", mask: "numbers" }, "A SAVE x", "A LASTSAVE x"] },
  { name: "SAVE is not for transactions", steps: ["A MULTI", "A SAVE", "A EXEC"] },
  { name: "BGSAVE knows one option", steps: ["A BGSAVE x", "A BGSAVE SCHEDULE x", "A BGREWRITEAOF x"] },
];
