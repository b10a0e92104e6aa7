import { menu, type Draw } from "./draw.ts";
import { far, integer, key, keys, STREAMS, value } from "./words.ts";

/** Times by which nothing expires while a history is played, and times that are over. */
const when = (draw: Draw): string => draw.pick([far(draw), far(draw), far(draw), "-1", "0", "x"]);
const moment = (draw: Draw): string => draw.pick(["1", "9999999999", "9999999999999"]);

const sorting = (draw: Draw): readonly string[] => [
  ...draw.maybe(3, () => ["LIMIT", integer(draw), integer(draw)]),
  ...draw.maybe(6, () => ["GET", draw.pick(["#", "*", "nokey_*", "a->f"])]),
  ...draw.maybe(3, () => ["DESC"]),
  ...draw.maybe(2, () => ["ALPHA"]),
  ...draw.maybe(4, () => ["STORE", key(draw)]),
];

export const genericCommand = menu([
  [4, (draw) => ["DEL", ...keys(draw)]],
  [3, (draw) => ["DEL", draw.pick([...STREAMS, "auto"])]],
  [2, (draw) => ["UNLINK", key(draw)]],
  [3, (draw) => [draw.pick(["EXISTS", "EXISTS", "TOUCH"]), ...keys(draw)]],
  [3, (draw) => ["TYPE", key(draw)]],
  [3, (draw) => [draw.pick(["RENAME", "RENAMENX"]), key(draw), key(draw)]],
  [
    2,
    (draw) => [
      "COPY", key(draw), key(draw),
      ...draw.maybe(8, () => ["DB", draw.pick(["0", "1", "16"])]),
      ...draw.maybe(2, () => ["REPLACE"]),
    ],
  ],
  [
    2,
    (draw) => [
      draw.pick(["EXPIRE", "PEXPIRE"]), key(draw), when(draw),
      ...draw.maybe(3, () => [draw.pick(["NX", "XX", "GT", "LT"])]),
    ],
  ],
  [1, (draw) => [draw.pick(["PEXPIREAT", "EXPIREAT"]), key(draw), moment(draw)]],
  [2, (draw) => [draw.pick(["EXPIRETIME", "PEXPIRETIME", "PERSIST"]), key(draw)]],
  [2, (draw) => [draw.pick(["TTL", "PTTL"]), key(draw)]],
  [1, () => ["DBSIZE"]],
  [1, (draw) => ["KEYS", draw.pick(["*", "?", "[a-c]", "m*"])]],
  [3, (draw) => ["OBJECT", "ENCODING", key(draw)]],
  [2, (draw) => ["SORT", key(draw), ...sorting(draw)]],
  [2, (draw) => ["DUMP", key(draw)]],
  [1, (draw) => ["ECHO", value(draw)]],
]);
