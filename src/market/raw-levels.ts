/**
 * Where a JSON list of pairs of texts, `[["price","size"],…]`, stands in a frame. Written without spaces and escapes,
 * each text a decimal number: whoever points at it has checked that.
 */
export interface JsonPairs {
  readonly bytes: Uint8Array;
  /** Of the opening bracket, and of what follows the closing one. */
  readonly from: number;
  readonly to: number;
}

/** One side of a book or of a change as the venue wrote it: flat (price, size, …) texts, or where they stand. */
export type RawLevels = readonly string[] | JsonPairs;

export const isPairs = (raw: RawLevels): raw is JsonPairs => !Array.isArray(raw);

const QUOTE = 34;

/** The same as texts, flat. */
export function textsOf(raw: RawLevels): readonly string[] {
  if (!isPairs(raw)) return raw;
  const texts: string[] = [];
  const { bytes, to } = raw;
  for (let at = bytes.indexOf(QUOTE, raw.from); at >= 0 && at < to;) {
    const end = bytes.indexOf(QUOTE, at + 1);
    texts.push(String.fromCharCode(...bytes.subarray(at + 1, end)));
    at = bytes.indexOf(QUOTE, end + 1);
  }
  return texts;
}

/** The same in memory of its own: what is kept for long must not keep a whole block of frames. */
export function detached(raw: RawLevels): RawLevels {
  return isPairs(raw) ? { bytes: raw.bytes.slice(raw.from, raw.to), from: 0, to: raw.to - raw.from } : raw;
}
