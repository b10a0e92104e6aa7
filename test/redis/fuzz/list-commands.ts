import { menu, type Draw } from "./draw.ts";
import { counted, integer, key, keys, value, word } from "./words.ts";

const end = (draw: Draw): string => word(draw, draw.pick(["LEFT", "RIGHT"]));
const place = (draw: Draw): string => (draw.oneIn(3) ? `-${draw.below(12)}` : integer(draw));

export const listCommand = menu([
  [6, (draw) => [draw.pick(["LPUSH", "RPUSH", "LPUSHX", "RPUSHX"]), key(draw), ...draw.some(3, () => value(draw))]],
  [3, (draw) => [draw.pick(["LPOP", "RPOP"]), key(draw), ...draw.maybe(3, () => [integer(draw)])]],
  [3, (draw) => ["LRANGE", key(draw), place(draw), draw.pick(["-1", place(draw)])]],
  [1, (draw) => ["LINDEX", key(draw), place(draw)]],
  [1, (draw) => ["LSET", key(draw), place(draw), value(draw)]],
  [1, (draw) => ["LREM", key(draw), draw.pick(["0", "1", "-1"]), value(draw)]],
  [1, (draw) => ["LTRIM", key(draw), place(draw), draw.pick(["-1", place(draw)])]],
  [1, (draw) => ["LINSERT", key(draw), word(draw, draw.pick(["BEFORE", "AFTER"])), value(draw), value(draw)]],
  [
    1,
    (draw) => [
      "LPOS", key(draw), value(draw),
      ...draw.maybe(3, () => ["RANK", place(draw)]),
      ...draw.maybe(3, () => ["COUNT", integer(draw)]),
      ...draw.maybe(4, () => ["MAXLEN", integer(draw)]),
    ],
  ],
  [1, (draw) => ["LMOVE", key(draw), key(draw), end(draw), end(draw)]],
  [1, (draw) => ["RPOPLPUSH", key(draw), key(draw)]],
  [1, (draw) => ["LMPOP", ...counted(draw, keys(draw)), end(draw), ...draw.maybe(2, () => ["COUNT", integer(draw)])]],
  [1, (draw) => ["LLEN", key(draw)]],
]);

/** Pops that may wait for ever. */
export const blockingPop = menu([
  [3, (draw) => [draw.pick(["BLPOP", "BRPOP"]), ...keys(draw), "0"]],
  [1, (draw) => ["BLMOVE", key(draw), key(draw), end(draw), end(draw), "0"]],
  [1, (draw) => ["BRPOPLPUSH", key(draw), key(draw), "0"]],
  [
    1,
    (draw) => [
      "BLMPOP", "0",
      ...counted(draw, keys(draw)),
      end(draw),
      ...draw.maybe(2, () => ["COUNT", integer(draw)]),
    ],
  ],
]);
