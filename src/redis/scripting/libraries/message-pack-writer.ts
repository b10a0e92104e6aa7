import type { Bytes } from "../../server/bytes.ts";
import type { Machine } from "../lua/machine.ts";
import { LuaTable, type LuaValue } from "../lua/value.ts";

/** Tables nested deeper than this are written as nil. */
const MAX_NESTING = 16;
const DOUBLE = new DataView(new ArrayBuffer(8));

/** A whole number of so many bytes, the highest first. */
function bigEndian(value: number | bigint, size: number): Bytes {
  let bytes = "";
  let rest = BigInt.asUintN(8 * size, BigInt(value));
  for (let i = 0; i < size; i++) {
    bytes = String.fromCharCode(Number(rest & 0xffn)) + bytes;
    rest >>= 8n;
  }
  return bytes;
}

/** A head byte for the first size that holds the count. */
function headed(count: number, heads: readonly (readonly [limit: number, head: number, size: number])[]): Bytes {
  for (const [limit, head, size] of heads) {
    if (count <= limit)
      return size === 0 ? String.fromCharCode(head | count) : String.fromCharCode(head) + bigEndian(count, size);
  }
  return "";
}

const UNSIGNED = [
  [0x7f, 0, 0], [0xff, 0xcc, 1], [0xffff, 0xcd, 2], [0xffff_ffff, 0xce, 4], [Infinity, 0xcf, 8],
] as const;
const STRING = [[31, 0xa0, 0], [0xff, 0xd9, 1], [0xffff, 0xda, 2], [Infinity, 0xdb, 4]] as const;
const ARRAY = [[15, 0x90, 0], [0xffff, 0xdc, 2], [Infinity, 0xdd, 4]] as const;
const MAP = [[15, 0x80, 0], [0xffff, 0xde, 2], [Infinity, 0xdf, 4]] as const;

export function packValue(machine: Machine, value: LuaValue, nesting: number): Bytes {
  machine.spend(1);
  switch (typeof value) {
    case "string":
      machine.reserve(value.length);
      return headed(value.length, STRING) + value;
    case "number": return number(value);
    case "boolean": return value ? "\xc3" : "\xc2";
    default:
      if (!(value instanceof LuaTable) || nesting === MAX_NESTING) return "\xc0";
      return table(machine, value, nesting + 1);
  }
}

/** What 0/0 gives, its sign set. */
const NOT_A_NUMBER = "\xcb\xff\xf8\0\0\0\0\0\0";

function number(value: number): Bytes {
  if (Number.isNaN(value)) return NOT_A_NUMBER;
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63) return integer(value);
  const isSingle = Math.fround(value) === value;
  if (isSingle) DOUBLE.setFloat32(0, value);
  else DOUBLE.setFloat64(0, value);
  let bytes = isSingle ? "\xca" : "\xcb";
  for (let i = 0; i < (isSingle ? 4 : 8); i++) bytes += String.fromCharCode(DOUBLE.getUint8(i));
  return bytes;
}

function integer(value: number): Bytes {
  if (value >= 0) return headed(value === 0 ? 0 : value, UNSIGNED);
  if (value >= -32) return String.fromCharCode(256 + value);
  if (value >= -128) return `\xd0${bigEndian(value, 1)}`;
  if (value >= -32_768) return `\xd1${bigEndian(value, 2)}`;
  return value >= -2_147_483_648 ? `\xd2${bigEndian(value, 4)}` : `\xd3${bigEndian(value, 8)}`;
}

function table(machine: Machine, value: LuaTable, nesting: number): Bytes {
  const pieces: Bytes[] = [];
  if (isArray(value)) {
    const { length } = value;
    for (let i = 1; i <= length; i++) pieces.push(packValue(machine, value.get(i), nesting));
    return headed(length, ARRAY) + pieces.join("");
  }
  for (let entry = value.after(undefined); entry; entry = value.after(entry[0])) {
    pieces.push(packValue(machine, entry[0], nesting) + packValue(machine, entry[1], nesting));
  }
  return headed(pieces.length, MAP) + pieces.join("");
}

/** Its keys are 1 to n, without a hole. */
function isArray(table: LuaTable): boolean {
  let largest = 0;
  let count = 0;
  for (let entry = table.after(undefined); entry; entry = table.after(entry[0])) {
    const [key] = entry;
    if (typeof key !== "number" || key < 1 || !Number.isInteger(key)) return false;
    largest = Math.max(largest, key);
    count++;
  }
  return largest === count;
}
