import type { RankRange } from "./rank-range.ts";
import type { SortedSetValue } from "./sorted-set-value.ts";

export interface ScoreBound {
  readonly score: number;
  readonly exclusive: boolean;
}

export interface ScoreRange {
  readonly minimum: ScoreBound;
  readonly maximum: ScoreBound;
}

/** The ranks of the members whose scores lie in the range. */
export function ranksOfScores(set: SortedSetValue, { minimum, maximum }: ScoreRange): RankRange {
  const start = set.countBefore(({ score }) => (minimum.exclusive ? score <= minimum.score : score < minimum.score));
  const end = set.countBefore(({ score }) => (maximum.exclusive ? score < maximum.score : score <= maximum.score));
  return { start, end: Math.max(start, end) };
}
