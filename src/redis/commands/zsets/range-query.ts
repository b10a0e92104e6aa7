import { elementRange } from "../../lists/element-range.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { ReplyError, syntaxError } from "../../server/reply.ts";
import { ranksOfMembers } from "../../zsets/lex-range.ts";
import type { RankRange } from "../../zsets/rank-range.ts";
import { ranksOfScores } from "../../zsets/score-range.ts";
import type { ScoredMember } from "../../zsets/scored-member.ts";
import type { SortedSetValue } from "../../zsets/sorted-set-value.ts";
import { integer } from "../lists/integer-arguments.ts";
import { lexRange, scoreRange } from "./bounds.ts";

type By = "rank" | "score" | "lex";

/** What a command's name settles; what it leaves open may be given as options. */
export interface RangeKind {
  readonly by?: By;
  readonly reverse?: boolean;
  /** The range is stored, so scores are never asked for. */
  readonly stored?: boolean;
}

interface RangeOptions {
  readonly by: By;
  readonly reverse: boolean;
  readonly withScores: boolean;
  readonly offset: number;
  /** Negative for no limit. */
  readonly limit: number;
}

export interface RangeQuery {
  readonly by: By;
  readonly withScores: boolean;
  /** The members asked for, in the order asked for. */
  readonly run: (set: SortedSetValue) => readonly ScoredMember[];
}

/** Reads `[BYSCORE|BYLEX] [REV] [LIMIT offset count] [WITHSCORES]` from `at` on. */
function optionsOf(args: readonly Bytes[], at: number, kind: RangeKind): RangeOptions {
  let { by, reverse } = kind;
  let withScores = false;
  let offset = 0;
  let limit = -1;
  for (let i = at; i < args.length; i++) {
    const name = (args[i] as Bytes).toLowerCase();
    if (name === "withscores" && kind.stored !== true) {
      withScores = true;
    } else if (name === "limit" && i + 2 < args.length) {
      offset = integer(args[++i]);
      limit = integer(args[++i]);
    } else if (name === "rev" && reverse === undefined) {
      reverse = true;
    } else if ((name === "bylex" || name === "byscore") && by === undefined) {
      by = name === "bylex" ? "lex" : "score";
    } else {
      throw syntaxError();
    }
  }
  if (limit !== -1 && (by ?? "rank") === "rank") {
    throw new ReplyError("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
  }
  if (withScores && by === "lex") {
    throw new ReplyError("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
  }
  return { by: by ?? "rank", reverse: reverse ?? false, withScores, offset, limit };
}

/**
 * Reads a first and a last bound at `at`, then options. Bounds of scores and members are given highest first in
 * reverse.
 */
export function rangeQuery(context: CommandContext, args: readonly Bytes[], at: number, kind: RangeKind): RangeQuery {
  const options = optionsOf(args, at + 2, kind);
  const wraps = atLeast(context.compat, "8.0");
  const { by, reverse, withScores } = options;
  const first = args[at] as Bytes;
  const last = args[at + 1] as Bytes;
  const [minimum, maximum] = reverse ? [last, first] : [first, last];
  if (by === "score") {
    const range = scoreRange(minimum, maximum);
    return {
      by, withScores,
      run: (set) =>
        membersOf(set, limited(ranksOfScores(set, range), options, wraps && set.encoding === "skiplist"), reverse),
    };
  }
  if (by === "lex") {
    const range = lexRange(minimum, maximum);
    return {
      by, withScores,
      run: (set) =>
        membersOf(
          set, limited(ranksOfMembers(set, range, reverse), options, wraps && set.encoding === "skiplist"), reverse,
        ),
    };
  }
  const start = integer(first);
  const end = integer(last);
  return { by, withScores, run: (set) => membersOf(set, byRank(start, end, set.size, reverse), reverse) };
}

function byRank(first: number, last: number, size: number, reverse: boolean): RankRange {
  const { start, end } = elementRange(first, last, size);
  return reverse ? { start: size - end, end: size - start } : { start, end };
}

/** What LIMIT leaves, counted from where the reading begins; `wraps` makes a negative offset one from the other end. */
function limited({ start, end }: RankRange, { offset, limit, reverse }: RangeOptions, wraps: boolean): RankRange {
  const size = end - start;
  const skipped = offset < 0 && wraps ? size + offset : offset;
  if (skipped < 0 || skipped >= size) return { start, end: start };
  const count = limit < 0 ? size - skipped : Math.min(limit, size - skipped);
  return reverse
    ? { start: end - skipped - count, end: end - skipped }
    : { start: start + skipped, end: start + skipped + count };
}

function membersOf(set: SortedSetValue, { start, end }: RankRange, reverse: boolean): readonly ScoredMember[] {
  const members = set.slice(start, end);
  return reverse ? members.reverse() : members;
}
