import { menu } from "./draw.ts";
import { counted, integer, key, keys, member } from "./words.ts";

export const setCommand = menu([
  [5, (draw) => ["SADD", key(draw), ...draw.some(3, () => member(draw))]],
  [2, (draw) => ["SREM", key(draw), ...draw.some(2, () => member(draw))]],
  [2, (draw) => ["SISMEMBER", key(draw), member(draw)]],
  [1, (draw) => ["SMISMEMBER", key(draw), ...draw.some(3, () => member(draw))]],
  [2, (draw) => ["SCARD", key(draw)]],
  [2, (draw) => ["SMEMBERS", key(draw)]],
  [1, (draw) => ["SMOVE", key(draw), key(draw), member(draw)]],
  [2, (draw) => [draw.pick(["SINTER", "SUNION", "SDIFF"]), ...keys(draw)]],
  [1, (draw) => [draw.pick(["SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"]), key(draw), ...keys(draw)]],
  [1, (draw) => ["SINTERCARD", ...counted(draw, keys(draw)), ...draw.maybe(2, () => ["LIMIT", integer(draw)])]],
]);
