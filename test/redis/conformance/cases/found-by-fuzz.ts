import type { Case } from "../case.ts";

const CLIENTS = "a client library keeps its own state of the connection";
const OWN_STATE = { mock: CLIENTS, wire: CLIENTS, live: CLIENTS } as const;

/**
 * Differences between the model and a real server that random histories brought to light, cut down to what shows them.
 */
export const CASES: readonly Case[] = [
  {
    name: "the greatest id means new entries, as > does",
    steps: [
      "A XADD t 18-1 f x",
      "A XGROUP CREATE t g 0",
      "A XREADGROUP GROUP g c STREAMS t 18446744073709551615-18446744073709551615",
      "A XREADGROUP GROUP g c STREAMS t 18446744073709551615-18446744073709551615",
    ],
  },
  {
    name: "a delivery with NOACK is no activity of the consumer",
    compat: ["8.0"],
    steps: [
      "A XADD t 63-1 f r",
      "A XGROUP CREATE t h 0",
      "A XREADGROUP GROUP h e NOACK STREAMS t >",
      { step: "A XINFO STREAM t FULL", mask: "numbers" },
      { step: "A XINFO CONSUMERS t h", mask: "numbers" },
    ],
  },
  {
    name: "a list's index is cut to 32 bits by Valkey when the list is small",
    steps: ["A RPUSH a 12", "A LSET a 4294967296 d", "A LRANGE a 0 -1"],
  },
  {
    name: "a group may be set to the greatest and the smallest id by their signs",
    steps: [
      "A XADD t 60-1 f v",
      "A XGROUP CREATE t h 3-1",
      "A XGROUP SETID t h +",
      "A XINFO GROUPS t",
      "A XGROUP SETID t h -",
      "A XINFO GROUPS t",
      "A XGROUP CREATE t i +",
      "A XGROUP CREATE t j -",
      "A XINFO GROUPS t",
    ],
  },
  {
    name: "the greatest id for one of several streams, and new entries of the other",
    steps: [
      "A XGROUP CREATE u h 11 MKSTREAM",
      "A XREADGROUP GROUP h c STREAMS u u 18446744073709551615-18446744073709551615 >",
    ],
  },
  {
    name: "XREAD from the last entry of a stream that has none",
    steps: [
      "A XGROUP CREATE t h 0 MKSTREAM", "A XREAD STREAMS t +", "A XADD s 1-1 f v", "A XREAD STREAMS s t + +",
      "A XDEL s 1-1", "A XREAD STREAMS s +",
    ],
  },
  {
    name: "INCRBYFLOAT leaves a text, even of a whole number",
    steps: ["A INCRBYFLOAT k -60", "A OBJECT ENCODING k", "A INCR k", "A OBJECT ENCODING k"],
  },
  {
    name: "a sorted set that was sorted is a skiplist",
    steps: ["A ZADD z 1 1", "A SORT z FOO", "A OBJECT ENCODING z", "A SORT_RO z", "A OBJECT ENCODING z"],
  },
  {
    name: "a value in the place of another wakes nobody",
    steps: ["B BZPOPMIN k 0", "A SADD k 1", "A ZUNIONSTORE k 1 k", "A DEL k", "A ZADD k 1 m"],
  },
  {
    name: "a value that is renamed, copied or restored to a key in use wakes who waits for it",
    steps: [
      "A ZADD z 1 m", "B BZPOPMIN k 0", "A SADD k 1", "A COPY z k REPLACE", "B BZPOPMIN k 0", "A SADD k 1",
      "A RENAME z k", "B BLPOP k 0", "A SET k x",
      "A EVAL \"redis.call('RPUSH', 'l', 1) return redis.call('RESTORE', KEYS[1], 0, redis.call('DUMP', 'l'), 'REPLACE')\" 1 k",
    ],
  },
  {
    name: "the number of keys is read before the script",
    steps: [
      'A EVAL "not lua" x', 'A EVAL "not lua" 1', 'A EVAL "not lua" -1', "A EVALSHA short x",
      "A EVALSHA ffffffffffffffffffffffffffffffffffffffff x", "A EVALSHA ffffffffffffffffffffffffffffffffffffffff 0",
    ],
  },
  {
    name: "errors and statuses of scripts end at a zero byte",
    steps: [
      'A EVAL "return {err = ARGV[1]}" 0 "a\\x00b"', 'A EVAL "return {ok = ARGV[1]}" 0 "a\\x00b"',
      'A EVAL "error(ARGV[1])" 0 "a\\x00b"', 'A EVAL "return redis.error_reply(ARGV[1])" 0 "a\\x00b"',
      'A EVAL "return {ARGV[1], {err = ARGV[1]}}" 0 "\\x00b"',
    ],
  },
  {
    name: "what Redis 7.0 does not know is refused before what a subscriber may not send", not: OWN_STATE,
    steps: ["A SUBSCRIBE c", "A ZRANK z m WITHSCORE", "A ZREVRANK z m WITHSCORE x"],
  },
  {
    name: "blocking commands in scripts",
    steps: [
      "A EVAL \"return redis.call('BLPOP', 'k', 0)\" 0",
      "A EVAL \"return redis.call('BLMOVE', 'k', 'l', 'LEFT', 'LEFT', 0)\" 0",
      "A EVAL \"return redis.call('BZPOPMIN', 'k', 0)\" 0",
      "A EVAL \"return redis.call('BLMPOP', 0, 1, 'k', 'LEFT')\" 0",
      "A EVAL \"return redis.call('XREAD', 'BLOCK', 0, 'STREAMS', 'k', 0)\" 0",
    ],
  },
  {
    name: "a value in the place of a stream wakes who waits for its type only if somebody reads streams",
    steps: [
      "B BZPOPMIN s 0", "A XADD s 1-1 a b", "A ZADD z 1 m", "A ZUNIONSTORE s 1 z", "A DEL s", "A XADD s 1-1 a b",
      "C XREAD BLOCK 0 STREAMS other 0", "A ZUNIONSTORE s 1 z",
    ],
  },
  {
    name: "a value in the place of a stream that a group reads wakes who waits for its type",
    steps: [
      "B BZPOPMIN s 0", "A XGROUP CREATE s g $ MKSTREAM", "C XREADGROUP GROUP g c BLOCK 0 STREAMS s >", "A ZADD z 1 m",
      "A ZUNIONSTORE s 1 z",
    ],
  },
  {
    name: "who waits for what follows the last entry is given the entry that is last when there is one",
    compat: ["8.0"],
    steps: [
      "A XADD s 60-1 f 1", "A XTRIM s MAXLEN 0", "B XREAD BLOCK 0 STREAMS s +", "A UNLINK s", "A XADD s 27-453 f 1",
      "A XTRIM s MAXLEN 0", "B XREAD BLOCK 0 STREAMS s other + $", "A MULTI", "A XADD s 28-1 f 1", "A XADD s 29-1 f 2",
      "A EXEC",
    ],
  },
  {
    name: "a set that has become a listpack is restored as one, and one that is too large for it then as a hashtable",
    steps: [
      "A SADD b n 2 3", "A SREM b n", "A OBJECT ENCODING b",
      "A EVAL \"return redis.call('RESTORE', KEYS[2], 0, redis.call('DUMP', KEYS[1]), 'REPLACE')\" 2 b a",
      "A OBJECT ENCODING a", "A SORT a", "A SADD a 1", "A OBJECT ENCODING a",
      "A CONFIG SET set-max-intset-entries 1",
      "A EVAL \"return redis.call('RESTORE', KEYS[2], 0, redis.call('DUMP', KEYS[1]), 'REPLACE')\" 2 b a",
      "A OBJECT ENCODING a", "A CONFIG SET set-max-intset-entries 512",
    ],
  },
  {
    name: "a set in a listpack that is restored where fewer are allowed in one", compat: ["8.0"],
    steps: [
      "A SADD b n 2 3", "A SREM b n", "A CONFIG SET set-max-listpack-entries 1",
      "A EVAL \"return redis.call('RESTORE', KEYS[2], 0, redis.call('DUMP', KEYS[1]), 'REPLACE')\" 2 b a",
      "A OBJECT ENCODING a", "A CONFIG SET set-max-listpack-entries 128",
    ],
  },
];
