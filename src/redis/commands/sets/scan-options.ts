import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { atLeast, type Compat } from "../../server/compat.ts";
import { matchesGlob } from "../../server/glob.ts";
import { ReplyError, syntaxError } from "../../server/reply.ts";
import { integer } from "../lists/integer-arguments.ts";

const MAX_CURSOR = 18_446_744_073_709_551_615n;
const DEFAULT_COUNT = 10;

/** Reads a cursor as C's strtoul does, with the exceptions that servers make. */
export function cursorArgument(text: Bytes, compat: Compat): number {
  const strict = atLeast(compat, "7.2");
  const match = (strict ? /^[\t-\r ]*(\+?)(\d+)$/ : /^([+-]?)(\d+)$/).exec(text);
  if (match === null) {
    if (text === "" && !strict) return 0;
    throw new ReplyError("ERR invalid cursor");
  }
  const value = BigInt(match[2] as string);
  if (value > MAX_CURSOR) throw new ReplyError("ERR invalid cursor");
  return Number(match[1] === "-" ? BigInt.asUintN(64, -value) : value);
}

export interface ScanOptions {
  readonly count: number;
  readonly matches: (text: Bytes) => boolean;
}

/** Reads an option that only one command has; says how many words it takes, 0 when it is none. */
export type OwnOption = (name: string, value: Bytes | undefined) => number;

/** Reads `[MATCH pattern] [COUNT count]` from `at` on. */
export function scanOptions(
  context: CommandContext, args: readonly Bytes[], at: number, ownOption: OwnOption = () => 0,
): ScanOptions {
  let count = DEFAULT_COUNT;
  let pattern: Bytes | undefined;
  for (let i = at; i < args.length; i += 2) {
    const name = (args[i] as Bytes).toLowerCase();
    const value = args[i + 1];
    const own = ownOption(name, value);
    if (own > 0) {
      i += own - 2;
      continue;
    }
    if (name === "count" && value !== undefined) {
      count = integer(value);
      if (count < 1) throw syntaxError();
    } else if (name === "match" && value !== undefined) {
      pattern = value;
    } else if (name === "novalues" && atLeast(context.compat, "8.0")) {
      throw new ReplyError("ERR NOVALUES option can only be used in HSCAN");
    } else {
      throw syntaxError();
    }
  }
  const given = pattern;
  return {
    count, matches: given === undefined || given === "*" ? (): boolean => true : (text) => matchesGlob(given, text),
  };
}
