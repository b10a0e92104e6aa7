import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { elementRange } from "../../lists/element-range.ts";
import { ranksOfMembers } from "../../zsets/lex-range.ts";
import type { RankRange } from "../../zsets/rank-range.ts";
import { ranksOfScores } from "../../zsets/score-range.ts";
import { SortedSetValue } from "../../zsets/sorted-set-value.ts";
import { integer } from "../lists/integer-arguments.ts";
import { lexRange, scoreRange } from "./bounds.ts";
import { rangeQuery, type RangeKind } from "./range-query.ts";
import { afterRemoval, rangeReply, sortedSetAt, sortedSetLimitsOf, store } from "./sorted-set-access.ts";

/** ZRANGE and the older commands that settle some of its options. */
export const range = (kind: RangeKind): Run => (context, args) => {
  const query = rangeQuery(context, args, 2, kind);
  const set = sortedSetAt(context, args[1] as Bytes);
  return set === undefined ? [] : rangeReply(context, query.run(set), query.withScores);
};

/** ZRANGESTORE destination source start stop [BYSCORE|BYLEX] [REV] [LIMIT offset count]. */
export const zrangestore: Run = (context, args) => {
  const query = rangeQuery(context, args, 3, { stored: true });
  const source = sortedSetAt(context, args[2] as Bytes);
  const members = source === undefined ? [] : query.run(source);
  const limits = sortedSetLimitsOf(context);
  // Only by rank does a server know beforehand how many there will be, and only from 7.2 on does it care.
  const expected = query.by === "rank" && atLeast(context.compat, "7.2") ? members.length : 0;
  const result = SortedSetValue.expecting(expected, 0, limits);
  for (const { member, score } of members) result.set(member, score, limits);
  return store(context, args[1] as Bytes, result);
};

/** `read` makes of two bounds what finds the ranks to remove. */
const removing = (read: (first: Bytes, last: Bytes) => (set: SortedSetValue) => RankRange): Run => (context, args) => {
  const ranksOf = read(args[2] as Bytes, args[3] as Bytes);
  const key = args[1] as Bytes;
  const set = sortedSetAt(context, key);
  if (set === undefined) return 0;
  const { start, end } = ranksOf(set);
  const removed = set.cut(start, end).length;
  afterRemoval(context, key, set, removed);
  return removed;
};

export const zremrangebyrank = removing((first, last) => {
  const start = integer(first);
  const end = integer(last);
  return (set) => elementRange(start, end, set.size);
});

export const zremrangebyscore = removing((first, last) => {
  const scores = scoreRange(first, last);
  return (set) => ranksOfScores(set, scores);
});

export const zremrangebylex = removing((first, last) => {
  const members = lexRange(first, last);
  return (set) => ranksOfMembers(set, members, false);
});

export const zrem: Run = (context, args) => {
  const key = args[1] as Bytes;
  const set = sortedSetAt(context, key);
  if (set === undefined) return 0;
  let removed = 0;
  for (let i = 2; i < args.length; i++) if (set.delete(args[i] as Bytes)) removed++;
  afterRemoval(context, key, set, removed);
  return removed;
};
