import type { Bytes } from "../server/bytes.ts";
import type { RankRange } from "./rank-range.ts";
import type { ScoredMember } from "./scored-member.ts";
import type { SortedSetValue } from "./sorted-set-value.ts";

/** `-` and `+` stand below and above every member. */
export type LexBound = "-" | "+" | { readonly member: Bytes; readonly exclusive: boolean };

export interface LexRange {
  readonly minimum: LexBound;
  readonly maximum: LexBound;
}

const EMPTY: RankRange = { start: 0, end: 0 };

function isBelow(member: Bytes, bound: LexBound): boolean {
  if (typeof bound === "string") return bound === "+";
  return bound.exclusive ? member <= bound.member : member < bound.member;
}

function isAbove(member: Bytes, bound: LexBound): boolean {
  if (typeof bound === "string") return bound === "-";
  return bound.exclusive ? member >= bound.member : member > bound.member;
}

/** True of a range that holds nothing whatever the members. */
function isEmpty({ minimum, maximum }: LexRange): boolean {
  if (typeof minimum === "string" || typeof maximum === "string") return minimum === "+" || maximum === "-";
  if (minimum.member === maximum.member) return minimum.exclusive || maximum.exclusive;
  return minimum.member > maximum.member;
}

/**
 * The ranks of the members that lie in the range. They are meant to have one score; where they have not, a listpack is
 * read as a server reads it, from the first member of the range (the last, when `reverse`) up to one that is outside.
 */
export function ranksOfMembers(set: SortedSetValue, range: LexRange, reverse: boolean): RankRange {
  if (isEmpty(range) || set.size === 0) return EMPTY;
  const below = ({ member }: ScoredMember): boolean => isBelow(member, range.minimum);
  const above = ({ member }: ScoredMember): boolean => isAbove(member, range.maximum);
  if (below(set.at(set.size - 1)) || above(set.at(0))) return EMPTY;
  if (set.encoding === "skiplist") {
    const start = set.countBefore(below);
    return { start, end: Math.max(start, set.countBefore((scored) => !above(scored))) };
  }
  const all = set.slice(0, set.size);
  return reverse ? walkBackwards(all, below, above) : walkForwards(all, below, above);
}

type Test = (scored: ScoredMember) => boolean;

function walkForwards(all: readonly ScoredMember[], below: Test, above: Test): RankRange {
  const start = all.findIndex((scored) => !below(scored));
  let end = start;
  while (end < all.length && !above(all[end] as ScoredMember)) end++;
  return { start, end };
}

function walkBackwards(all: readonly ScoredMember[], below: Test, above: Test): RankRange {
  const end = all.findLastIndex((scored) => !above(scored)) + 1;
  let start = end;
  while (start > 0 && !below(all[start - 1] as ScoredMember)) start--;
  return { start, end };
}
