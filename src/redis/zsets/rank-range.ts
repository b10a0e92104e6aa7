/** Ranks from `start` up to and without `end`. */
export interface RankRange {
  readonly start: number;
  readonly end: number;
}
