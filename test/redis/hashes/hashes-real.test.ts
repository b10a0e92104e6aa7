import fc from "fast-check";
import { comparesWithRealServers, key, perhaps, several, unordered, words } from "../lists/real-comparison.ts";

const field = fc.constantFrom("f", "g", "1", "", "h".repeat(64), "i".repeat(65));
const value = fc.constantFrom(
  "", "v", "1", "-7", "3.5", "007", "9223372036854775807", "-9223372036854775808", "inf", "nan", "1e3", "0x10", " 1",
  "x".repeat(64), "y".repeat(65),
);
const short = fc.constantFrom("f", "g", "1", "2", "3");
const cursor = fc.constantFrom("0", "0", "0", "x", "", "18446744073709551616", "0 ");
// Counts whose answer is the same whatever is picked.
const count = fc.constantFrom(
  "0", "100", "x", "-9223372036854775808", "9223372036854775807", "4611686018427387903", "4611686018427387904",
  "1000000",
);

comparesWithRealServers(
  "hashes",
  fc.oneof(
    words(fc.constantFrom("HSET", "HMSET"), key, several(fc.oneof(field, value), 5)),
    words(fc.constantFrom("HSET", "HMSET"), key, field, value, field, value),
    words("HSET", key, short, short, short, short), words("HSETNX", key, field, value),
    words(fc.constantFrom("HGET", "HEXISTS", "HSTRLEN"), key, field),
    words(fc.constantFrom("HMGET", "HDEL"), key, several(field, 4)), words("HLEN", key),
    unordered(words(fc.constantFrom("HGETALL", "HKEYS", "HVALS"), key)), words("HINCRBY", key, field, value),
    words("HINCRBYFLOAT", key, field, value),
    unordered(words("HRANDFIELD", key, count, perhaps(fc.constantFrom("WITHVALUES", "WHAT")))),
    words(
      "HRANDFIELD", key, fc.constantFrom("-4611686018427387904", "-9223372036854775808"), "WITHVALUES",
      perhaps("WITHVALUES"),
    ),
    unordered(
      words(
        "HSCAN", key, cursor, perhaps("MATCH", fc.constantFrom("*", "f", "?")),
        perhaps("COUNT", fc.constantFrom("100", "0", "x")), perhaps(fc.constantFrom("NOVALUES", "WHAT")),
      ),
    ),
    words("OBJECT", "ENCODING", key), words("DEL", key), words("SET", key, value), words("COPY", key, key, "REPLACE"),
  ),
);
