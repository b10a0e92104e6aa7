import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { parseInteger } from "../../server/int64.ts";
import { ReplyError, syntaxError } from "../../server/reply.ts";
import { StringValue } from "../../strings/string-value.ts";
import { integer } from "../lists/integer-arguments.ts";
import { stringAt } from "./string-access.ts";

/** A bit's place, or with `#` that of an integer of `width` bits. Throws beyond what a string may hold. */
export function bitOffset(context: CommandContext, text: Bytes, width = 0): number {
  const scaled = width > 0 && text.startsWith("#");
  const value = parseInteger(scaled ? text.slice(1) : text);
  const offset = value === undefined ? -1n : BigInt(value) * (scaled ? BigInt(width) : 1n);
  if (offset < 0n || offset >> 3n >= BigInt(context.server.config.number("proto-max-bulk-len"))) {
    throw new ReplyError("ERR bit offset is not an integer or out of range");
  }
  return Number(offset);
}

/** The key's bytes to be changed in place, so many of them at least. */
export function editedBytes(context: CommandContext, key: Bytes, length: number): Buffer {
  const value = stringAt(context, key);
  if (value !== undefined) return value.edit(length);
  const made = new StringValue("", "edited");
  context.db.set(key, made, true);
  return made.edit(length);
}

/** What a command says of the bits that it is about: places of units, those below 0 from the end. */
export interface RangeArguments {
  readonly start: number;
  readonly end: number;
  readonly bitsEach: 1 | 8;
}

const WHOLE: RangeArguments = { start: 0, end: -1, bitsEach: 8 };

/**
 * Reads `[start [end [BYTE | BIT]]]` from `at` on. Servers look at the unit before the end when `unitFirst`; those that
 * do not, need not know it of a range that is empty.
 */
export function rangeArguments(args: readonly Bytes[], at: number, unitFirst: boolean): RangeArguments {
  if (args.length === at) return WHOLE;
  if (args.length > at + 3) throw syntaxError();
  const start = integer(args[at]);
  const unit = args[at + 2];
  const early = unitFirst ? bitsEach(unit) : undefined;
  const end = args[at + 1] === undefined ? -1 : integer(args[at + 1]);
  return { start, end, bitsEach: early ?? (isBackwards(start, end) ? 8 : bitsEach(unit)) };
}

/** Whether a range that is given from the end on both sides is empty, whatever the length. */
export const isBackwards = (start: number, end: number): boolean => start < 0 && end < 0 && start > end;

function bitsEach(unit: Bytes | undefined): 1 | 8 {
  const name = unit?.toLowerCase() ?? "byte";
  if (name !== "bit" && name !== "byte") throw syntaxError();
  return name === "bit" ? 1 : 8;
}

/** Places of the first and the last bit; the last before the first when there is none. */
export interface BitRange {
  readonly from: number;
  readonly to: number;
}

export function bitRange({ start, end, bitsEach: width }: RangeArguments, bytes: number): BitRange {
  const units = (bytes * 8) / width;
  const from = Math.max(0, start < 0 ? start + units : start);
  const to = Math.min(units - 1, Math.max(0, end < 0 ? end + units : end));
  return { from: from * width, to: to * width + width - 1 };
}
