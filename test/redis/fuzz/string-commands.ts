import { menu, type Draw } from "./draw.ts";
import { far, float, integer, key, keys, value, word } from "./words.ts";

const bit = (draw: Draw): string => draw.pick(["0", "1", "1", "2"]);
const expiry = (draw: Draw): readonly string[] => [
  word(draw, draw.pick(["EX", "PX"])), draw.pick([far(draw), far(draw), "0", "-1", "x"]),
];

function bitRange(draw: Draw): readonly string[] {
  const range = [integer(draw, 9), draw.pick(["-1", integer(draw, 60)])];
  return draw.oneIn(2) ? [] : [...range, ...draw.maybe(3, () => [draw.pick(["BIT", "BYTE"])])];
}

const bitfield = menu([
  [3, (draw) => ["GET", fieldType(draw), fieldPlace(draw)]],
  [3, (draw) => ["SET", fieldType(draw), fieldPlace(draw), integer(draw, 300)]],
  [3, (draw) => ["INCRBY", fieldType(draw), fieldPlace(draw), draw.pick(["-", ""]) + integer(draw, 300)]],
  [2, (draw) => ["OVERFLOW", draw.pick(["WRAP", "SAT", "FAIL"])]],
]);
const fieldType = (draw: Draw): string => draw.pick(["u1", "i5", "u8", "i8", "u16", "i64", "u63", "u64", "i0"]);
const fieldPlace = (draw: Draw): string => draw.pick(["", "#"]) + String(draw.below(40));

/** Of numbers in strings and their bits. */
const numberCommand = menu([
  [3, (draw) => [draw.pick(["INCR", "DECR"]), key(draw)]],
  [3, (draw) => [draw.pick(["INCRBY", "DECRBY"]), key(draw), integer(draw)]],
  [2, (draw) => ["INCRBYFLOAT", key(draw), float(draw)]],
  [2, (draw) => ["SETBIT", key(draw), integer(draw, 90), bit(draw)]],
  [1, (draw) => ["GETBIT", key(draw), integer(draw, 90)]],
  [1, (draw) => ["BITCOUNT", key(draw), ...bitRange(draw)]],
  [1, (draw) => ["BITPOS", key(draw), bit(draw), ...bitRange(draw)]],
  [1, (draw) => ["BITOP", draw.pick(["AND", "OR", "XOR", "NOT"]), key(draw), ...keys(draw)]],
  [2, (draw) => ["BITFIELD", key(draw), ...draw.some(3, () => bitfield(draw)).flat()]],
]);

export const stringCommand = menu([
  [
    6,
    (draw) => [
      "SET", key(draw), value(draw),
      ...draw.maybe(5, () => [word(draw, draw.pick(["NX", "XX", "GET", "KEEPTTL"]))]),
      ...draw.maybe(6, () => expiry(draw)),
    ],
  ],
  [4, (draw) => ["GET", key(draw)]], [1, (draw) => ["GETDEL", key(draw)]],
  [1, (draw) => ["GETEX", key(draw), ...draw.maybe(2, () => (draw.oneIn(3) ? ["PERSIST"] : expiry(draw)))]],
  [1, (draw) => ["SETNX", key(draw), value(draw)]],
  [1, (draw) => [draw.pick(["SETEX", "PSETEX"]), key(draw), draw.pick([far(draw), far(draw), "0"]), value(draw)]],
  [1, (draw) => ["GETSET", key(draw), value(draw)]], [2, (draw) => ["APPEND", key(draw), value(draw)]],
  [2, (draw) => ["STRLEN", key(draw)]],
  [2, (draw) => [draw.pick(["GETRANGE", "SUBSTR"]), key(draw), integer(draw), draw.pick(["-1", integer(draw, 60)])]],
  [2, (draw) => ["SETRANGE", key(draw), integer(draw, 40), value(draw)]], [2, (draw) => ["MGET", ...keys(draw)]],
  [2, (draw) => [draw.pick(["MSET", "MSETNX"]), ...draw.some(3, () => [key(draw), value(draw)]).flat()]],
  [
    1,
    (draw) => [
      "LCS", key(draw), key(draw),
      ...draw.maybe(2, () => [draw.pick(["LEN", "IDX"])]),
      ...draw.maybe(4, () => ["MINMATCHLEN", integer(draw)]),
    ],
  ],
  [14, numberCommand],
]);
