import type { Bytes } from "../../server/bytes.ts";
import type { CommandSpec } from "../../server/command.ts";
import { parseInteger, toIndex } from "../../server/int64.ts";
import { notAnInteger, ReplyError, syntaxError } from "../../server/reply.ts";

/** An index or a count of either sign. Throws what a server answers to anything else. */
export function integer(text: Bytes | undefined): number {
  const value = text === undefined ? undefined : parseInteger(text);
  if (value === undefined) throw notAnInteger();
  return toIndex(value);
}

/** An index of either sign that is cut to its low 32 bits. */
export function integer32(text: Bytes | undefined): number {
  const value = text === undefined ? undefined : parseInteger(text);
  if (value === undefined) throw notAnInteger();
  return typeof value === "number" ? value | 0 : Number(BigInt.asIntN(32, value));
}

/** At least 0; the given error is thrown for anything else, text included. */
export function notNegative(text: Bytes | undefined, error = "ERR value is out of range, must be positive"): number {
  const value = text === undefined ? undefined : parseInteger(text);
  if (value === undefined || value < 0) throw new ReplyError(error);
  return toIndex(value);
}

/** At least 1. */
export function positive(text: Bytes | undefined, error: string): number {
  const value = notNegative(text, error);
  if (value === 0) throw new ReplyError(error);
  return value;
}

/** Any integer but the least, whose sign cannot be turned. */
export function symmetric(text: Bytes | undefined): number {
  const value = integer(text);
  if (text === "-9223372036854775808") {
    throw new ReplyError("ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807");
  }
  return value;
}

/** The keys after their number at `at`, and the place of what follows them. */
export interface CountedKeys {
  readonly keys: readonly Bytes[];
  readonly end: number;
}

/** Reads `numkeys key…`, of which at least one argument more must follow when `more` is set. */
export function countedKeys(args: readonly Bytes[], at: number, more: boolean): CountedKeys {
  const count = positive(args[at], "ERR numkeys should be greater than 0");
  const end = at + 1 + count;
  if (end > args.length || (more && end === args.length)) throw syntaxError();
  return { keys: args.slice(at + 1, end), end };
}

/** Finds the places of keys whose number stands at `at`; none when the command is malformed. */
export const countedKeyPlaces = (at: number): NonNullable<CommandSpec["findKeys"]> => (args) => {
  const count = Number(args[at]);
  if (!Number.isSafeInteger(count) || count < 1 || at + count >= args.length) return [];
  return Array.from({ length: count }, (_, index) => at + 1 + index);
};
