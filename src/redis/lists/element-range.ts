/** Elements from `start` up to and without `end`. */
export interface ElementRange {
  readonly start: number;
  readonly end: number;
}

/** What a first and a last index mean, both counted from the end when negative, on that many elements. */
export function elementRange(first: number, last: number, length: number): ElementRange {
  const start = Math.max(first < 0 ? first + length : first, 0);
  const end = Math.min((last < 0 ? last + length : last) + 1, length);
  return start < end ? { start, end } : { start: 0, end: 0 };
}
