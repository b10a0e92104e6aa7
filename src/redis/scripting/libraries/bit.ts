import type { Machine } from "../lua/machine.ts";
import { checkNumber, register, type Native } from "../lua/native.ts";
import { LuaTable, type LuaValue } from "../lua/value.ts";

/** Added to a number, it leaves the number's lowest 32 bits, rounded to an integer, in the lower half of the double. */
const MAGIC = 6_755_399_441_055_744;
const DOUBLE = new DataView(new ArrayBuffer(8));

function toBits(value: number): number {
  DOUBLE.setFloat64(0, value + MAGIC);
  return DOUBLE.getInt32(4);
}

/** `bit`: operations on 32-bit integers. */
export function openBit(machine: Machine): LuaTable {
  const table = new LuaTable();
  const bits = (args: readonly LuaValue[], position: number): number => toBits(checkNumber(machine, args, position));
  const folded = (combine: (left: number, right: number) => number): Native => (args) => {
    let result = bits(args, 1);
    for (let i = 2; i <= args.length; i++) result = combine(result, bits(args, i));
    return result;
  };
  const shifted =
    (shift: (value: number, by: number) => number): Native =>
    (args) =>
      shift(bits(args, 1), bits(args, 2) & 31) | 0;
  register(table, {
    tobit: (args) => bits(args, 1),
    bnot: (args) => ~bits(args, 1),
    bswap: (args) => {
      const value = bits(args, 1);
      return (value >>> 24) | ((value >>> 8) & 0xff00) | ((value & 0xff00) << 8) | (value << 24);
    },
    band: folded((left, right) => left & right),
    bor: folded((left, right) => left | right),
    bxor: folded((left, right) => left ^ right),
    lshift: shifted((value, by) => value << by),
    rshift: shifted((value, by) => value >>> by),
    arshift: shifted((value, by) => value >> by),
    rol: shifted((value, by) => (value << by) | (value >>> (32 - by))),
    ror: shifted((value, by) => (value << (32 - by)) | (value >>> by)),
    tohex: (args) => {
      const value = bits(args, 1);
      const width = args[1] === undefined ? 8 : bits(args, 2);
      const digits = (value >>> 0).toString(16).padStart(8, "0").slice(8 - Math.min(8, Math.abs(width)));
      return width < 0 ? digits.toUpperCase() : digits;
    },
  });
  return table;
}
