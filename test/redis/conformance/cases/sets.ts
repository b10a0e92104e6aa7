import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "SADD and SREM count what changed",
    steps: [
      "A SADD s a b a", "A SADD s b c", "A SCARD s", "A SREM s a x", "A SREM s b c", "A EXISTS s", "A SREM s a",
      "A SCARD s", "A SADD s",
    ],
  },
  {
    name: "members are asked for one by one or together",
    steps: [
      "A SADD s a b 1", "A SISMEMBER s a", "A SISMEMBER s x", "A SISMEMBER missing a", "A SMISMEMBER s a x 1 01",
      "A SMISMEMBER missing a b", { step: "A SMEMBERS s", mask: "unordered" }, "A SMEMBERS missing",
    ],
  },
  {
    name: "integers are kept in order",
    steps: [
      "A SADD s 3 -5 100000 9223372036854775807 -9223372036854775808 0", "A SMEMBERS s", "A OBJECT ENCODING s",
      "A SISMEMBER s 100000", "A SISMEMBER s 9223372036854775807", "A SISMEMBER s 9223372036854775808",
      "A SREM s 9223372036854775807 -5", "A SMEMBERS s", "A SINTER s", "A SUNION s", "A SDIFF s", "A SSCAN s 0",
    ],
  },
  {
    name: "what only looks like an integer is text",
    steps: [
      "A SADD a 01", "A SADD b -0", "A SADD c +1", "A SADD d 9223372036854775808", 'A SADD e " 1"',
      "A OBJECT ENCODING a", "A OBJECT ENCODING b", "A OBJECT ENCODING c", "A OBJECT ENCODING d", "A OBJECT ENCODING e",
    ],
  },
  {
    name: "SMOVE moves a member between sets",
    steps: [
      "A SADD a x y", "A SMOVE a b x", "A SMOVE a b x", { step: "A SMEMBERS b", mask: "unordered" }, "A SADD b y",
      "A SMOVE a b y", "A EXISTS a", "A SMOVE b b x", "A SMOVE b b none", "A SMOVE missing b x", "A SET s 1",
      "A SMOVE b s none", "A SMOVE s b x", "A SMOVE missing s x", "A SADD i 1", "A SMOVE i j 1", "A OBJECT ENCODING j",
    ],
  },
  {
    name: "SPOP and SRANDMEMBER answer by their count",
    steps: [
      "A SADD s a", "A SRANDMEMBER s", "A SRANDMEMBER s 5", "A SRANDMEMBER s -3", "A SRANDMEMBER s 0", "A SPOP s 0",
      "A SPOP s", "A EXISTS s", "A SPOP s", "A SPOP s 1", "A SPOP s 0", "A SRANDMEMBER s", "A SRANDMEMBER s 1",
      "A SADD s 1 2 3", "A SPOP s 9", "A EXISTS s", "A SPOP s x", "A SPOP s -1", "A SPOP s 1 2", "A SRANDMEMBER s x",
      "A SRANDMEMBER s 1 2", "A SRANDMEMBER s 99999999999999999999", "A SRANDMEMBER s -9223372036854775808",
      "A SPOP s 9223372036854775807",
    ],
  },
  {
    name: "SPOP takes as many as it was asked for",
    steps: [
      "A SADD s a b c d e f g h i j", { step: "A SPOP s 4", mask: "any" }, "A SCARD s",
      { step: "A SPOP s", mask: "any" }, "A SCARD s", { step: "A SRANDMEMBER s 3", mask: "any" }, "A SCARD s",
    ],
  },
  {
    name: "commands on sets refuse other types",
    steps: [
      "A SET s x", "A SADD s a", "A SREM s a", "A SCARD s", "A SISMEMBER s a", "A SMISMEMBER s a", "A SMEMBERS s",
      "A SPOP s", "A SPOP s 1", "A SRANDMEMBER s", "A SRANDMEMBER s 1", "A SINTER s", "A SINTER missing s",
      "A SINTER s missing", "A SUNION missing s", "A SDIFF missing s", "A SINTERSTORE d missing s", "A SUNIONSTORE d s",
      "A SDIFFSTORE d s", "A SINTERCARD 1 s", "A SSCAN s 0", "A SSCAN s x",
    ],
  },
  {
    name: "SSCAN gives small sets whole",
    steps: [
      "A SADD s 1 2 3", "A SSCAN s 0", "A SSCAN s 5", "A SSCAN s 0 COUNT 1", "A SSCAN s 0 MATCH 1* COUNT 1",
      "A SSCAN s 0 MATCH [23]", "A SSCAN s 0 match *", "A SSCAN missing 0", "A SSCAN missing 0 COUNT x",
      "A SSCAN missing x", "A SSCAN s x", "A SSCAN s -1", 'A SSCAN s ""', 'A SSCAN s " 0"', "A SSCAN s +1",
      "A SSCAN s 18446744073709551615", "A SSCAN s 18446744073709551616", "A SSCAN s 0 COUNT 0", "A SSCAN s 0 COUNT -1",
      "A SSCAN s 0 COUNT x", "A SSCAN s 0 MATCH", "A SSCAN s 0 FOO 1", "A SSCAN s 0 NOVALUES", "A SSCAN s",
    ],
  },
  {
    name: "RESP 3 has sets",
    steps: [
      { step: "A HELLO 3", mask: "any" }, "A SADD s 1 2 3", "A SMEMBERS s", "A SINTER s", "A SUNION s",
      "A SDIFF s missing", "A SPOP s 0", "A SRANDMEMBER s 0", "A SRANDMEMBER s 9", "A SSCAN s 0", "A SPOP s 9",
      "A SPOP s", "A SPOP s 1", "A SMEMBERS s", "A SMISMEMBER s a",
    ],
  },
];
