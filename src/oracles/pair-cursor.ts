import type { JsonPairs } from "../market/raw-levels.ts";

const QUOTE = 34;
const DOT = 46;
const ZERO = 48;
/** Digits that fit 32 bits, which are summed up in half the time of doubles. */
const SHORT_DIGITS = 9;

const POWERS_OF_TEN = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000] as const;

/** Reads the decimal numbers of a JSON list of pairs, one after the other. */
export class PairCursor {
  readonly #bytes: Uint8Array;
  readonly #to: number;
  #at: number;

  constructor({ bytes, from, to }: JsonPairs) {
    this.#bytes = bytes;
    this.#at = from;
    this.#to = to;
  }

  /** The next number, times 10^precision; digits beyond are cut off. -1 after the last. */
  next(precision: number): number {
    const bytes = this.#bytes;
    const to = this.#to;
    let at = this.#at;
    while (at < to && bytes[at] !== QUOTE) at++;
    if (at >= to) return -1;
    let whole = 0;
    const start = ++at;
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0; digit = (bytes[++at] as number) - ZERO)
      whole = (whole * 10 + digit) | 0;
    if (at - start > SHORT_DIGITS || precision > SHORT_DIGITS) return this.#long(start, precision);
    let part = precision === 8 && bytes[at] === DOT && bytes[at + 9] === QUOTE ? eightDigits(bytes, at + 1) : -1;
    if (part >= 0) {
      this.#at = at + 10;
      return whole * POWERS_OF_TEN[8] + part;
    }
    part = 0;
    if (bytes[at] === DOT) at++;
    for (let places = 0; places < precision; places++) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit >= 0) at++;
      part = (part * 10 + (digit >= 0 ? digit : 0)) | 0;
    }
    while (at < to && bytes[at] !== QUOTE) at++;
    this.#at = at + 1;
    return whole * (POWERS_OF_TEN[precision] as number) + part;
  }

  /** The same, for numbers of any length. */
  #long(start: number, precision: number): number {
    const bytes = this.#bytes;
    let value = 0;
    let places = -1;
    let at = start;
    for (; at < this.#to && bytes[at] !== QUOTE; at++) {
      if (bytes[at] === DOT) places = 0;
      else if (places < precision) {
        value = value * 10 + (bytes[at] as number) - ZERO;
        if (places >= 0) places++;
      }
    }
    for (let missing = precision - Math.max(places, 0); missing > 0; missing--) value *= 10;
    this.#at = at + 1;
    return value;
  }
}

/**
 * Of the usual number of places, side by side: eight sums that wait for one another take three times as long. -1 where
 * one of them is no digit, by the sign bits of the differences.
 */
function eightDigits(bytes: Uint8Array, at: number): number {
  const a = (bytes[at] as number) - ZERO;
  const b = (bytes[at + 1] as number) - ZERO;
  const c = (bytes[at + 2] as number) - ZERO;
  const d = (bytes[at + 3] as number) - ZERO;
  const e = (bytes[at + 4] as number) - ZERO;
  const f = (bytes[at + 5] as number) - ZERO;
  const g = (bytes[at + 6] as number) - ZERO;
  const h = (bytes[at + 7] as number) - ZERO;
  const tooSmall = a | b | c | d | e | f | g | h;
  const tooLarge = (9 - a) | (9 - b) | (9 - c) | (9 - d) | (9 - e) | (9 - f) | (9 - g) | (9 - h);
  if ((tooSmall | tooLarge) < 0) return -1;
  return (a * 10 + b) * 1_000_000 + (c * 10 + d) * 10_000 + (e * 10 + f) * 100 + g * 10 + h;
}
