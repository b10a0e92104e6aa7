import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { parseDouble } from "../../server/numbers.ts";
import { ReplyError } from "../../server/reply.ts";

const MAX_MS = 9_223_372_036_854_775_807;

/** The timeout of a blocking command, given in seconds with a fraction, in whole milliseconds; 0 waits for ever. */
export function blockTimeout(context: CommandContext, text: Bytes | undefined): number {
  const seconds = text === undefined ? undefined : parseDouble(text);
  if (seconds === undefined) throw new ReplyError("ERR timeout is not a float or out of range");
  // Decimal fractions are meant as written: 1.1 s is 1,100 ms, whatever the nearest double is.
  const ms = Math.ceil(Number((seconds * 1_000).toPrecision(15)));
  const checked = atLeast(context.compat, "7.2");
  if (checked && ms > MAX_MS) throw outOfRange();
  if (ms < 0 || ms > MAX_MS) throw new ReplyError("ERR timeout is negative");
  if (checked && ms > MAX_MS - context.nowMs) throw outOfRange();
  return ms === 0 ? 0 : ms;
}

const outOfRange = (): ReplyError => new ReplyError("ERR timeout is out of range");
