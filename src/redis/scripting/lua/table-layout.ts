import type { Bytes } from "../../server/bytes.ts";

/**
 * Where Lua 5.1 puts keys: scripts see it in the order of `pairs`, in `#` of tables with holes, and in the order in
 * which cjson and cmsgpack write maps.
 */

/** Lua's hash of a string: 32 bits, at most 32 of its characters. */
export function hashOfBytes(bytes: Bytes): number {
  let hash = bytes.length;
  const step = (bytes.length >>> 5) + 1;
  for (let i = bytes.length; i >= step; i -= step) hash ^= (hash << 5) + (hash >>> 2) + bytes.charCodeAt(i - 1);
  return hash >>> 0;
}

const DOUBLE = new DataView(new ArrayBuffer(8));

/** The sum of a double's two halves, modulo 2^32. */
export function hashOfNumber(value: number): number {
  DOUBLE.setFloat64(0, value);
  return (DOUBLE.getUint32(0) + DOUBLE.getUint32(4)) >>> 0;
}

/** The least n such that 2^n is no less than the value. */
export const ceilingLog2 = (value: number): number => (value <= 1 ? 0 : 32 - Math.clz32(value - 1));

/** The largest index an array part may have. */
export const MAX_INDEX = 67_108_864;
const SLICES = 27;

/** How many integer keys lie in each slice (2^(n-1), 2^n], slice 0 being the key 1. */
export class KeyCensus {
  readonly #slices = new Array<number>(SLICES).fill(0);
  integers = 0;

  count(key: unknown): void {
    if (typeof key !== "number" || key < 1 || key > MAX_INDEX || !Number.isInteger(key)) return;
    const slice = ceilingLog2(key);
    this.#slices[slice] = (this.#slices[slice] as number) + 1;
    this.integers++;
  }

  /** The largest power of two of which more than half would be used, and how many keys would then be in the array. */
  arraySize(): { readonly size: number; readonly used: number } {
    let below = 0;
    let used = 0;
    let size = 0;
    for (let slice = 0, power = 1; power / 2 < this.integers; slice++, power *= 2) {
      const inSlice = this.#slices[slice] ?? 0;
      if (inSlice > 0) {
        below += inSlice;
        if (below > power / 2) {
          size = power;
          used = below;
        }
      }
      if (below === this.integers) break;
    }
    return { size, used };
  }
}

/** Sizes in table constructors are coded in eight bits: three of mantissa, five of exponent, rounded up. */
export function roundedSize(size: number): number {
  let exponent = 0;
  let mantissa = size;
  while (mantissa >= 16) {
    mantissa = (mantissa + 1) >> 1;
    exponent++;
  }
  return mantissa * 2 ** exponent;
}
