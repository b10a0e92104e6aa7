/** How much one node of a list may hold: `list-max-listpack-size`. */
export interface NodeLimit {
  readonly bytes: number;
  readonly entries: number;
}

/** Limits in bytes for -1 to -5. */
const BYTES = [4_096, 8_192, 16_384, 32_768, 65_536] as const;
/** A node limited by its number of entries may not be larger than this either. */
const SAFE_BYTES = 8_192;

/** The limit that a value of the parameter means. */
export function nodeLimit(parameter: number): NodeLimit {
  if (parameter >= 0) return { bytes: SAFE_BYTES, entries: Math.max(parameter, 1) };
  return { bytes: BYTES[-parameter - 1] ?? 65_536, entries: Infinity };
}

export const exceeds = (limit: NodeLimit, bytes: number, entries: number): boolean =>
  bytes > limit.bytes || entries > limit.entries;
