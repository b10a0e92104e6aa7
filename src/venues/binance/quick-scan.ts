import { Buffer } from "node:buffer";
import type { JsonPairs } from "../../market/raw-levels.ts";
import { PairList } from "./pair-list.ts";
import { eightDigits, isExact, joined, scaled } from "./plain-decimal.ts";

/** What stands under a key. */
const Tag = { none: 0, text: 1, integer: 2, yes: 3, no: 4, pairs: 5 } as const;

const QUOTE = 34;
const COMMA = 44;
const DOT = 46;
const ZERO = 48;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_OBJECT = 125;

const STREAM = asciiBytes('{"stream":"');
const DATA = asciiBytes('","data":{');
const TRUE = asciiBytes("true");
const FALSE = asciiBytes("false");
/** In place of the number of places, for a text that is no short decimal number. */
const NO_NUMBER = 255;
/** Integers of more digits may not be exact; they are left to the general way. */
const EXACT_DIGITS = 15;

/** 1 for what may stand in a text as it is: ASCII without controls, quotation mark and backslash. */
const PLAIN = new Uint8Array(256).map((_, code) => Number(code >= 32 && code < 128 && code !== QUOTE && code !== 92));

/**
 * Reads `{"stream":"…","data":{…}}` where data is one flat object of texts, integers, booleans and lists of pairs of
 * decimal texts under keys of one or two letters, in ASCII, written without spaces and escapes: as Binance writes its
 * trades, tickers and diffs. It reads them where they lie in memory, makes no objects and takes a fifth of the time of
 * JSON.parse.
 *
 * `scan` is false for anything else, be it valid JSON or not; then the general way decides. What it accepts means the
 * same to JSON.parse.
 */
export class QuickScan {
  #bytes: Uint8Array = new Uint8Array(0);
  #to = 0;
  #stamp = 0;
  readonly #stamps = new Int32Array(128);
  readonly #tags = new Uint8Array(128);
  readonly #starts = new Int32Array(128);
  readonly #ends = new Int32Array(128);
  /** Of integers; of texts that are decimal numbers all digits, and how many of them stand behind the point. */
  readonly #numbers = new Float64Array(128);
  readonly #places = new Uint8Array(128);
  #streamStart = 0;
  #streamEnd = 0;
  readonly #bids = new PairList();
  readonly #asks = new PairList();

  /**
   * True when `bytes[from, to)` has the form; its fields can be asked for until the next scan, while the bytes last.
   */
  scan(bytes: Uint8Array, from: number, to: number): boolean {
    if (!startsWith(bytes, from, STREAM)) return false;
    this.#bytes = bytes;
    this.#to = to;
    this.#stamp++;
    this.#streamStart = from + STREAM.length;
    const streamEnd = (this.#streamEnd = endOfText(bytes, this.#streamStart, to));
    if (streamEnd < 0 || !startsWith(bytes, streamEnd, DATA)) return false;
    let at = streamEnd + DATA.length;
    for (;;) {
      at = this.#field(at);
      if (at < 0) return false;
      const next = bytes[at++];
      if (next === COMMA) continue;
      return next === CLOSE_OBJECT && bytes[at] === CLOSE_OBJECT && at + 1 === to;
    }
  }

  get stream(): string {
    return latin1(this.#bytes, this.#streamStart, this.#streamEnd);
  }

  has(key: number): boolean {
    return this.#stamps[key] === this.#stamp;
  }

  /** The text under `key`; undefined if there is none. */
  text(key: number): string | undefined {
    return this.#is(key, Tag.text)
      ? latin1(this.#bytes, this.#starts[key] as number, this.#ends[key] as number)
      : undefined;
  }

  isText(key: number): boolean {
    return this.#is(key, Tag.text);
  }

  /**
   * The decimal number in the text under `key`, of which `isText`, as an integer; -1 where the general way must look.
   */
  decimal(key: number, precision: number): number {
    const places = this.#places[key] as number;
    return places === NO_NUMBER ? -1 : scaled(this.#numbers[key] as number, places, precision);
  }

  /** True if the text under `key` is `word`, which is ASCII. */
  textIs(key: number, word: string): boolean {
    const start = this.#starts[key] as number;
    if (!this.#is(key, Tag.text) || (this.#ends[key] as number) - start !== word.length) return false;
    const bytes = this.#bytes;
    for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word.charCodeAt(i)) return false;
    return true;
  }

  /** The integer under `key`; undefined if there is none. */
  integer(key: number): number | undefined {
    return this.#is(key, Tag.integer) ? this.#numbers[key] : undefined;
  }

  /** The digits of the integer under `key`; undefined if there is none. */
  digits(key: number): string | undefined {
    return this.#is(key, Tag.integer)
      ? latin1(this.#bytes, this.#starts[key] as number, this.#ends[key] as number)
      : undefined;
  }

  boolean(key: number): boolean | undefined {
    return this.#is(key, Tag.yes) ? true : this.#is(key, Tag.no) ? false : undefined;
  }

  /** The pairs under `b` and `a`; undefined if there are none. */
  get bids(): PairList | undefined {
    return this.#is(Key.b, Tag.pairs) ? this.#bids : undefined;
  }

  get asks(): PairList | undefined {
    return this.#is(Key.a, Tag.pairs) ? this.#asks : undefined;
  }

  /** Where the pairs under `key` stand. */
  pairsAt(key: number): JsonPairs {
    return { bytes: this.#bytes, from: this.#starts[key] as number, to: this.#ends[key] as number };
  }

  #is(key: number, tag: number): boolean {
    return this.#stamps[key] === this.#stamp && this.#tags[key] === tag;
  }

  /**
   * `"key":value`, the key of one letter, or `pu` or `ps`. Returns what follows it; -1 for anything else. A key that
   * comes twice is left to the general way.
   */
  #field(at: number): number {
    const bytes = this.#bytes;
    if (bytes[at] !== QUOTE) return -1;
    let key = bytes[at + 1] as number;
    let next = at + 3;
    if (PLAIN[key] !== 1) return -1;
    if (bytes[at + 2] !== QUOTE) {
      const second = bytes[at + 2];
      if (key !== Key.p || bytes[at + 3] !== QUOTE) return -1;
      if (second === Key.u) key = Key.pu;
      else if (second === Key.s) key = Key.ps;
      else return -1;
      next = at + 4;
    }
    if (this.#stamps[key] === this.#stamp || bytes[next] !== COLON) return -1;
    this.#stamps[key] = this.#stamp;
    return this.#value(key, next + 1);
  }

  #value(key: number, start: number): number {
    const bytes = this.#bytes;
    const first = bytes[start] as number;
    if (first === QUOTE) return this.#text(key, start + 1);
    if (first >= ZERO && first <= ZERO + 9) return this.#integer(key, start);
    if (first === OPEN_LIST) return this.#pairs(key, start);
    if (startsWith(bytes, start, TRUE)) return this.#word(key, Tag.yes, start + TRUE.length);
    return startsWith(bytes, start, FALSE) ? this.#word(key, Tag.no, start + FALSE.length) : -1;
  }

  /** Most texts are numbers, which are summed up on the way. */
  #text(key: number, start: number): number {
    const bytes = this.#bytes;
    let whole = 0;
    let part = 0;
    let places = -1;
    let at = start;
    let digit = (bytes[at] as number) - ZERO;
    for (; digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - ZERO) whole = (whole * 10 + digit) | 0;
    const wholeDigits = at - start;
    if (bytes[at] === DOT && bytes[at + 9] === QUOTE && (part = eightDigits(bytes, at + 1)) >= 0) {
      places = 8;
      at += 9;
    } else if (bytes[at] === DOT) {
      part = 0;
      digit = (bytes[++at] as number) - ZERO;
      for (; digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - ZERO) part = (part * 10 + digit) | 0;
      places = at - start - wholeDigits - 1;
    }
    const isNumber = bytes[at] === QUOTE && isExact(wholeDigits, Math.max(places, 0));
    if (isNumber) this.#numbers[key] = joined(whole, part, Math.max(places, 0));
    this.#places[key] = isNumber ? Math.max(places, 0) : NO_NUMBER;
    const end = bytes[at] === QUOTE && at < this.#to ? at : endOfText(bytes, at, this.#to);
    this.#note(key, Tag.text, start, end);
    return end < 0 ? -1 : end + 1;
  }

  #integer(key: number, start: number): number {
    const bytes = this.#bytes;
    let value = 0;
    let at = start;
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - ZERO) {
      value = value * 10 + digit;
    }
    const length = at - start;
    this.#note(key, Tag.integer, start, at);
    this.#numbers[key] = value;
    return length <= EXACT_DIGITS && (bytes[start] !== ZERO || length === 1) ? at : -1;
  }

  #word(key: number, tag: number, end: number): number {
    this.#note(key, tag, 0, 0);
    return end;
  }

  #pairs(key: number, start: number): number {
    if (key !== Key.b && key !== Key.a) return -1;
    const end = (key === Key.b ? this.#bids : this.#asks).read(this.#bytes, start);
    this.#note(key, Tag.pairs, start, end);
    return end;
  }

  #note(key: number, tag: number, start: number, end: number): void {
    this.#tags[key] = tag;
    this.#starts[key] = start;
    this.#ends[key] = end;
  }
}

/** Where the text that starts at `at` ends; -1 for an escape, a control character, no ASCII or no end before `to`. */
function endOfText(bytes: Uint8Array, at: number, to: number): number {
  let end = at;
  while (end < to && PLAIN[bytes[end] as number] === 1) end++;
  return end < to && bytes[end] === QUOTE ? end : -1;
}

function startsWith(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  const buffer = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.toString("latin1", from, to);
}

/** Keys of the frames that are scanned, by their letter; the two of two letters have numbers of their own. */
export const Key = {
  pu: 1, ps: 2,
  A: 65, B: 66, E: 69, M: 77, T: 84, U: 85, X: 88,
  a: 97, b: 98, e: 101, m: 109, p: 112, q: 113, s: 115, t: 116, u: 117,
} as const;
