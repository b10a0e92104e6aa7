import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "TTL rounds to seconds, PTTL does not",
    steps: [
      "A SET k v", "A TTL k", "A PTTL k", "A EXPIRETIME k", "A PEXPIRETIME k", "A TTL missing", "A PTTL missing",
      "A EXPIRETIME missing", "A PEXPIRETIME missing", "A EXPIRE k 100", "A TTL k",
      { step: "A PTTL k", mask: "numbers" }, "A PEXPIREAT k 9999999999499", "A EXPIRETIME k", "A PEXPIRETIME k",
      "A PEXPIREAT k 9999999999500", "A EXPIRETIME k", "A PERSIST k", "A TTL k", "A PERSIST k", "A PERSIST missing",
    ],
  },
  {
    name: "EXPIRE and its siblings need a key and an integer",
    steps: [
      "A EXPIRE missing 10", "A SET k v", "A EXPIRE k x", "A EXPIRE k 1.5", "A EXPIRE k", "A EXPIRE missing x",
      "A EXPIRE k 9223372036854775807", "A EXPIRE k -9223372036854775808", "A EXPIRE k 9223372036854775",
      "A PEXPIRE k 9223372036854775807", "A EXPIREAT k 9223372036854775807", "A PEXPIREAT k 9223372036854775807",
      "A PEXPIRETIME k", "A PEXPIREAT k 9223372036854775808", "A EXPIRE missing 9223372036854775807",
    ],
  },
  {
    name: "a time past deletes at once",
    steps: [
      "A MSET a 1 b 2 c 3 d 4", "A EXPIRE a 0", "A PEXPIRE b -1", "A EXPIREAT c 1", "A PEXPIREAT d 1",
      "A EXISTS a b c d", "A DBSIZE", "A SET e 1", "A PEXPIREAT e -9223372036854775808", "A EXISTS e",
    ],
  },
  {
    name: "NX, XX, GT and LT make conditions",
    steps: [
      "A SET k v", "A EXPIREAT k 9999999990 XX", "A EXPIREAT k 9999999990 GT", "A EXPIREAT k 9999999990 NX",
      "A EXPIREAT k 9999999995 NX", "A EXPIREAT k 9999999995 XX", "A EXPIREAT k 9999999995 GT",
      "A EXPIREAT k 9999999996 GT", "A EXPIREAT k 9999999996 LT", "A EXPIREAT k 9999999980 lt",
      "A EXPIREAT k 9999999970 XX GT", "A EXPIREAT k 9999999970 XX LT", "A EXPIRETIME k", "A PERSIST k",
      "A EXPIREAT k 9999999970 LT", "A EXPIRETIME k", "A PERSIST k", "A EXPIREAT k 9999999970 XX LT",
      "A EXPIRE k -1 GT", "A EXISTS k", "A EXPIRE k -1 LT", "A EXISTS k",
    ],
  },
  {
    name: "conditions that contradict each other are refused",
    steps: ["NX XX", "NX GT", "NX LT", "GT LT", "LT GT XX", "NX NX", "WHAT", "NX WHAT", '""', "GT GT"].flatMap(
      (options) => ["A SET k v", `A EXPIRE k 100 ${options}`, `A EXPIRE missing x ${options}`],
    ),
  },
  {
    name: "a key goes when its time has passed",
    steps: [
      "A SET k v PX 250", "A EXISTS k", "sleep 300", "A EXISTS k", "A GET k", "A TTL k", "A SET k v PX 250",
      "A EXPIRE k 100", "sleep 300", "A GET k", "A RPUSH l a", "A PEXPIRE l 40", "sleep 80", "A RPUSH l b",
      "A LRANGE l 0 -1", "A TTL l", "A SET n 5 PX 40", "sleep 80", "A INCR n", "A TTL n", "A SET a 1 PX 40",
      "A SET b 2", "sleep 80", "A RENAME a c", "A KEYS a", "A COPY a c", "A RENAMENX b a", "A TTL a",
    ],
  },
  {
    name: "commands that change a value in place keep its time, those that replace it do not",
    steps: [
      "A SET k 1 EXAT 9999999999", "A INCR k", "A APPEND k 2", "A SETRANGE k 0 3", "A SETBIT k 0 1",
      "A BITFIELD k SET u8 0 1", "A EXPIRETIME k", "A SET k v", "A EXPIRETIME k", "A HSET h f v",
      "A EXPIREAT h 9999999999", "A HSET h g w", "A HDEL h f", "A EXPIRETIME h", "A SADD s 1 2",
      "A EXPIREAT s 9999999999", "A SUNIONSTORE s s", "A EXPIRETIME s", "A RPUSH l 1 2", "A EXPIREAT l 9999999999",
      "A SORT l STORE l", "A EXPIRETIME l",
    ],
  },
];
