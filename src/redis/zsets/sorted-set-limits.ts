/** Up to what size a sorted set is a listpack: `zset-max-listpack-entries` and `zset-max-listpack-value`. */
export interface SortedSetLimits {
  readonly entries: number;
  readonly value: number;
}
