/**
 * A signed 64-bit integer: a number where numbers are exact (|value| <= 2^53 - 1), a bigint beyond. One value has one
 * representation, so `===`, `<` and `>` are exact. `String` of it is what a server prints.
 */
export type Int64 = number | bigint;

export const MAX_INT64 = 9_223_372_036_854_775_807n;
export const MIN_INT64 = -9_223_372_036_854_775_808n;

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** The one representation of an integer that is known to lie in the range. */
export const int64 = (value: bigint): Int64 => (value <= MAX_SAFE && value >= -MAX_SAFE ? Number(value) : value);

/**
 * Reads an integer as a server does: decimal digits, `-` allowed, nothing else around them, no leading zeros, not `-0`.
 * Undefined when it is none, or outside of 64 bits.
 */
export function parseInteger(text: string): Int64 | undefined {
  const { length } = text;
  if (length === 0 || length > 20) return undefined;
  const first = text.charCodeAt(0);
  let at = 0;
  if (first === 45) {
    if (length === 1) return undefined;
    at = 1;
  }
  const leading = text.charCodeAt(at);
  if (leading === 48) return length === 1 ? 0 : undefined;
  let value = 0;
  for (let i = at; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  if (length - at <= 15) return at === 1 ? -value : value;
  const exact = BigInt(text);
  return exact > MAX_INT64 || exact < MIN_INT64 ? undefined : int64(exact);
}

/** The sum; undefined when it does not fit. */
export function addInt64(left: Int64, right: Int64): Int64 | undefined {
  if (typeof left === "number" && typeof right === "number") {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  const exact = BigInt(left) + BigInt(right);
  return exact > MAX_INT64 || exact < MIN_INT64 ? undefined : int64(exact);
}

/** As a plain number, for places and counts: beyond ±(2^53 - 1) it is cut to that. */
export function toIndex(value: Int64): number {
  if (typeof value === "number") return value;
  return value < 0n ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER;
}
