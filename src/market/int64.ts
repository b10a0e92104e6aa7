import { InvariantError } from "../kernel/error.ts";

/*
 * Safe integers as signed 64-bit integers, little-endian. Two 32-bit halves: DataView's BigInt accessors allocate, and
 * a double needs a check for fractions, NaN and -0 that costs twice as much as this.
 */

const HIGH = 4294967296;
/** A power of two: the product is exact, and cheaper than the quotient. */
const PER_HIGH = 1 / HIGH;

/** @throws {InvariantError} `value` is not a safe integer. */
export function writeInt64(view: DataView, offset: number, value: number): void {
  if (!Number.isSafeInteger(value)) throw new InvariantError(`${value} is a safe integer`);
  view.setUint32(offset, value >>> 0, true);
  view.setInt32(offset + 4, Math.floor(value * PER_HIGH), true);
}

/** Exact if it is safe. Callers check that with `isSafe` and throw: a NaN returned from here would be boxed. */
export function readInt64(view: DataView, offset: number): number {
  return view.getInt32(offset + 4, true) * HIGH + view.getUint32(offset, true);
}

export const isSafe = (value: number): boolean => value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER;
