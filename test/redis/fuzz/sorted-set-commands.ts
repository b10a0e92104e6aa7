import { menu, type Draw } from "./draw.ts";
import { counted, float, integer, key, keys, member, word } from "./words.ts";

const scoreBound = (draw: Draw): string => draw.pick(["-inf", "+inf", float(draw), `(${float(draw)}`]);
const lexBound = (draw: Draw): string =>
  draw.oneIn(20) ? member(draw) : draw.pick(["-", "+", `[${member(draw)}`, `(${member(draw)}`]);
const limit = (draw: Draw): readonly string[] => draw.maybe(3, () => ["LIMIT", integer(draw), integer(draw)]);
const withScores = (draw: Draw): readonly string[] => draw.maybe(2, () => [word(draw, "WITHSCORES")]);

function range(draw: Draw): readonly string[] {
  const bounds = draw.pick([
    [integer(draw), draw.pick(["-1", integer(draw)])], [scoreBound(draw), scoreBound(draw), "BYSCORE"],
  ]);
  return [...bounds, ...draw.maybe(3, () => ["REV"]), ...limit(draw)];
}

function combination(draw: Draw): readonly string[] {
  const sources = keys(draw);
  return [...counted(draw, sources), ...draw.maybe(3, () => ["WEIGHTS", ...sources.map(() => float(draw))]),
    ...draw.maybe(3, () => ["AGGREGATE", draw.pick(["SUM", "MIN", "MAX"])])];
}

const rangeCommand = menu([
  [
    3,
    (draw) => [
      draw.pick(["ZRANGE", "ZREVRANGE"]), key(draw), integer(draw), draw.pick(["-1", integer(draw)]),
      ...withScores(draw),
    ],
  ],
  [
    2,
    (draw) => [
      draw.pick(["ZRANGEBYSCORE", "ZREVRANGEBYSCORE"]), key(draw), scoreBound(draw), scoreBound(draw),
      ...withScores(draw),
      ...limit(draw),
    ],
  ],
  [2, (draw) => ["ZRANGE", key(draw), ...range(draw), ...withScores(draw)]],
  [1, (draw) => ["ZRANGESTORE", key(draw), key(draw), ...range(draw)]],
  [1, (draw) => ["ZCOUNT", key(draw), scoreBound(draw), scoreBound(draw)]],
  [1, (draw) => ["ZREMRANGEBYSCORE", key(draw), scoreBound(draw), scoreBound(draw)]],
  [1, (draw) => ["ZREMRANGEBYRANK", key(draw), integer(draw), integer(draw)]],
]);

/** By members, on a key where all scores are equal: elsewhere the answer follows from a skiplist's random levels. */
const LEX = "lex";
const lexCommand = menu([
  [4, (draw) => ["ZADD", LEX, ...draw.some(4, () => ["0", member(draw)]).flat()]],
  [2, (draw) => [draw.pick(["ZRANGEBYLEX", "ZREVRANGEBYLEX"]), LEX, lexBound(draw), lexBound(draw), ...limit(draw)]],
  [1, (draw) => [draw.pick(["ZLEXCOUNT", "ZREMRANGEBYLEX"]), LEX, lexBound(draw), lexBound(draw)]],
  [
    1,
    (draw) => ["ZRANGE", LEX, lexBound(draw), lexBound(draw), "BYLEX", ...draw.maybe(3, () => ["REV"]), ...limit(draw)],
  ],
  [1, (draw) => ["ZRANGESTORE", key(draw), LEX, lexBound(draw), lexBound(draw), "BYLEX", ...limit(draw)]],
]);

const algebraCommand = menu([
  [2, (draw) => [draw.pick(["ZUNION", "ZINTER"]), ...combination(draw), ...withScores(draw)]],
  [2, (draw) => [draw.pick(["ZUNIONSTORE", "ZINTERSTORE"]), key(draw), ...combination(draw)]],
  [1, (draw) => ["ZDIFF", ...counted(draw, keys(draw)), ...withScores(draw)]],
  [1, (draw) => ["ZDIFFSTORE", key(draw), ...counted(draw, keys(draw))]],
  [1, (draw) => ["ZINTERCARD", ...counted(draw, keys(draw)), ...draw.maybe(2, () => ["LIMIT", integer(draw)])]],
]);

export const sortedSetCommand = menu([
  [
    6,
    (draw) => [
      "ZADD", key(draw),
      ...draw.maybe(4, () => [word(draw, draw.pick(["NX", "XX", "GT", "LT", "CH"]))]),
      ...draw.some(3, () => [float(draw), member(draw)]).flat(),
    ],
  ],
  [1, (draw) => ["ZADD", key(draw), "INCR", float(draw), member(draw)]],
  [2, (draw) => ["ZREM", key(draw), ...draw.some(2, () => member(draw))]],
  [2, (draw) => ["ZSCORE", key(draw), member(draw)]],
  [1, (draw) => ["ZMSCORE", key(draw), ...draw.some(3, () => member(draw))]],
  [2, (draw) => ["ZINCRBY", key(draw), float(draw), member(draw)]],
  [2, (draw) => [draw.pick(["ZRANK", "ZREVRANK"]), key(draw), member(draw), ...draw.maybe(6, () => ["WITHSCORE"])]],
  [1, (draw) => [draw.pick(["ZPOPMIN", "ZPOPMAX"]), key(draw), ...draw.maybe(2, () => [integer(draw)])]],
  [
    1,
    (draw) => [
      "ZMPOP",
      ...counted(draw, keys(draw)),
      draw.pick(["MIN", "MAX"]),
      ...draw.maybe(2, () => ["COUNT", integer(draw)]),
    ],
  ],
  [1, (draw) => ["ZCARD", key(draw)]],
  [11, rangeCommand],
  [4, algebraCommand],
  [3, lexCommand],
]);

/** Pops that may wait for ever. */
export const blockingSortedPop = menu([
  [2, (draw) => [draw.pick(["BZPOPMIN", "BZPOPMAX"]), ...keys(draw), "0"]],
  [
    1,
    (draw) => [
      "BZMPOP", "0",
      ...counted(draw, keys(draw)),
      draw.pick(["MIN", "MAX"]),
      ...draw.maybe(2, () => ["COUNT", integer(draw)]),
    ],
  ],
]);
