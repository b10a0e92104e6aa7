import type { Case } from "../case.ts";

const ALL_TYPES = ["A SET s 1", "A RPUSH l a b", "A SADD t 1 2", "A ZADD z 1 m", "A HSET h f v", "A XADD x 1-1 f v"];
const KEYS = ["s", "l", "t", "z", "h", "x"];
const read = (suffix: string): readonly string[] => [
  `A GET s${suffix}`, `A LRANGE l${suffix} 0 -1`, `A SMEMBERS t${suffix}`, `A ZRANGE z${suffix} 0 -1 WITHSCORES`,
  `A HGETALL h${suffix}`, `A XRANGE x${suffix} - +`,
];

export const CASES: readonly Case[] = [
  {
    name: "DEL, UNLINK, EXISTS and TOUCH count keys",
    steps: [
      "A MSET a 1 b 2 c 3", "A EXISTS a a x b", "A TOUCH a x b", "A DEL a x a", "A UNLINK b c c", "A EXISTS a b c",
      "A DEL", "A UNLINK", "A EXISTS", "A TOUCH", "A DBSIZE",
    ],
  },
  {
    name: "TYPE names every type",
    steps: [...ALL_TYPES, ...KEYS.map((key) => `A TYPE ${key}`), "A TYPE missing", "A TYPE", "A TYPE a b"],
  },
  {
    name: "RENAME moves any value and its time to live",
    steps: [
      ...ALL_TYPES,
      ...KEYS.map((key) => `A RENAME ${key} ${key}2`),
      ...read("2"),
      "A EXISTS s", "A EXPIREAT s2 9999999999", "A SET old v EXAT 8888888888", "A RENAME s2 old", "A EXPIRETIME old",
      "A SET plain v", "A RENAME plain old", "A EXPIRETIME old", "A RENAME missing x", "A RENAME old old",
      "A RENAME missing missing", "A RENAME a",
    ],
  },
  {
    name: "RENAMENX leaves a key that is there",
    steps: [
      "A MSET a 1 b 2", "A RENAMENX a b", "A RENAMENX a c", "A GET c", "A RENAMENX missing d", "A RENAMENX c c",
      "A RENAMENX b",
    ],
  },
  {
    name: "COPY makes an independent value of any type",
    steps: [
      ...ALL_TYPES,
      ...KEYS.map((key) => `A COPY ${key} ${key}2`),
      "A APPEND s x", "A RPUSH l c", "A SADD t 3", "A ZADD z 2 n", "A HSET h g w", "A XADD x 2-2 f w",
      ...read("2"),
      ...KEYS.map((key) => `A OBJECT ENCODING ${key}2`),
    ],
  },
  {
    name: "COPY takes the time to live, replaces on demand and reaches other databases",
    steps: [
      "A SET a 1 EXAT 9999999999", "A COPY a b", "A EXPIRETIME b", "A SET c 3", "A COPY a c", "A COPY a c REPLACE",
      "A EXPIRETIME c", "A COPY a a", "A COPY a a REPLACE", "A COPY missing d", "A COPY a a DB 1", "A COPY a a DB 1",
      "A COPY a a DB 1 REPLACE", "A SELECT 1", "A GET a", "A EXPIRETIME a", "A SELECT 0", "A COPY a b DB 99",
      "A COPY a b DB -1", "A COPY a b DB x", "A COPY a b DB 9999999999", "A COPY a b DB", "A COPY a b WHAT",
      "A COPY a b REPLACE REPLACE", "A COPY a a DB 0", "A COPY missing a DB 1",
    ],
  },
  {
    name: "MOVE takes a key to another database",
    steps: [
      "A SET a 1 EXAT 9999999999", "A MOVE a 1", "A EXISTS a", "A SELECT 1", "A GET a", "A EXPIRETIME a", "A SELECT 0",
      "A SET a 2", "A MOVE a 1", "A GET a", "A MOVE missing 1", "A MOVE a 0", "A MOVE a 99", "A MOVE a -1",
      "A MOVE a x", "A MOVE a 9999999999", "A MOVE a",
    ],
  },
  {
    name: "SWAPDB exchanges two databases",
    steps: [
      "A SET a 0", "A SELECT 1", "A SET b 1 EXAT 9999999999", "A SWAPDB 0 1", "A GET a", "A EXISTS b", "A SELECT 0",
      "A EXPIRETIME b", "A SWAPDB 0 0", "A SWAPDB x 1", "A SWAPDB 0 x", "A SWAPDB 0 99", "A SWAPDB -1 0",
      "A SWAPDB 0 9999999999", "A SWAPDB 0",
    ],
  },
  {
    name: "SWAPDB breaks a watch and serves who waits",
    steps: [
      "A SET a 0", "A WATCH a", "B SWAPDB 0 1", "A MULTI", "A PING", "A EXEC", "A SELECT 0", "A BLPOP l 0",
      "B SELECT 1", "B RPUSH l x", "B SWAPDB 0 1", "A PING",
    ],
  },
  {
    name: "FLUSHDB empties one database, FLUSHALL all",
    steps: [
      "A SET a 1", "A SELECT 1", "A SET b 1", "A FLUSHDB", "A DBSIZE", "A SELECT 0", "A DBSIZE", "A SELECT 1",
      "A SET b 1", "A FLUSHALL ASYNC", "A DBSIZE", "A SELECT 0", "A DBSIZE", "A FLUSHDB SYNC", "A FLUSHDB async",
      "A FLUSHALL sync", "A FLUSHALL WHAT", "A FLUSHDB ASYNC SYNC", "A FLUSHALL ASYNC SYNC", "A DBSIZE x",
    ],
  },
  {
    name: "RANDOMKEY gives a key that is there",
    steps: [
      "A RANDOMKEY", "A SET a 1", "A RANDOMKEY", "A DEL a", "A RANDOMKEY", "A RANDOMKEY x", "A MSET a 1 b 2",
      { step: "A RANDOMKEY", mask: "any" },
    ],
  },
  {
    name: "OBJECT tells of encodings and references",
    steps: [
      ...ALL_TYPES,
      ...KEYS.map((key) => `A OBJECT ENCODING ${key}`),
      "A OBJECT REFCOUNT s", "A SET s 9999", "A OBJECT REFCOUNT s", "A SET s 10000", "A OBJECT REFCOUNT s",
      "A SET s -1", "A OBJECT REFCOUNT s", "A SET s text", "A OBJECT REFCOUNT s", "A OBJECT REFCOUNT l",
      { step: "A OBJECT IDLETIME l", mask: "any" }, "A OBJECT IDLETIME missing", "A OBJECT REFCOUNT missing",
      "A OBJECT FREQ l", "A OBJECT FREQ missing", "A CONFIG SET maxmemory-policy allkeys-lfu", "A OBJECT IDLETIME l",
      "A CONFIG SET maxmemory-policy noeviction", "A OBJECT HELP", "A OBJECT", "A OBJECT ENCODING",
      "A OBJECT ENCODING a b", "A OBJECT WHAT k",
      "A OBJECT HELP x",
    ],
  },
];
