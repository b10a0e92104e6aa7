import type { Bytes } from "../../server/bytes.ts";
import { parseDouble } from "../../server/numbers.ts";
import { ReplyError } from "../../server/reply.ts";
import type { LexBound, LexRange } from "../../zsets/lex-range.ts";
import type { ScoreBound, ScoreRange } from "../../zsets/score-range.ts";

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** As C's strtod reads a text to its end: blanks before it, nothing at all for 0, too large for infinity. */
function lenientDouble(text: Bytes): number | undefined {
  if (text === "") return 0;
  const trimmed = text.replace(/^[\t-\r ]+/, "");
  return parseDouble(trimmed) ?? (DECIMAL.test(trimmed) ? Number(trimmed) : undefined);
}

function scoreBound(text: Bytes): ScoreBound {
  const exclusive = text.startsWith("(");
  const score = lenientDouble(exclusive ? text.slice(1) : text);
  if (score === undefined) throw new ReplyError("ERR min or max is not a float");
  return { score, exclusive };
}

export const scoreRange = (minimum: Bytes, maximum: Bytes): ScoreRange =>
  ({ minimum: scoreBound(minimum), maximum: scoreBound(maximum) });

function lexBound(text: Bytes): LexBound {
  if (text === "-" || text === "+") return text;
  const first = text.charAt(0);
  if (first !== "[" && first !== "(") throw new ReplyError("ERR min or max not valid string range item");
  return { member: text.slice(1), exclusive: first === "(" };
}

export const lexRange = (minimum: Bytes, maximum: Bytes): LexRange =>
  ({ minimum: lexBound(minimum), maximum: lexBound(maximum) });
