import { eightDigits, isExact, joined, scaled } from "./plain-decimal.ts";

const QUOTE = 34;
const COMMA = 44;
const DOT = 46;
const ZERO = 48;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;

/**
 * The decimal numbers of one JSON list of pairs, as digits and places: what they are worth depends on the instrument.
 */
export class PairList {
  #digits = new Float64Array(64);
  #places = new Uint8Array(64);
  #length = 0;

  /** Reads `[["…","…"],…]`, which starts at `start`. Returns what follows it; -1 for any other form. */
  read(bytes: Uint8Array, start: number): number {
    this.#length = 0;
    let at = start + 1;
    if (bytes[at] === CLOSE_LIST) return at + 1;
    for (;;) {
      if (bytes[at] !== OPEN_LIST || bytes[at + 1] !== QUOTE) return -1;
      at = this.#number(bytes, at + 2);
      if (at < 0 || bytes[at] !== COMMA || bytes[at + 1] !== QUOTE) return -1;
      at = this.#number(bytes, at + 2);
      if (at < 0 || bytes[at] !== CLOSE_LIST) return -1;
      const next = bytes[at + 1];
      at += 2;
      if (next === CLOSE_LIST) return at;
      if (next !== COMMA) return -1;
    }
  }

  /** Flat (price, size, …) as integers at these precisions; undefined where one of them does not fit. */
  levels(pricePrecision: number, sizePrecision: number): number[] | undefined {
    const levels: number[] = [];
    const digits = this.#digits;
    const places = this.#places;
    for (let i = 0; i < this.#length; i += 2) {
      const price = scaled(digits[i] as number, places[i] as number, pricePrecision);
      const size = scaled(digits[i + 1] as number, places[i + 1] as number, sizePrecision);
      if (price < 0 || size < 0) return undefined;
      levels.push(price, size);
    }
    return levels;
  }

  /** Digits with at most one point, up to a quotation mark. Returns what follows that; -1 for anything else. */
  #number(bytes: Uint8Array, start: number): number {
    let whole = 0;
    let at = start;
    let digit = (bytes[at] as number) - ZERO;
    for (; digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - ZERO) whole = (whole * 10 + digit) | 0;
    const wholeDigits = at - start;
    let part = 0;
    let places = 0;
    if (bytes[at] === DOT && bytes[at + 9] === QUOTE && (part = eightDigits(bytes, at + 1)) >= 0) {
      places = 8;
      at += 9;
    } else if (bytes[at] === DOT) {
      part = 0;
      const point = at;
      digit = (bytes[++at] as number) - ZERO;
      for (; digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - ZERO) part = (part * 10 + digit) | 0;
      places = at - point - 1;
    }
    if (bytes[at] !== QUOTE || !isExact(wholeDigits, places)) return -1;
    if (this.#length === this.#digits.length) this.#grow();
    this.#digits[this.#length] = joined(whole, part, places);
    this.#places[this.#length++] = places;
    return at + 1;
  }

  #grow(): void {
    const digits = new Float64Array(2 * this.#length);
    digits.set(this.#digits);
    this.#digits = digits;
    const places = new Uint8Array(2 * this.#length);
    places.set(this.#places);
    this.#places = places;
  }
}
