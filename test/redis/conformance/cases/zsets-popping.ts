import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "ZPOPMIN and ZPOPMAX take from one end",
    steps: [
      "A ZADD z 1 a 2 b 3 c 4 d 5 e", "A ZPOPMIN z", "A ZPOPMAX z 2", "A ZPOPMIN z 0", "A ZPOPMAX z 9", "A EXISTS z",
      "A ZPOPMIN z", "A ZPOPMIN z 1", "A ZPOPMIN z -1", "A ZPOPMIN z x", "A ZPOPMIN z 1 2", "A ZPOPMAX z 1 2 3",
    ],
  },
  {
    name: "ZMPOP takes from the first sorted set that is there",
    steps: [
      "A ZADD z 1 a 2 b 3 c", "A ZMPOP 1 z MIN", "A ZMPOP 2 missing z max COUNT 9", "A EXISTS z", "A ZMPOP 1 z MIN",
      "A ZMPOP 0 z MIN", "A ZMPOP x z MIN", "A ZMPOP 1 z", "A ZMPOP 2 z MIN", "A ZMPOP 1 z FOO",
      "A ZMPOP 1 z MIN COUNT", "A ZMPOP 1 z MIN COUNT 0", "A ZMPOP 1 z MIN COUNT x", "A ZMPOP 1 z MIN COUNT 1 COUNT 1",
      "A ZMPOP 1 z MIN FOO 1",
    ],
  },
  {
    name: "ZRANDMEMBER answers by its count",
    steps: [
      "A ZADD z 1 a", "A ZRANDMEMBER z", "A ZRANDMEMBER z 3", "A ZRANDMEMBER z -2 WITHSCORES", "A ZRANDMEMBER z 0",
      "A ZRANDMEMBER missing", "A ZRANDMEMBER missing 1", "A ZRANDMEMBER missing -1 WITHSCORES", "A ZRANDMEMBER z x",
      "A ZRANDMEMBER z 1 FOO", "A ZRANDMEMBER z 1 WITHSCORES 2", "A ZRANDMEMBER z WITHSCORES",
      "A ZRANDMEMBER z 99999999999999999999", "A ZRANDMEMBER z -9223372036854775808",
      "A ZRANDMEMBER z 4611686018427387904 WITHSCORES", "A ZRANDMEMBER z -4611686018427387904 WITHSCORES",
      "A ZADD y 1 a 2 b 3 c", "A ZRANDMEMBER y 9 WITHSCORES", { step: "A ZRANDMEMBER y 2", mask: "any" },
    ],
  },
  {
    name: "BZPOPMIN and BZPOPMAX take at once what is there",
    steps: [
      "A ZADD z 1 a 2 b 3 c", "A BZPOPMIN missing z 0", "A BZPOPMAX z 1", "A BZMPOP 1 1 z MIN COUNT 5", "A EXISTS z",
      "A BZPOPMIN z 0.02", "sleep 300", "A BZMPOP 0.02 1 z MAX", "sleep 300", "A BZPOPMIN z x", "A BZPOPMIN z -1",
      "A BZMPOP x 1 z MIN", "A BZMPOP x x z MIN", "A BZMPOP -1 1 z FOO", "A BZMPOP 0 0 z MIN",
      "A BZMPOP 0 1 z MAX COUNT 0",
    ],
  },
  {
    name: "waiting clients are served by whatever makes the sorted set",
    steps: [
      "A BZPOPMIN z 0", "B BZPOPMAX z 0", "C BZMPOP 0 1 z MIN COUNT 2", "D ZADD z 1 a 2 b 3 c 4 d 5 e",
      "D ZRANGE z 0 -1", "A BZPOPMIN y 0", "D ZADD y INCR 5 m", "A BZPOPMIN y 0", "D ZADD source 1 a",
      "D ZUNIONSTORE y 1 source", "A BZPOPMIN y 0", "D ZRANGESTORE y source 0 -1", "A BZPOPMIN y 0", "D RPUSH y a",
      "D DEL y", "D ZINCRBY y 3 n",
    ],
  },
  {
    name: "of two keys made ready in one transaction, servers choose differently",
    steps: ["A BZPOPMIN a b 0", "B MULTI", "B ZADD b 1 x", "B ZADD a 2 y", "B EXEC", "B EXISTS a b"],
  },
  {
    name: "nothing blocks inside a transaction",
    steps: ["A MULTI", "A BZPOPMIN z 0", "A BZPOPMAX z 0", "A BZMPOP 0 1 z MIN", "A EXEC"],
  },
  {
    name: "ZSCAN gives small sorted sets whole",
    steps: [
      "A ZADD z 1 a 2.5 b inf c", "A ZSCAN z 0", "A ZSCAN z 0 MATCH [ab] COUNT 1", "A ZSCAN missing 0", "A ZSCAN z x",
      "A ZSCAN z 0 COUNT 0", "A ZSCAN z 0 NOVALUES", "A ZSCAN z 0 FOO",
    ],
  },
  {
    name: "RESP 3 has doubles and pairs",
    steps: [
      { step: "A HELLO 3", mask: "any" }, "A ZADD z 1 a 2.5 b inf c", "A ZRANGE z 0 -1", "A ZRANGE z 0 -1 WITHSCORES",
      "A ZREVRANGEBYSCORE z +inf -inf WITHSCORES LIMIT 0 1", "A ZADD z INCR 1 a", "A ZADD z XX INCR 1 none",
      "A ZINCRBY z 1 a", "A ZSCORE z a", "A ZSCORE z none", "A ZMSCORE z a none", "A ZUNION 1 z WITHSCORES",
      "A ZINTER 1 z WITHSCORES", "A ZDIFF 1 z WITHSCORES", "A ZRANDMEMBER z 9 WITHSCORES", "A ZSCAN z 0",
      "A ZRANK z none", "A ZRANK missing a WITHSCORE", "A ZRANK z a WITHSCORE", "A ZPOPMIN z", "A ZPOPMIN z 1",
      "A ZMPOP 1 z MIN", "A ZMPOP 1 z MIN", "A ZPOPMIN z", "A ZPOPMIN z 1", "A ZADD z 1 a", "A BZPOPMIN z 0",
      "A BZPOPMIN z 0.02", "sleep 300", "A BLPOP l 0.02", "sleep 300",
    ],
  },
];
