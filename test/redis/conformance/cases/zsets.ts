import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "ZADD adds and updates, and CH counts both",
    steps: [
      "A ZADD z 1 a 2 b", "A ZADD z 1 a 3 b 4 c", "A ZADD z CH 1 a 5 b 6 d", "A ZRANGE z 0 -1 WITHSCORES", "A ZCARD z",
      "A ZCARD missing", "A ZADD z 7 e 8 e", "A ZSCORE z e",
    ],
  },
  {
    name: "ZADD obeys NX, XX, GT and LT",
    steps: [
      "A ZADD z 5 a", "A ZADD z NX 9 a 1 b", "A ZADD z XX 9 a 1 c", "A ZADD z XX CH 8 a 1 c", "A ZADD z GT 1 a",
      "A ZADD z GT CH 10 a 3 new", "A ZADD z LT CH 10 a 0 new", "A ZADD z LT 9 a", "A ZADD z XX GT CH 100 a 4 none",
      "A ZRANGE z 0 -1 WITHSCORES", "A ZADD missing XX 1 a", "A EXISTS missing",
    ],
  },
  {
    name: "ZADD INCR answers the score, or null when a flag forbids it",
    steps: [
      "A ZADD z INCR 1 a", "A ZADD z INCR 1.5 a", "A ZADD z NX INCR 1 a", "A ZADD z XX INCR 1 none",
      "A ZADD z GT INCR -1 a", "A ZADD z LT INCR -1 a", "A ZADD z XX GT INCR 0 a", "A ZADD z CH INCR NX 2 x",
      "A ZADD missing XX INCR 1 a", "A ZADD z inf i", "A ZADD z INCR -inf i", "A ZADD z INCR 0 a",
    ],
  },
  {
    name: "ZADD names what is wrong with its arguments",
    steps: [
      "A ZADD z 1", "A ZADD z NX", "A ZADD z NX 1", "A ZADD z 1 a 2", "A ZADD z NX XX 1", "A ZADD z NX XX 1 a",
      "A ZADD z GT LT 1 a", "A ZADD z GT NX 1 a", "A ZADD z LT NX 1 a", "A ZADD z GT LT NX XX 1 a",
      "A ZADD z INCR 1 a 2 b", "A ZADD z x a", "A ZADD z 1 a x b", "A ZADD z nan a", "A ZADD z INCR nan a",
      "A ZADD z 1e400 a", 'A ZADD z " 1" a', 'A ZADD z "1 " a', 'A ZADD z "" a', "A EXISTS z", "A ZADD z 0x10 hex",
      "A ZADD z +5 plus", "A ZADD z .5 half", "A ZADD z 1e3 thousand", "A ZADD z +inf most", "A ZADD z -Infinity least",
      "A ZRANGE z 0 -1 WITHSCORES",
    ],
  },
  {
    name: "ZINCRBY makes what is missing",
    steps: [
      "A ZINCRBY z 1.5 a", "A ZINCRBY z -2 a", "A ZINCRBY z x a", "A ZINCRBY z inf i", "A ZINCRBY z -inf i",
      "A ZINCRBY z 1e400 a", "A ZINCRBY z 0 a", "A ZRANGE z 0 -1 WITHSCORES",
    ],
  },
  {
    name: "scores are printed as each version prints doubles",
    steps: [
      "A ZADD z 0.1 a 1e20 b 1e21 c 3.14159265358979 d 123456789012345680 e 1e-7 f 0.00001 g 17179869184 h 1.5e300 i",
      "A ZADD z 1e16 j 1e17 k 4503599627370497 l -2.5 m", "A ZRANGE z 0 -1 WITHSCORES", "A ZSCAN z 0",
    ],
  },
  {
    name: "a listpack has no negative zero, a skiplist has",
    steps: [
      "A ZADD z -0 a", "A ZSCORE z a", "A ZINCRBY z -0 b", "A ZSCORE z b", "A CONFIG SET zset-max-listpack-entries 0",
      "A ZADD y -0 a", "A ZSCORE y a", "A CONFIG SET zset-max-listpack-entries 128",
    ],
  },
  {
    name: "members and ranks are asked for",
    steps: [
      "A ZADD z 1 a 2 b 3 c", "A ZSCORE z b", "A ZSCORE z x", "A ZSCORE missing a", "A ZMSCORE z a x c",
      "A ZMSCORE missing a b", "A ZRANK z a", "A ZRANK z c", "A ZRANK z x", "A ZRANK missing a", "A ZREVRANK z a",
      "A ZREVRANK z x", "A ZREVRANK missing a", "A ZRANK z b WITHSCORE", "A ZREVRANK z c withscore",
      "A ZRANK z x WITHSCORE", "A ZRANK missing a WITHSCORE", "A ZRANK z a FOO", "A ZRANK z a WITHSCORE x",
    ],
  },
  {
    name: "equal scores are ordered by the bytes of the members",
    steps: ['A ZADD z 0 b 0 a 0 B 0 aa 0 "" 0 "\\xff" 0 "\\x00" 0 10 0 9', "A ZRANGE z 0 -1", "A ZRANK z aa"],
  },
  {
    name: "ZREM deletes a set that becomes empty",
    steps: ["A ZADD z 1 a 2 b 3 c", "A ZREM z a x a", "A ZREM missing a", "A ZREM z b c", "A EXISTS z"],
  },
  {
    name: "ZCOUNT and ZLEXCOUNT count a range",
    steps: [
      "A ZADD z 1 a 2 b 3 c 4 d", "A ZCOUNT z -inf +inf", "A ZCOUNT z 2 3", "A ZCOUNT z (2 3", "A ZCOUNT z (2 (3",
      "A ZCOUNT z 3 2", "A ZCOUNT z x 1", "A ZCOUNT z nan 1", "A ZCOUNT missing 1 x", "A ZCOUNT missing 1 2",
      "A ZADD l 0 a 0 b 0 c 0 d", "A ZLEXCOUNT l - +", "A ZLEXCOUNT l [b (d", "A ZLEXCOUNT l (b +", "A ZLEXCOUNT l + -",
      "A ZLEXCOUNT l a +", "A ZLEXCOUNT missing x +",
    ],
  },
  {
    name: "commands on sorted sets refuse other types",
    steps: [
      "A SET s x", "A ZADD s 1 a", "A ZADD s x a", "A ZADD s XX 1 a", "A ZINCRBY s 1 a", "A ZREM s a", "A ZCARD s",
      "A ZCOUNT s 1 2", "A ZCOUNT s x 2", "A ZLEXCOUNT s - +", "A ZSCORE s a", "A ZMSCORE s a", "A ZRANK s a",
      "A ZRANGE s 0 1", "A ZRANGE s x 1", "A ZRANGESTORE d s 0 1", "A ZRANGEBYSCORE s 1 2", "A ZRANGEBYLEX s - +",
      "A ZREMRANGEBYRANK s 0 1", "A ZREMRANGEBYSCORE s 1 2", "A ZREMRANGEBYLEX s - +", "A ZPOPMIN s", "A ZPOPMIN s -1",
      "A ZMPOP 1 s MIN", "A BZPOPMIN s 1", "A BZMPOP 1 1 s MIN", "A ZRANDMEMBER s", "A ZUNION 1 s",
      "A ZUNIONSTORE d 2 missing s", "A ZDIFF 2 missing s", "A ZINTERCARD 1 s", "A ZSCAN s 0",
    ],
  },
  {
    name: "a sorted set has limits in entries and in length",
    steps: [
      "A CONFIG SET zset-max-listpack-entries 3", "A ZADD z 1 a 2 b 3 c", "A OBJECT ENCODING z", "A ZADD z 9 a",
      "A OBJECT ENCODING z", "A ZADD z 4 d", "A OBJECT ENCODING z", "A ZREM z a b c", "A OBJECT ENCODING z",
      "A ZUNIONSTORE u 1 z", "A OBJECT ENCODING u", "A ZADD y 1 b 2 b 3 b 4 b", "A OBJECT ENCODING y",
      "A CONFIG SET zset-max-listpack-entries 128",
      "A ZADD x 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "A OBJECT ENCODING x",
      "A ZADD x 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "A OBJECT ENCODING x",
      "A ZRANGESTORE w x 0 0", "A OBJECT ENCODING w",
    ],
  },
];
