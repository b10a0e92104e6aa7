/**
 * An unsigned 64-bit integer: a number up to 2^53 - 1, a bigint above. One value has one representation, so `===`, `<`
 * and `>` are exact, and the common case costs what numbers cost.
 */
export type Uint64 = number | bigint;

export const MAX_UINT64: Uint64 = 18_446_744_073_709_551_615n;

const canonical = (value: bigint): Uint64 => (value <= 9_007_199_254_740_991n ? Number(value) : value);

/** Strict decimal digits; undefined for anything else, or beyond 2^64 - 1. */
export function parseUint64(text: string): Uint64 | undefined {
  if (text.length < 16) {
    if (text.length === 0) return undefined;
    let value = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = text.charCodeAt(i) - 48;
      if (digit < 0 || digit > 9) return undefined;
      value = value * 10 + digit;
    }
    return value;
  }
  if (!/^\d+$/.test(text)) return undefined;
  const value = BigInt(text);
  return value > 18_446_744_073_709_551_615n ? undefined : canonical(value);
}

/** One more; undefined after 2^64 - 1. */
export function successor(value: Uint64): Uint64 | undefined {
  if (typeof value === "number" && value < Number.MAX_SAFE_INTEGER) return value + 1;
  return value === MAX_UINT64 ? undefined : canonical(BigInt(value) + 1n);
}

/** One less; undefined before 0. */
export function predecessor(value: Uint64): Uint64 | undefined {
  if (typeof value === "number") return value === 0 ? undefined : value - 1;
  return canonical(value - 1n);
}

/** The difference, modulo 2^64 as a server computes it. */
export function subtract(left: Uint64, right: Uint64): Uint64 {
  if (typeof left === "number" && typeof right === "number" && left >= right) return left - right;
  return canonical(BigInt.asUintN(64, BigInt(left) - BigInt(right)));
}

/** How many decimal digits it has. */
export function digitsOf(value: Uint64): number {
  if (typeof value === "bigint") return String(value).length;
  // Most are lengths and counts, or milliseconds since 1970.
  if (value < 100) return value < 10 ? 1 : 2;
  if (value >= 1e12 && value < 1e13) return 13;
  let digits = 3;
  for (let limit = 1_000; value >= limit; limit *= 10) digits++;
  return digits;
}
