import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { DoubleReply, NULL_ARRAY, syntaxError, wrongArguments } from "../../server/reply.ts";
import { ranksOfMembers } from "../../zsets/lex-range.ts";
import { ranksOfScores } from "../../zsets/score-range.ts";
import { lexRange, scoreRange } from "./bounds.ts";
import { sortedSetAt } from "./sorted-set-access.ts";

export const zcard: Run = (context, args) => sortedSetAt(context, args[1] as Bytes)?.size ?? 0;

export const zscore: Run = (context, args) => {
  const score = sortedSetAt(context, args[1] as Bytes)?.scoreOf(args[2] as Bytes);
  return score === undefined ? null : new DoubleReply(score);
};

export const zmscore: Run = (context, args) => {
  const set = sortedSetAt(context, args[1] as Bytes);
  return args.slice(2).map((member) => {
    const score = set?.scoreOf(member);
    return score === undefined ? null : new DoubleReply(score);
  });
};

/** ZRANK, ZREVRANK: key member [WITHSCORE, from 7.2 on]. */
export const ranking = (reverse: boolean): Run => (context, args) => {
  if (args.length > 4) return wrongArguments(reverse ? "zrevrank" : "zrank");
  const withScore = args.length === 4;
  if (withScore && args[3]?.toLowerCase() !== "withscore") return syntaxError();
  const member = args[2] as Bytes;
  const set = sortedSetAt(context, args[1] as Bytes);
  const rank = set?.rankOf(member);
  if (set === undefined || rank === undefined) return withScore ? NULL_ARRAY : null;
  const place = reverse ? set.size - 1 - rank : rank;
  return withScore ? [place, new DoubleReply(set.scoreOf(member) as number)] : place;
};

export const zcount: Run = (context, args) => {
  const range = scoreRange(args[2] as Bytes, args[3] as Bytes);
  const set = sortedSetAt(context, args[1] as Bytes);
  if (set === undefined) return 0;
  const { start, end } = ranksOfScores(set, range);
  return end - start;
};

export const zlexcount: Run = (context, args) => {
  const range = lexRange(args[2] as Bytes, args[3] as Bytes);
  const set = sortedSetAt(context, args[1] as Bytes);
  if (set === undefined) return 0;
  const { start, end } = ranksOfMembers(set, range, false);
  return end - start;
};
