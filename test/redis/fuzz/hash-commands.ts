import { menu, type Draw } from "./draw.ts";
import { float, integer, key, value } from "./words.ts";

const field = (draw: Draw): string => draw.pick(["f", "g", "h", "1"]);
const fields = (draw: Draw): string[] => draw.some(3, () => field(draw));

export const hashCommand = menu([
  [
    6,
    (draw) => [draw.oneIn(8) ? "HMSET" : "HSET", key(draw), ...draw.some(3, () => [field(draw), value(draw)]).flat()],
  ],
  [3, (draw) => ["HGET", key(draw), field(draw)]],
  [2, (draw) => ["HDEL", key(draw), ...fields(draw)]],
  [2, (draw) => ["HINCRBY", key(draw), field(draw), integer(draw)]],
  [1, (draw) => ["HINCRBYFLOAT", key(draw), field(draw), float(draw)]],
  [2, (draw) => ["HMGET", key(draw), ...fields(draw)]],
  [2, (draw) => [draw.pick(["HGETALL", "HKEYS", "HVALS", "HLEN"]), key(draw)]],
  [1, (draw) => [draw.pick(["HEXISTS", "HSTRLEN"]), key(draw), field(draw)]],
  [1, (draw) => ["HSETNX", key(draw), field(draw), value(draw)]],
]);
