import type { Case } from "../case.ts";

export const CASES: readonly Case[] = [
  {
    name: "ZRANGE by rank",
    steps: [
      "A ZADD z 1 a 2 b 3 c 4 d 5 e", "A ZRANGE z 0 -1", "A ZRANGE z 1 2 WITHSCORES", "A ZRANGE z -2 -1 REV",
      "A ZRANGE z 0 1 rev withscores", "A ZRANGE z 3 1", "A ZRANGE z 5 9", "A ZRANGE z -99 99", "A ZRANGE missing 0 -1",
      "A ZRANGE z x 1", "A ZRANGE missing 0 x", "A ZRANGE z 0 -1 LIMIT 0 1", "A ZRANGE z 0 -1 LIMIT 1 -1",
      "A ZRANGE z 0 -1 WITHSCORES WITHSCORES", "A ZRANGE z 0 -1 FOO", "A ZREVRANGE z 0 1",
      "A ZREVRANGE z 1 -2 WITHSCORES", "A ZREVRANGE z 0 1 REV", "A ZREVRANGE z 0 1 BYSCORE",
      "A ZREVRANGE z 0 1 LIMIT 0 1",
    ],
  },
  {
    name: "ZRANGE by score",
    steps: [
      "A ZADD z 1 a 2 b 3 c 4 d 5 e", "A ZRANGE z 2 4 BYSCORE", "A ZRANGE z (2 (4 BYSCORE WITHSCORES",
      "A ZRANGE z 4 2 BYSCORE REV", "A ZRANGE z 2 4 BYSCORE REV", "A ZRANGE z -inf +inf BYSCORE LIMIT 1 2",
      "A ZRANGE z +inf -inf BYSCORE REV LIMIT 1 2", "A ZRANGE z -inf inf BYSCORE LIMIT 1 -1",
      "A ZRANGE z -inf inf BYSCORE LIMIT -1 2", "A ZRANGE z -inf inf BYSCORE LIMIT 9 2",
      "A ZRANGE z -inf inf BYSCORE LIMIT 0 0", "A ZRANGE z -inf inf BYSCORE LIMIT 0",
      "A ZRANGE z -inf inf BYSCORE LIMIT x 0", "A ZRANGE z -inf inf BYSCORE LIMIT 0 9999999999999999999",
      "A ZRANGE z a b BYSCORE", "A ZRANGE z 0 -1 BYSCORE BYLEX", "A ZRANGEBYSCORE z 2 (4",
      "A ZRANGEBYSCORE z 2 4 LIMIT 1 1 WITHSCORES", "A ZRANGEBYSCORE z 2 4 REV", "A ZRANGEBYSCORE z 2 4 LIMIT 1",
      "A ZRANGEBYSCORE missing 2 x", "A ZREVRANGEBYSCORE z 4 (2", "A ZREVRANGEBYSCORE z 4 2 WITHSCORES LIMIT 0 1",
      "A ZREVRANGEBYSCORE z 2 4",
    ],
  },
  {
    name: "bounds of scores are read leniently",
    steps: [
      "A ZADD z 0 o 1 a 2 b", 'A ZRANGEBYSCORE z "" 5', 'A ZRANGEBYSCORE z " 1" 5', "A ZRANGEBYSCORE z 1 1e400",
      "A ZRANGEBYSCORE z 1e-400 1", "A ZRANGEBYSCORE z ( 4", "A ZRANGEBYSCORE z ( (", 'A ZRANGEBYSCORE z "1 " 2',
      'A ZRANGEBYSCORE z " " 2', "A ZRANGEBYSCORE z ((1 4", "A ZRANGEBYSCORE z 0x1 2",
    ],
  },
  {
    name: "a negative offset counts from the end where 8.0 keeps a skiplist",
    steps: [
      "A CONFIG SET zset-max-listpack-entries 0", "A ZADD z 1 a 2 b 3 c 4 d", "A ZRANGEBYSCORE z 1 3 LIMIT -1 5",
      "A ZRANGEBYSCORE z 1 3 LIMIT -3 2", "A ZRANGEBYSCORE z 1 3 LIMIT -4 5", "A ZREVRANGEBYSCORE z 3 1 LIMIT -2 5",
      "A ZREVRANGEBYSCORE z 3 1 LIMIT -4 5", "A ZADD l 1 a 1 b 1 c 1 d", "A ZRANGEBYLEX l [a [c LIMIT -1 5",
      "A ZREVRANGEBYLEX l [d [b LIMIT -3 2", "A CONFIG SET zset-max-listpack-entries 128",
    ],
  },
  {
    name: "ZRANGE by member",
    steps: [
      "A ZADD z 0 a 0 b 0 c 0 d", "A ZRANGE z - + BYLEX", "A ZRANGE z [b (d BYLEX", "A ZRANGE z + - BYLEX REV",
      "A ZRANGE z (d [b BYLEX REV LIMIT 0 1", "A ZRANGE z - + BYLEX LIMIT 1 2", "A ZRANGE z - + BYLEX WITHSCORES",
      "A ZRANGE z a b BYLEX", "A ZRANGEBYLEX z - [c", "A ZRANGEBYLEX z - [c LIMIT 1 1",
      "A ZRANGEBYLEX z - [c WITHSCORES", "A ZRANGEBYLEX z [ +", "A ZRANGEBYLEX z + +", "A ZRANGEBYLEX z - -",
      "A ZRANGEBYLEX z [b [b", "A ZRANGEBYLEX z [b (b", 'A ZRANGEBYLEX z "" +', "A ZRANGEBYLEX z -a +",
      "A ZREVRANGEBYLEX z + [c", "A ZREVRANGEBYLEX z - +", "A ZREVRANGEBYLEX z [c (a LIMIT 1 5",
    ],
  },
  {
    name: "members of different scores are walked from the first in range",
    steps: [
      "A ZADD z 1 b 2 a 3 c", "A ZRANGEBYLEX z [a [a", "A ZRANGEBYLEX z [a [b", "A ZRANGEBYLEX z [b [c",
      "A ZREVRANGEBYLEX z [b [a", "A ZREVRANGEBYLEX z [c [b", "A ZLEXCOUNT z [b [c", "A ZREMRANGEBYLEX z [b [b",
      "A ZRANGE z 0 -1",
    ],
  },
  {
    name: "ZRANGESTORE stores a range or deletes the destination",
    steps: [
      "A ZADD z 1 a 2 b 3 c 4 d", "A ZRANGESTORE d z 0 1", "A ZRANGE d 0 -1 WITHSCORES",
      "A ZRANGESTORE d z (1 +inf BYSCORE LIMIT 1 1", "A ZRANGE d 0 -1 WITHSCORES", "A ZRANGESTORE d z 0 0 REV",
      "A ZRANGE d 0 -1", "A ZRANGESTORE z z 1 2", "A ZRANGE z 0 -1", "A ZRANGESTORE d missing 0 -1", "A EXISTS d",
      "A ZRANGESTORE d z 0 -1 WITHSCORES", "A ZRANGESTORE d z 0 -1 LIMIT 0 1", "A ZRANGESTORE d missing x y",
      "A SET s x", "A ZRANGESTORE s z 0 -1", "A TYPE s",
    ],
  },
  {
    name: "ZREMRANGEBY removes by rank, score and member",
    steps: [
      "A ZADD z 1 a 2 b 3 c 4 d 5 e", "A ZREMRANGEBYRANK z 0 0", "A ZREMRANGEBYRANK z -1 -1", "A ZREMRANGEBYRANK z 5 9",
      "A ZREMRANGEBYRANK z x 1", "A ZREMRANGEBYRANK missing 0 1", "A ZREMRANGEBYRANK missing x 1",
      "A ZREMRANGEBYSCORE z (2 3", "A ZREMRANGEBYSCORE z x 1", "A ZREMRANGEBYSCORE missing 1 2", "A ZRANGE z 0 -1",
      "A ZREMRANGEBYSCORE z -inf +inf", "A EXISTS z", "A ZADD z 0 a 0 b 0 c", "A ZREMRANGEBYLEX z [b (c",
      "A ZREMRANGEBYLEX z x +", "A ZREMRANGEBYLEX missing - +", "A ZREMRANGEBYLEX z - +", "A EXISTS z",
    ],
  },
];
