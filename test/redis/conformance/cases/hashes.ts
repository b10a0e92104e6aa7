import type { Case } from "../case.ts";

const LONG = "x".repeat(65);

export const CASES: readonly Case[] = [
  {
    name: "HSET and HMSET set fields, HSETNX only a new one",
    steps: [
      "A HSET h a 1 b 2", "A HSET h a 3 c 4", "A HGETALL h", "A HMSET h d 5 d 6", "A HGET h d", "A HSETNX h a 9",
      "A HSETNX h e 9", "A HSETNX new f v", "A HLEN h", "A HSET h a", "A HSET h a 1 b", "A HMSET h a 1 b", "A HMSET h",
      'A HSET h "" empty', 'A HGET h ""', "A SET s x", "A HSET s a 1", "A HSETNX s a 1", "A HMSET s a 1",
    ],
  },
  {
    name: "reading a hash",
    steps: [
      'A HSET h a 1 b 22 c ""', "A HGET h b", "A HGET h missing", "A HGET missing a", "A HMGET h a x c",
      "A HMGET missing a b", "A HMGET h", "A HGETALL h", "A HGETALL missing", "A HKEYS h", "A HVALS h",
      "A HKEYS missing", "A HVALS missing", "A HLEN h", "A HLEN missing", "A HEXISTS h a", "A HEXISTS h x",
      "A HEXISTS missing a", "A HSTRLEN h b", "A HSTRLEN h x", "A HSTRLEN missing a", "A SET s x", "A HGET s a",
      "A HMGET s a", "A HGETALL s", "A HKEYS s", "A HVALS s", "A HLEN s", "A HEXISTS s a", "A HSTRLEN s a",
      "A HDEL s a",
    ],
  },
  {
    name: "RESP 3 has maps for hashes",
    steps: [
      "A HELLO 3", "A HSET h a 1 b 2", "A HGETALL h", "A HGETALL missing", "A HKEYS h", "A HMGET h a x",
      "A HRANDFIELD h 2", "A HRANDFIELD h 2 WITHVALUES", "A HRANDFIELD missing 2 WITHVALUES", "A HRANDFIELD missing",
      "A HSCAN h 0", "A HGET h x",
    ].map((step) => (step === "A HELLO 3" ? { step, mask: "any" } : step)),
  },
  {
    name: "HDEL removes fields, and the hash with the last one",
    steps: [
      "A HSET h a 1 b 2 c 3", "A HDEL h a x a", "A HDEL h x", "A HDEL missing a", "A HDEL h", "A HDEL h b c d",
      "A EXISTS h", "A HSET h a 1 b 2", "A HDEL h a", "A HSET h a 1", "A HGETALL h",
    ],
  },
  {
    name: "HINCRBY counts in 64 bits",
    steps: [
      "A HINCRBY h n 5", "A HINCRBY h n -7", "A HSET h n 9223372036854775807", "A HINCRBY h n 1", "A HINCRBY h n -1",
      "A HGET h n", "A HSET h t text", "A HINCRBY h t 1", "A HINCRBY h n x", "A HINCRBY h n 1.5",
      "A HINCRBY h n 9223372036854775808", 'A HSET h sp " 1"', "A HINCRBY h sp 1", "A HINCRBY h n", "A SET s x",
      "A HINCRBY s n 1", "A HINCRBY s n x", 'A HSET h e ""', "A HINCRBY h e 1",
    ],
  },
  {
    name: "HINCRBYFLOAT adds in 64 bits of precision",
    steps: [
      "A HINCRBYFLOAT h n 10.5", "A HINCRBYFLOAT h n 0.1", "A HINCRBYFLOAT h n -5.0e3", "A HINCRBYFLOAT h n 1e-18",
      "A HINCRBYFLOAT h m 0x10", "A HINCRBYFLOAT h n inf", "A HINCRBYFLOAT h n -inf", "A HINCRBYFLOAT h n nan",
      "A HINCRBYFLOAT h n x", "A HSET h t text", "A HINCRBYFLOAT h t 1", "A HSET h i inf", "A HINCRBYFLOAT h i 1",
      'A HINCRBYFLOAT h n ""', 'A HSET h e ""', "A HINCRBYFLOAT h e 1", "A SET s x", "A HINCRBYFLOAT s n 1",
      "A HINCRBYFLOAT s n x", 'A HSET h sp " 1"', "A HINCRBYFLOAT h sp 1", "A HSET h big 1.1e4932",
      "A HINCRBYFLOAT h big 1.1e4932", "A HINCRBYFLOAT h big x",
    ],
  },
  {
    name: "a hash is a listpack until it is large or holds something long",
    steps: [
      "A HSET a f v", "A OBJECT ENCODING a", `A HSET a g ${LONG.slice(1)}`, "A OBJECT ENCODING a", `A HSET a g ${LONG}`,
      "A OBJECT ENCODING a", "A HDEL a g", "A OBJECT ENCODING a", `A HSETNX b ${LONG} v`, "A OBJECT ENCODING b",
      `A HSETNX c f v`, `A HSETNX c f ${LONG}`, "A OBJECT ENCODING c", "A CONFIG SET hash-max-listpack-entries 3",
      "A HSET d 1 a 2 b 3 c", "A OBJECT ENCODING d", "A HSET d 3 x", "A OBJECT ENCODING d", "A HSET d 4 x",
      "A OBJECT ENCODING d", "A HDEL d 4 3", "A OBJECT ENCODING d", "A COPY d e", "A OBJECT ENCODING e",
      "A CONFIG SET hash-max-listpack-entries 128", "A CONFIG SET hash-max-listpack-value 2", "A HSET g a bb",
      "A OBJECT ENCODING g", "A HINCRBY g n 100", "A OBJECT ENCODING g", "A CONFIG SET hash-max-listpack-value 64",
      "A HSET z a 1 b 2", "A HDEL z a b", "A HSET z a 1", "A OBJECT ENCODING z",
    ],
  },
  {
    name: "HRANDFIELD picks fields",
    steps: [
      "A HSET h a 1", "A HRANDFIELD h", "A HRANDFIELD h 1", "A HRANDFIELD h -3", "A HRANDFIELD h 5 WITHVALUES",
      "A HRANDFIELD h -2 WITHVALUES", "A HRANDFIELD h 0", "A HRANDFIELD missing", "A HRANDFIELD missing 5",
      "A HRANDFIELD missing -5 WITHVALUES", "A HRANDFIELD h x", "A HRANDFIELD h 1 WHAT",
      "A HRANDFIELD h 1 WITHVALUES x", "A HRANDFIELD h -9223372036854775808",
      "A HRANDFIELD h 4611686018427387904 WITHVALUES", "A HRANDFIELD h -4611686018427387904 WITHVALUES",
      "A HRANDFIELD h 9223372036854775807", "A SET s x", "A HRANDFIELD s", "A HRANDFIELD s 1", "A HRANDFIELD s x",
      "A HSET m a 1 b 2 c 3", { step: "A HRANDFIELD m 3 WITHVALUES", mask: "unordered" },
      { step: "A HRANDFIELD m", mask: "any" }, { step: "A HRANDFIELD m -2", mask: "any" },
    ],
  },
  {
    name: "HSCAN gives a small hash at once",
    steps: [
      "A HSET h a 1 b 2 ab 3", "A HSCAN h 0", "A HSCAN h 0 MATCH a*", "A HSCAN h 0 COUNT 1",
      "A HSCAN h 0 MATCH a* COUNT 1", "A HSCAN missing 0", "A HSCAN h x", "A HSCAN h 0 COUNT 0", "A HSCAN h 0 COUNT x",
      "A HSCAN h 0 MATCH", "A HSCAN h 0 WHAT", "A HSCAN h 0 TYPE hash", "A HSCAN h 0 NOVALUES",
      "A HSCAN h 0 NOVALUES MATCH a*", "A HSCAN missing x", "A HSCAN missing 0 WHAT", "A SET s x", "A HSCAN s 0",
      "A HSCAN s x",
    ],
  },
];
