import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { ReplyError, syntaxError } from "../../server/reply.ts";
import { integer, notNegative, symmetric } from "./integer-arguments.ts";
import { listAt } from "./list-access.ts";

interface Options {
  /** From the right when negative. */
  readonly rank: number;
  /** Absent when one position is wanted; 0 for all. */
  readonly count: number | undefined;
  /** How many elements are looked at; 0 for all. */
  readonly maximum: number;
}

const ZERO_RANK =
  "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list";

function optionsOf(context: CommandContext, args: readonly Bytes[]): Options {
  let rank = 1;
  let count: number | undefined;
  let maximum = 0;
  for (let i = 3; i < args.length; i += 2) {
    const name = (args[i] as Bytes).toLowerCase();
    const value = args[i + 1];
    if (value === undefined) throw syntaxError();
    if (name === "rank") {
      rank = rankOf(context, value);
      if (rank === 0) throw new ReplyError(ZERO_RANK);
    } else if (name === "count") {
      count = notNegative(value, "ERR COUNT can't be negative");
    } else if (name === "maxlen") {
      maximum = notNegative(value, "ERR MAXLEN can't be negative");
    } else {
      throw syntaxError();
    }
  }
  return { rank, count, maximum };
}

/** 7.0 takes the least integer, whose sign it cannot turn, for the last match. */
function rankOf(context: CommandContext, text: Bytes): number {
  if (atLeast(context.compat, "7.2")) return symmetric(text);
  return text === "-9223372036854775808" ? -1 : integer(text);
}

/** LPOS key element [RANK rank] [COUNT num] [MAXLEN len]. */
export const lpos: Run = (context, args) => {
  const { rank, count, maximum } = optionsOf(context, args);
  const list = listAt(context, args[1] as Bytes);
  if (list === undefined) return count === undefined ? null : [];
  const wanted = count === undefined ? 1 : count === 0 ? Infinity : count;
  const positions: number[] = [];
  let skipped = 1;
  let looked = 0;
  for (const element of rank > 0 ? list : list.backwards()) {
    if (maximum > 0 && looked === maximum) break;
    if (element === args[2] && skipped++ >= Math.abs(rank)) {
      positions.push(rank > 0 ? looked : list.length - 1 - looked);
      if (positions.length === wanted) break;
    }
    looked++;
  }
  return count === undefined ? (positions[0] ?? null) : positions;
};
