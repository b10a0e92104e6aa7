import type { Bytes } from "../../server/bytes.ts";
import type { Machine } from "../lua/machine.ts";
import { argumentFault, checkBytes, checkNumber, optionalInteger, register, typeFault } from "../lua/native.ts";
import { LuaTable, type LuaValue, type Results } from "../lua/value.ts";
import { StructFormat, type StructItem } from "./struct-format.ts";

const DOUBLE = new DataView(new ArrayBuffer(8));

/** `struct`: C structures in strings. */
export function openStruct(machine: Machine): LuaTable {
  const table = new LuaTable();
  register(table, {
    pack: (args) => pack(machine, args),
    unpack: (args) => unpack(machine, args),
    size: (args) => {
      const format = new StructFormat(machine, checkBytes(machine, args, 1));
      let total = 0;
      for (let item = format.next(total); item !== undefined; item = format.next(total)) {
        if (item.option === "s" || (item.option === "c" && item.size === 0)) {
          throw argumentFault(
            machine, 1, item.option === "s" ? "option 's' has no fixed size" : "option 'c0' has no fixed size",
          );
        }
        total += item.padding + item.size;
      }
      return total;
    },
  });
  return table;
}

function pack(machine: Machine, args: readonly LuaValue[]): Bytes {
  const format = new StructFormat(machine, checkBytes(machine, args, 1));
  let packed = "";
  let position = 1;
  for (let item = format.next(packed.length); item !== undefined; item = format.next(packed.length)) {
    packed += "\0".repeat(item.padding);
    if (item.option === "x") packed += "\0";
    else packed += packItem(machine, args, ++position, item);
    machine.allocate(16);
  }
  machine.reserve(packed.length);
  return packed;
}

function packItem(machine: Machine, args: readonly LuaValue[], position: number, item: StructItem): Bytes {
  switch (item.option) {
    case "s": return `${checkBytes(machine, args, position)}\0`;
    case "c": {
      const bytes = checkBytes(machine, args, position);
      // The next argument is blamed, as on a server.
      if (item.size > bytes.length) throw argumentFault(machine, position + 1, "string too short");
      return item.size === 0 ? bytes : bytes.slice(0, item.size);
    }
    case "f": case "d": return floatBytes(number(machine, args, position), item);
    default: return integerBytes(number(machine, args, position), item);
  }
}

/** An argument that is missing is nil here, as the arguments end with one. */
function number(machine: Machine, args: readonly LuaValue[], position: number): number {
  if (position > args.length) throw typeFault(machine, [...args, undefined], position, "number");
  return checkNumber(machine, args, position);
}

const ordered = (bytes: Bytes, isLittle: boolean): Bytes => (isLittle ? bytes : bytes.split("").reverse().join(""));

/** Cut to 64 bits first; what a larger item has beyond them is zeros. */
function integerBytes(value: number, { size, isLittle }: StructItem): Bytes {
  const whole =
    Math.abs(value) < 2 ** 63
      ? BigInt(Math.trunc(value))
      : value >= 2 ** 63 && value < 2 ** 64
        ? BigInt(value)
        : 2n ** 63n;
  let rest = BigInt.asUintN(64, whole);
  let bytes = "";
  for (let i = 0; i < size; i++) {
    bytes += String.fromCharCode(Number(rest & 0xffn));
    rest >>= 8n;
  }
  return ordered(bytes, isLittle);
}

function floatBytes(value: number, { size, isLittle }: StructItem): Bytes {
  if (size === 4) DOUBLE.setFloat32(0, value, true);
  else DOUBLE.setFloat64(0, value, true);
  let bytes = "";
  for (let i = 0; i < size; i++) bytes += String.fromCharCode(DOUBLE.getUint8(i));
  return ordered(bytes, isLittle);
}

function unpack(machine: Machine, args: readonly LuaValue[]): Results {
  const format = new StructFormat(machine, checkBytes(machine, args, 1));
  const data = checkBytes(machine, args, 2);
  const start = optionalInteger(machine, args, 3, 1);
  if (start === 0) throw argumentFault(machine, 3, "offset must be 1 or greater");
  let at = start - 1;
  const values: LuaValue[] = [];
  const need = (length: number): void => {
    if (at < 0 || at + length > data.length) throw argumentFault(machine, 2, "data string too short");
  };
  for (let item = format.next(at); item !== undefined; item = format.next(at)) {
    at += item.padding;
    need(item.size);
    machine.spend(1);
    machine.allocate(16);
    if (item.option === "s") {
      const end = data.indexOf("\0", at);
      if (end < 0) throw machine.fault("unfinished string in data");
      values.push(data.slice(at, end));
      at = end + 1;
      continue;
    }
    const size = item.option === "c" && item.size === 0 ? previousSize(machine, values) : item.size;
    need(size);
    const bytes = data.slice(at, at + size);
    if (item.option === "c") values.push(bytes);
    else if (item.option === "f" || item.option === "d") values.push(float(bytes, item));
    else if (item.option !== "x") values.push(integer(bytes, item));
    at += size;
  }
  return [...values, at + 1];
}

/** `c0` takes its size from the number before it, which it replaces. */
function previousSize(machine: Machine, values: LuaValue[]): number {
  const size = values.at(-1);
  if (typeof size !== "number") throw machine.fault("format 'c0' needs a previous size");
  values.pop();
  return size;
}

function integer(bytes: Bytes, { isSigned, isLittle }: StructItem): number {
  let value = 0n;
  for (const character of ordered(bytes, !isLittle)) value = (value << 8n) | BigInt(character.charCodeAt(0));
  const bits = Math.min(64, 8 * bytes.length);
  return Number(isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
}

function float(bytes: Bytes, { size, isLittle }: StructItem): number {
  for (let i = 0; i < size; i++) DOUBLE.setUint8(i, bytes.charCodeAt(i));
  return size === 4 ? DOUBLE.getFloat32(0, isLittle) : DOUBLE.getFloat64(0, isLittle);
}
