import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "ZUNION adds scores, with weights and aggregates",
    steps: [
      "A ZADD z 1 a 2 b 3 c", "A ZADD y 10 a 20 b 30 x", "A ZUNION 2 z y", "A ZUNION 2 z y WITHSCORES",
      "A ZUNION 2 z y WEIGHTS 2 3 WITHSCORES", "A ZUNION 2 z y AGGREGATE MIN WITHSCORES",
      "A ZUNION 2 z y AGGREGATE max WITHSCORES", "A ZUNION 2 z z WITHSCORES", "A ZUNION 1 missing",
      "A ZUNION 2 z missing WITHSCORES", "A ZUNION 1 z WEIGHTS 1 WEIGHTS 2 WITHSCORES WITHSCORES",
    ],
  },
  {
    name: "ZINTER and ZDIFF",
    steps: [
      "A ZADD z 1 a 2 b 3 c", "A ZADD y 10 a 20 b 30 x", "A ZINTER 2 z y WITHSCORES",
      "A ZINTER 2 z y WEIGHTS 1 0.5 AGGREGATE MAX WITHSCORES", "A ZINTER 2 z missing", "A ZINTER 2 z z WITHSCORES",
      "A ZDIFF 2 z y WITHSCORES", "A ZDIFF 2 y z", "A ZDIFF 1 z", "A ZDIFF 2 missing z",
      "A ZDIFF 2 z missing WITHSCORES", "A ZDIFF 2 z z",
    ],
  },
  {
    name: "plain sets count with the score 1",
    steps: [
      "A ZADD z 1 a 2 b", "A SADD s a b q", "A ZUNION 2 z s WITHSCORES", "A ZINTER 2 z s WITHSCORES",
      "A ZDIFF 2 s z WITHSCORES", "A ZDIFF 1 s WITHSCORES", "A ZINTERCARD 2 s z", "A ZUNIONSTORE d 1 s WEIGHTS 2.5",
      "A ZRANGE d 0 -1 WITHSCORES",
    ],
  },
  {
    name: "infinities that cancel and products that are no number give 0",
    steps: [
      "A ZADD p inf a", "A ZADD n -inf a", "A ZUNION 2 p n WITHSCORES", "A ZINTER 2 p n WITHSCORES",
      "A ZUNION 1 p WEIGHTS 0 WITHSCORES", "A ZINTER 2 n p WEIGHTS 0 1 WITHSCORES",
    ],
  },
  {
    name: "results are stored, or delete what was there",
    steps: [
      "A ZADD z 1 a 2 b 3 c", "A ZADD y 10 a 20 b 30 x", "A ZUNIONSTORE d 2 z y WEIGHTS 1 2 AGGREGATE MAX",
      "A ZRANGE d 0 -1 WITHSCORES", "A ZINTERSTORE d 2 z y WEIGHTS inf 0", "A ZRANGE d 0 -1 WITHSCORES",
      "A ZDIFFSTORE d 2 z y", "A ZRANGE d 0 -1 WITHSCORES", "A ZDIFFSTORE d 2 z z", "A EXISTS d",
      "A ZUNIONSTORE z 2 z z", "A ZRANGE z 0 -1 WITHSCORES", "A ZINTERSTORE z 2 z missing", "A EXISTS z",
      "A ZUNIONSTORE d 1 missing",
    ],
  },
  {
    name: "the family names what is wrong with its arguments",
    steps: [
      "A ZADD z 1 a", "A ZUNION 0 z", "A ZUNION -1 z", "A ZUNION x z", "A ZUNION 2 z", "A ZUNION 9999999999999999999 z",
      "A ZUNION 1 z WEIGHTS", "A ZUNION 1 z WEIGHTS x", "A ZUNION 1 z WEIGHTS nan", "A ZUNION 1 z AGGREGATE",
      "A ZUNION 1 z AGGREGATE foo", "A ZUNION 1 z LIMIT 1", "A ZUNION 1 z FOO", "A ZINTER 0 z", "A ZDIFF 0 z",
      "A ZDIFF 1 z WEIGHTS 1", "A ZDIFF 1 z AGGREGATE sum", "A ZUNIONSTORE d 0 z", "A ZUNIONSTORE d x z",
      "A ZUNIONSTORE d 2 z", "A ZUNIONSTORE d 1 z WITHSCORES", "A ZINTERSTORE d 0 z", "A ZDIFFSTORE d 0 z",
      "A ZDIFFSTORE d 2 z", "A ZDIFFSTORE d 1 z WITHSCORES", "A zdiffstore d 0 z", "A ZINTERCARD 0 z",
      "A ZINTERCARD x z", "A ZINTERCARD 2 z", "A ZINTERCARD 1 z WEIGHTS 1", "A ZINTERCARD 1 z LIMIT",
      "A ZINTERCARD 1 z LIMIT -1", "A ZINTERCARD 1 z LIMIT x", "A ZINTERCARD 1 z FOO 1",
      "A ZINTERCARD 1 z LIMIT 1 LIMIT 0",
    ],
  },
  {
    name: "ZINTERCARD stops at its limit",
    steps: [
      "A ZADD z 1 a 2 b 3 c", "A ZADD y 1 a 2 b 3 c 4 d", "A ZINTERCARD 2 z y", "A ZINTERCARD 2 z y LIMIT 0",
      "A ZINTERCARD 2 y z LIMIT 2", "A ZINTERCARD 2 z missing",
    ],
  },
];
