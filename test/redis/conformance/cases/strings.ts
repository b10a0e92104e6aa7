import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "SET replaces whatever is there, and its time to live",
    steps: [
      "A SET k v", "A GET k", "A RPUSH l a", "A SET l text", "A TYPE l", "A SET k v EX 100", "A SET k w", "A TTL k",
      "A SET k", "A set k V extra", "A GET missing", "A LPUSH q a", "A GET q", 'A SET "" empty', 'A GET ""',
      'A SET b "\\x00\\xff\\r\\n"', "A GET b",
    ],
  },
  {
    name: "SET NX and XX decide by whether the key is there",
    steps: [
      "A SET k v XX", "A SET k v NX", "A SET k w NX", "A SET k w XX", "A GET k", "A SET k x NX XX", "A SET k x XX NX",
      "A SET k x NX NX", "A SET m 1 nx EXAT 9999999999", "A EXPIRETIME m",
    ],
  },
  {
    name: "SET GET answers what was there",
    steps: [
      "A SET k v GET", "A SET k w GET", "A SET k x NX GET", "A GET k", "A SET k y GET XX", "A SET n 1 XX GET",
      "A EXISTS n", "A RPUSH l a", "A SET l v GET", "A SET l v NX GET", "A TYPE l",
    ],
  },
  {
    name: "SET takes one expiry, in four units, or keeps the old one",
    steps: [
      "A SET k v EX 100", "A TTL k", "A SET k v PX 100000", "A TTL k", "A SET k v EXAT 9999999999", "A PEXPIRETIME k",
      "A SET k v KEEPTTL", "A PEXPIRETIME k", "A SET k v PXAT 9999999999123", "A PEXPIRETIME k", "A EXPIRETIME k",
      "A SET k v EX 10 PX 10", "A SET k v EX 10 KEEPTTL", "A SET k v KEEPTTL EX 10", "A SET k v EX",
      "A SET k v PERSIST", "A SET k v EX 10 EX 20", "A TTL k", "A SET k v WHAT", "A SET k v",
    ],
  },
  {
    name: "an expiry must be a time to come",
    steps: [
      "A SET k v EX 0", "A SET k v PX -1", "A SET k v EXAT 0", "A SET k v PXAT -5", "A SET k v EX x",
      "A SET k v EX 1.5", "A SET k v EX 9223372036854775807", "A SET k v EX 9223372036854775",
      "A SET k v PX 9223372036854775807", "A SET k v PXAT 9223372036854775807", "A PEXPIRETIME k", "A SETEX k 0 v",
      "A SETEX k -1 v", "A SETEX k x v", "A PSETEX k 0 v", "A PSETEX k 9223372036854775807 v", "A GETEX k EX 0",
      "A GETEX k PXAT 0", "A GETEX k EX x", "A GETEX nokey EX x", "A GETEX nokey EX 0", "A SET w v EX 0 NX",
      "A RPUSH l a", "A SETEX l 0 v", "A GETEX l EX 0",
    ],
  },
  {
    name: "what has expired already is gone",
    steps: [
      "A SET k v", "A SET k v PXAT 1", "A GET k", "A EXISTS k", "A SET k v EXAT 1 GET", "A GET k",
      "A SET n v NX EXAT 1", "A SET n v XX",
    ],
  },
  {
    name: "from 8.0 on, a key that is set with a time past is not stored", compat: ["8.0"],
    steps: [
      "A SET k v PXAT 1", "A DBSIZE", "A SET k v", "A SET k w GET EXAT 1", "A DBSIZE", "A RPUSH l a",
      "A SET l v PXAT 1", "A DBSIZE",
    ],
  },
  {
    name: "before 8.0, a key that is set with a time past is stored until it is looked at", compat: ["7.0", "7.2"],
    steps: ["A DBSIZE", "A SET k v PXAT 1", "A GET k", "A DBSIZE"],
  },
  {
    name: "SETEX, PSETEX, SETNX and GETSET are older ways to say SET",
    steps: [
      "A SETEX k 100 v", "A TTL k", "A PSETEX k 100000 w", "A TTL k", "A GET k", "A SETNX k x", "A SETNX m x",
      "A GETSET m y", "A GETSET n z", "A RPUSH l a", "A SETNX l x", "A GETSET l x", "A SETEX l 100 v", "A TYPE l",
      "A SETEX k 100", "A GETSET k", "A GETSET k v", "A TTL k",
    ],
  },
  {
    name: "GETDEL and GETEX read and change",
    steps: [
      "A SET k v", "A GETDEL k", "A GETDEL k", "A SET k v", "A GETEX k", "A GETEX k EX 100", "A TTL k",
      "A GETEX k PERSIST", "A TTL k", "A GETEX k EXAT 9999999999", "A EXPIRETIME k", "A GETEX k PXAT 9999999999123",
      "A PEXPIRETIME k", "A GETEX k EX", "A GETEX k EX 10 PX 10", "A GETEX k PERSIST EX 10",
      "A GETEX k PERSIST PERSIST", "A GETEX k KEEPTTL", "A GETEX k NX", "A GETEX k EX 10 EX 20", "A GETEX k PXAT 1",
      "A EXISTS k", "A RPUSH l a", "A GETDEL l", "A GETEX l", "A GETEX l PERSIST",
    ],
  },
  {
    name: "MSET, MSETNX and MGET take many keys",
    steps: [
      "A MSET a 1 b 2 a 3", "A MGET a b c", "A MSETNX c 1 a 9", "A MGET a c", "A MSETNX c 1 d 2 c 3", "A MGET c d",
      "A MSET a", "A MSET a 1 b", "A MSETNX a 1 b", "A MSETNX a", "A RPUSH l x", "A MGET l a", "A MSET l text",
      "A MGET l", "A MGET", "A SET t v EX 100", "A MSET t w", "A TTL t",
    ],
  },
  {
    name: "APPEND and STRLEN",
    steps: [
      "A APPEND k abc", 'A APPEND k ""', "A APPEND k def", "A STRLEN k", "A GET k", "A STRLEN missing", 'A APPEND e ""',
      "A EXISTS e", "A RPUSH l a", "A APPEND l x", "A STRLEN l", "A SET t v EXAT 9999999999", "A APPEND t w",
      "A EXPIRETIME t",
    ],
  },
  {
    name: "GETRANGE takes places from either end",
    steps: [
      'A SET k "This is a string"', "A GETRANGE k 0 3", "A GETRANGE k -3 -1", "A GETRANGE k 0 -1",
      "A GETRANGE k 10 100", "A GETRANGE k 5 3", "A GETRANGE k -1 -3", "A GETRANGE k 100 200", "A GETRANGE k -100 2",
      "A GETRANGE k -100 -50", "A GETRANGE k x 1", "A GETRANGE k 0 y", "A GETRANGE k 0 9223372036854775807",
      "A GETRANGE k -9223372036854775808 -1", "A GETRANGE k 0 9223372036854775808", "A GETRANGE missing 0 -1",
      "A SUBSTR k 0 3", "A RPUSH l a", "A GETRANGE l 0 1", "A GETRANGE l x 1", 'A SET e ""', "A GETRANGE e 0 -1",
    ],
  },
  {
    name: "SETRANGE overwrites, with zeros before it",
    steps: [
      "A SETRANGE k 3 abc", "A GET k", "A SETRANGE k 0 xyz", "A GET k", 'A SETRANGE k 9 ""', 'A SETRANGE missing 5 ""',
      "A EXISTS missing", "A SETRANGE k -1 a", "A SETRANGE k x a", "A SETRANGE k 536870912 a",
      'A SETRANGE k 536870912 ""', "A SETRANGE k 9223372036854775807 a", "A RPUSH l a", "A SETRANGE l 0 a",
      'A SETRANGE l 0 ""', "A SETRANGE l -1 a", "A SETRANGE k 536870911 ab",
    ],
  },
  {
    name: "LCS gives a longest common subsequence",
    steps: [
      "A MSET a ohmytext b mynewtext", "A LCS a b", "A LCS a b LEN", "A LCS a b IDX", "A LCS a b IDX MINMATCHLEN 4",
      "A LCS a b IDX WITHMATCHLEN", "A LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN", "A LCS a b LEN IDX", "A LCS a missing",
      "A LCS a missing IDX", "A LCS a a IDX", "A LCS a b MINMATCHLEN", "A LCS a b MINMATCHLEN x", "A LCS a b WHAT",
      "A RPUSH l x", "A LCS a l", "A LCS a l WHAT", "A LCS a b MINMATCHLEN -1 IDX", { step: "A HELLO 3", mask: "any" },
      "A LCS a b IDX",
    ],
  },
];
