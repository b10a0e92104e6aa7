import fc from "fast-check";
import { comparesWithRealServers, key, perhaps, several, unordered, words } from "../lists/real-comparison.ts";

// What is relative and valid is past: the two servers' clocks differ.
const past = fc.constantFrom("-1", "0", "x", "", "9223372036854775807", "-9223372036854775808");
const condition = fc.constantFrom("NX", "xx", "GT", "lt", "WHAT");
const far = fc.constantFrom("9999999999", "9999999990", "9999999980");
const farMs = far.map((seconds) => `${seconds}499`);
const database = fc.constantFrom("0", "1", "2", "99", "-1", "x", "9999999999", "9223372036854775808");
const number = fc.constantFrom("0", "1", "2", "-1", "3", "x", "100", "9223372036854775807", "-9223372036854775808");
const pattern = fc.constantFrom(
  "*", "k?", "k[1-2]", "k[^1]", "\\k1", "k[", "k[1", "[k]*", "*1*", "k1", "", "K*", "k[3-1]", "k[\\1]", "**2", "?*",
);

const making = fc.oneof(
  words("SET", key, fc.constantFrom("1", "a", "3")),
  words("RPUSH", key, several(fc.constantFrom("3", "1", "2", "10", "b", "a"), 4)),
  words("SADD", key, several(fc.constantFrom("1", "2", "x"), 3)),
  words("ZADD", key, "1", "m", "2", "n"),
  words("HSET", key, "f", "v"),
);

comparesWithRealServers(
  "commands on keys",
  fc.oneof(
    making, words(fc.constantFrom("DEL", "UNLINK", "EXISTS", "TOUCH"), several(key, 3)),
    words(fc.constantFrom("TYPE", "PERSIST", "EXPIRETIME", "PEXPIRETIME"), key),
    words(fc.constantFrom("RENAME", "RENAMENX"), key, key),
    words("COPY", key, key, perhaps("DB", database), perhaps("REPLACE"), perhaps(fc.constantFrom("WHAT", "DB"))),
    words("MOVE", key, database), words("SWAPDB", database, database),
    words(
      fc.constantFrom("EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"), key, past, perhaps(condition), perhaps(condition),
    ),
    words("EXPIREAT", key, far, perhaps(condition), perhaps(condition)),
    words("PEXPIREAT", key, farMs, perhaps(condition)), unordered(words("KEYS", pattern)),
    unordered(
      words(
        "SCAN", fc.constantFrom("0", "0", "0", "x", "", " 0", "1.5", "18446744073709551616"), perhaps("MATCH", pattern),
        perhaps("COUNT", number.filter((count) => count !== "1" && count !== "2" && count !== "3")),
        perhaps("TYPE", fc.constantFrom("string", "LIST", "hash", "what")), perhaps(fc.constantFrom("MATCH", "WHAT")),
      ),
    ),
    words("DBSIZE"),
    words("OBJECT", fc.constantFrom("ENCODING", "REFCOUNT", "FREQ", "HELP", "WHAT"), perhaps(key), perhaps(key)),
    words(fc.constantFrom("FLUSHDB", "FLUSHALL"), perhaps(fc.constantFrom("ASYNC", "sync", "WHAT")), perhaps("SYNC")),
    words("GET", key),
  ),
);

const weighed = fc.constantFrom("w1", "w2", "w3", "wa", "wb");
const ordering = fc.constantFrom("w*", "w*->f", "w*->", "*", "w*x", "*->f");
const weights = fc.constantFrom("w*", "w*->f", "nosort", "w*->", "*", "w", "w*x", "#", "*->f");

comparesWithRealServers(
  "sorting",
  fc.oneof(
    making, words("SET", weighed, fc.constantFrom("1", "5", "-3.5", "inf", "abc", "", " 7", "0x10", "nan")),
    words("HSET", fc.constantFrom("w1", "w2", "w3", "w1->f"), "f", fc.constantFrom("9", "8", "x", "")),
    words("RPUSH", key, several(fc.constantFrom("3", "1", "2", "10", "-7"), 4)),
    words("ZADD", key, "5", "1", "4", "2", "3", "3"),
    ...["SORT", "SORT_RO"].map((name) =>
      words(
        name, key, perhaps("BY", ordering), perhaps("GET", weights), perhaps("GET", "#"),
        perhaps("LIMIT", number, number), perhaps(fc.constantFrom("ASC", "desc")),
        perhaps(fc.constantFrom("STORE", "limit", "WHAT", "get")),
      ),
    ),
    words("SORT", key, "ALPHA", perhaps("LIMIT", number, number), perhaps("DESC"), perhaps("STORE", key)),
    words("SORT", key, perhaps("BY", weights), perhaps("GET", weights), "STORE", key),
    unordered(words("SORT", key, "BY", "nosort", perhaps("GET", weights), perhaps(fc.constantFrom("ASC", "desc")))),
    words("LRANGE", key, "0", "-1"), words("DEL", key), words("TYPE", key),
  ),
);
