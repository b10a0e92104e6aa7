import type { Bytes } from "../server/bytes.ts";
import type { Uint64 } from "../server/uint64.ts";

/** Milliseconds of so many digits (2001 to 2286) are those that clocks show. */
const MS_DIGITS = 13;
const SHORT_SEQ = 1_000;
const [DASH, ZERO] = [45, 48] as const;

/**
 * Writes ids as text. Ids that follow each other often share the millisecond, so its digits are kept from one to the
 * next. Such texts are made from their characters, in one piece: the engine would join two strings only when somebody
 * looks at them, and at several times the cost.
 */
export class IdWriter {
  #ms: Uint64 = 0;
  #prefix = "0-";
  /** The digits of `#ms`, once an id shared it; empty before, and where they are not of the usual number. */
  #digits: readonly number[] = [];

  text(ms: Uint64, seq: Uint64): Bytes {
    if (ms !== this.#ms) {
      this.#ms = ms;
      this.#prefix = `${ms}-`;
      this.#digits = [];
      return this.#prefix + seq;
    }
    if (this.#digits.length === 0 && this.#prefix.length === MS_DIGITS + 1) {
      this.#digits = Array.from({ length: MS_DIGITS }, (_, i) => this.#prefix.charCodeAt(i));
    }
    if (typeof seq !== "number" || seq >= SHORT_SEQ || this.#digits.length === 0) return this.#prefix + seq;
    return inOnePiece(this.#digits, seq);
  }
}

function inOnePiece(digits: readonly number[], seq: number): Bytes {
  const [a, b, c, d, e, f, g, h, i, j, k, l, m] = digits as Digits;
  const { fromCharCode } = String;
  if (seq < 10) return fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m, DASH, ZERO + seq);
  const tens = (seq / 10) | 0;
  const ones = ZERO + seq - tens * 10;
  if (seq < 100) return fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m, DASH, ZERO + tens, ones);
  const hundreds = (tens / 10) | 0;
  return fromCharCode(a, b, c, d, e, f, g, h, i, j, k, l, m, DASH, ZERO + hundreds, ZERO + tens - hundreds * 10, ones);
}

type Digits = readonly [
  number, number, number, number, number, number, number, number, number, number, number, number, number,
];
