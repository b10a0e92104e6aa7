import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { ReplyError, syntaxError } from "../../server/reply.ts";
import { bitAt, combineBits, countOnes, findBit, setBit, type BitOperation } from "../../strings/bits.ts";
import { StringValue } from "../../strings/string-value.ts";
import { integer } from "../lists/integer-arguments.ts";
import { bitOffset, bitRange, editedBytes, isBackwards, rangeArguments, type RangeArguments } from "./bit-access.ts";
import { stringAt } from "./string-access.ts";

const NO_BYTES = Buffer.alloc(0);

/** SETBIT key offset value. */
export const setbit: Run = (context, args) => {
  const key = args[1] as Bytes;
  const offset = bitOffset(context, args[2] as Bytes);
  if (args[3] !== "0" && args[3] !== "1") return new ReplyError("ERR bit is not an integer or out of range");
  const bit = args[3] === "1" ? 1 : 0;
  const value = stringAt(context, key);
  const length = Math.floor(offset / 8) + 1;
  const grows = value === undefined || value.length < length;
  const bytes = editedBytes(context, key, length);
  const old = bitAt(bytes, offset);
  if (!grows && old === bit) return old;
  setBit(bytes, offset, bit);
  context.db.touch(key);
  context.changed();
  return old;
};

/** GETBIT key offset. */
export const getbit: Run = (context, args) => {
  const offset = bitOffset(context, args[2] as Bytes);
  const value = stringAt(context, args[1] as Bytes);
  return value === undefined ? 0 : bitAt(value.array, offset);
};

/** BITCOUNT key [start end [BYTE | BIT]]; the end may be left out from 8.0 on. */
export const bitcount: Run = (context, args) => {
  const readsFirst = atLeast(context.compat, "7.2");
  const read = (): RangeArguments => {
    if (args.length === 3 && !atLeast(context.compat, "8.0")) throw syntaxError();
    return rangeArguments(args, 2, readsFirst);
  };
  const early = readsFirst ? read() : undefined;
  const value = stringAt(context, args[1] as Bytes);
  if (value === undefined) return 0;
  const range = early ?? read();
  if (isBackwards(range.start, range.end)) return 0;
  const { from, to } = bitRange(range, value.length);
  return countOnes(value.array, from, to);
};

/** BITPOS key bit [start [end [BYTE | BIT]]]. */
export const bitpos: Run = (context, args) => {
  const bit = integer(args[2]);
  if (bit !== 0 && bit !== 1) return new ReplyError("ERR The bit argument must be 1 or 0.");
  const read = (): RangeArguments => rangeArguments(args, 3, true);
  const early = atLeast(context.compat, "7.2") ? read() : undefined;
  const value = stringAt(context, args[1] as Bytes);
  if (value === undefined) return bit === 1 ? -1 : 0;
  const { from, to } = bitRange(early ?? read(), value.length);
  const found = findBit(value.array, bit, from, to);
  // Without an end, the zeros after the string count too.
  return found === -1 && bit === 0 && args.length < 5 && from <= to ? value.length * 8 : found;
};

/** BITOP AND | OR | XOR | NOT destkey key…. */
export const bitop: Run = (context, args) => {
  const operation = (args[1] as Bytes).toLowerCase();
  if (!isOperation(operation)) return syntaxError();
  const target = args[2] as Bytes;
  if (operation === "not" && args.length !== 4)
    return new ReplyError("ERR BITOP NOT must be called with a single source key.");
  const operands = args.slice(3).map((key) => stringAt(context, key)?.array ?? NO_BYTES);
  const result = combineBits(operation, operands);
  if (result.length > 0) {
    context.db.set(target, new StringValue(result.toString("latin1"), "edited"));
    context.changed();
  } else if (context.db.delete(target)) {
    context.changed();
  }
  return result.length;
};

const isOperation = (name: string): name is BitOperation => ["and", "or", "xor", "not"].includes(name);
