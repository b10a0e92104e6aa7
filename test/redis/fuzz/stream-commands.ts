import { menu, type Draw } from "./draw.ts";
import { id, integer, rangeEnd, rangeStart, STREAMS, value, word } from "./words.ts";

const GROUPS = ["g", "h"];
const CONSUMERS = ["c", "d", "e"];
const FIELDS = ["f", "f", "f", "field", "1", ""];
const LONG_AGO = "100000000";

const key = (draw: Draw): string => draw.pick(STREAMS);
const group = (draw: Draw): string => (draw.oneIn(30) ? "nog" : draw.pick(GROUPS));
const consumer = (draw: Draw): string => draw.pick(CONSUMERS);
const pairs = (draw: Draw): string[] => draw.some(3, () => [draw.pick(FIELDS), value(draw)]).flat();
const count = (draw: Draw, rarity = 2): readonly string[] =>
  draw.maybe(rarity, () => [word(draw, "COUNT"), integer(draw)]);
const minIdle = (draw: Draw): string => draw.pick(["0", "0", "0", LONG_AGO, "-1"]);

/** Ids that grow, so that most are accepted: `5-*` is one more in its millisecond. */
const newId = (draw: Draw): string =>
  draw.oneIn(10) ? id(draw) : draw.oneIn(2) ? `${draw.below(64)}-*` : `${draw.below(64)}-${draw.below(1_000)}`;

function trimming(draw: Draw): readonly string[] {
  const byLength = !draw.oneIn(3);
  const how = draw.pick([[], ["="], ["~"], ["~"]]);
  const threshold = byLength ? integer(draw, draw.oneIn(2) ? 5 : 60) : id(draw);
  const limit = draw.maybe(how[0] === "~" ? 2 : 40, () => [word(draw, "LIMIT"), integer(draw, 300)]);
  return [word(draw, byLength ? "MAXLEN" : "MINID"), ...how, threshold, ...limit];
}

function xadd(draw: Draw): readonly string[] {
  const at = key(draw);
  const options = [...draw.maybe(12, () => [word(draw, "NOMKSTREAM")]), ...draw.maybe(6, () => trimming(draw))];
  return ["XADD", at, ...options, newId(draw), ...(draw.oneIn(60) ? ["f"] : pairs(draw))];
}

/** Many entries of one size: what fills nodes, so that `~` has something to cut. */
export const filling = (draw: Draw): readonly string[] => [
  "XADD", key(draw), `${60 + draw.below(4)}-*`, "f", value(draw),
];

/** Ids by the server's clock: on a key of their own, since they differ. */
const byClock = menu([
  [4, (draw) => ["XADD", "auto", "*", "f", value(draw)]],
  [1, (draw) => ["XTRIM", "auto", "MAXLEN", integer(draw)]],
  [1, () => ["XRANGE", "auto", "-", "+"]],
  [1, () => ["XLEN", "auto"]],
]);

function several(draw: Draw, makeId: () => string): readonly string[] {
  const keys = draw.some(draw.oneIn(3) ? 3 : 1, () => key(draw));
  const ids = keys.map(makeId);
  if (draw.oneIn(50)) ids.pop();
  return [word(draw, "STREAMS"), ...keys, ...ids];
}

const block = (draw: Draw, rarity: number): readonly string[] =>
  draw.maybe(rarity, () => [word(draw, "BLOCK"), draw.oneIn(20) ? "-1" : "0"]);

const xread = (draw: Draw, blocking: number): readonly string[] => [
  "XREAD",
  ...count(draw),
  ...block(draw, blocking),
  ...several(draw, () => (draw.oneIn(3) ? "$" : draw.oneIn(12) ? "+" : id(draw))),
];

function xreadgroup(draw: Draw, blocking: number): readonly string[] {
  const options = [...count(draw), ...block(draw, blocking), ...draw.maybe(8, () => [word(draw, "NOACK")])];
  return ["XREADGROUP", word(draw, "GROUP"), group(draw), consumer(draw), ...options,
    ...several(draw, () => (draw.oneIn(4) ? id(draw) : ">"))];
}

function xclaim(draw: Draw): readonly string[] {
  const options = [
    ...draw.maybe(5, () => [word(draw, "IDLE"), draw.pick(["0", "200000000", "x", "-5"])]),
    ...draw.maybe(8, () => [word(draw, "TIME"), draw.pick(["1", "1600000000000", "x"])]),
    ...draw.maybe(5, () => [word(draw, "RETRYCOUNT"), integer(draw)]),
    ...draw.maybe(4, () => [word(draw, "FORCE")]),
    ...draw.maybe(4, () => [word(draw, "JUSTID")]),
    ...draw.maybe(12, () => [word(draw, "LASTID"), id(draw)]),
    ...draw.maybe(60, () => ["NOSUCH"]),
  ];
  return ["XCLAIM", key(draw), group(draw), consumer(draw), minIdle(draw), ...draw.some(4, () => id(draw)), ...options];
}

const xautoclaim = (draw: Draw): readonly string[] => [
  "XAUTOCLAIM", key(draw), group(draw), consumer(draw), minIdle(draw), draw.oneIn(2) ? "0" : rangeStart(draw),
  ...count(draw),
  ...draw.maybe(4, () => [word(draw, "JUSTID")]),
];

const xpending = (draw: Draw): readonly string[] =>
  draw.oneIn(3)
    ? ["XPENDING", key(draw), group(draw)]
    : [
        "XPENDING", key(draw), group(draw),
        ...draw.maybe(4, () => [word(draw, "IDLE"), minIdle(draw)]),
        rangeStart(draw), rangeEnd(draw), integer(draw),
        ...draw.maybe(3, () => [consumer(draw)]),
      ];

const xgroup = menu([
  [
    6,
    (draw) => [
      "XGROUP", "CREATE", key(draw), group(draw), draw.pick(["0", "0", "$", id(draw)]),
      ...draw.maybe(2, () => [word(draw, "MKSTREAM")]),
      ...draw.maybe(6, () => [word(draw, "ENTRIESREAD"), draw.pick(["-1", "0", "3", "-2", "x"])]),
    ],
  ],
  [
    3,
    (draw) => [
      "XGROUP", "SETID", key(draw), group(draw), draw.pick(["0", "$", id(draw)]),
      ...draw.maybe(5, () => ["ENTRIESREAD", integer(draw)]),
    ],
  ],
  [1, (draw) => ["XGROUP", "DESTROY", key(draw), group(draw)]],
  [2, (draw) => ["XGROUP", "CREATECONSUMER", key(draw), group(draw), consumer(draw)]],
  [2, (draw) => ["XGROUP", "DELCONSUMER", key(draw), group(draw), consumer(draw)]],
]);

const xinfo = menu([
  [3, (draw) => ["XINFO", "STREAM", key(draw)]],
  [3, (draw) => ["XINFO", "STREAM", key(draw), word(draw, "FULL"), ...count(draw)]],
  [2, (draw) => ["XINFO", "GROUPS", key(draw)]],
  [2, (draw) => ["XINFO", "CONSUMERS", key(draw), group(draw)]],
]);

/** Stream commands that answer at once. */
export const streamCommand = menu([
  [30, xadd],
  [14, filling],
  [2, byClock],
  [5, (draw) => ["XRANGE", key(draw), rangeStart(draw), rangeEnd(draw), ...count(draw)]],
  [4, (draw) => ["XREVRANGE", key(draw), rangeEnd(draw), rangeStart(draw), ...count(draw)]],
  [2, (draw) => ["XLEN", key(draw)]],
  [5, (draw) => ["XDEL", key(draw), ...draw.some(3, () => id(draw))]],
  [4, (draw) => ["XTRIM", key(draw), ...trimming(draw)]],
  [
    2,
    (draw) => [
      "XSETID", key(draw), id(draw),
      ...draw.maybe(3, () => ["ENTRIESADDED", integer(draw, 200), "MAXDELETEDID", id(draw)]),
    ],
  ],
  [5, (draw) => xread(draw, 1_000_000)],
  [14, (draw) => xreadgroup(draw, 1_000_000)],
  [6, (draw) => ["XACK", key(draw), group(draw), ...draw.some(4, () => id(draw))]],
  [6, xpending],
  [6, xclaim],
  [5, xautoclaim],
  [8, xgroup],
  [6, xinfo],
]);

/** Reads that may wait. */
export const blockingRead = menu([[2, (draw) => xread(draw, 1)], [5, (draw) => xreadgroup(draw, 1)]]);
