import type { Bytes } from "../server/bytes.ts";
import { digitsOf, MAX_UINT64, parseUint64, predecessor, subtract, successor, type Uint64 } from "../server/uint64.ts";

/** The id of an entry: milliseconds and a sequence number within them. Hot paths pass the two numbers instead. */
export interface StreamId {
  readonly ms: Uint64;
  readonly seq: Uint64;
}

export const ZERO_ID: StreamId = { ms: 0, seq: 0 };
export const MAX_ID: StreamId = { ms: MAX_UINT64, seq: MAX_UINT64 };

/** Negative, 0 or positive as the left id is smaller, equal or greater. */
export function compareIds(leftMs: Uint64, leftSeq: Uint64, rightMs: Uint64, rightSeq: Uint64): number {
  if (leftMs !== rightMs) return leftMs < rightMs ? -1 : 1;
  return leftSeq === rightSeq ? 0 : leftSeq < rightSeq ? -1 : 1;
}

export const compareStreamIds = (left: StreamId, right: StreamId): number =>
  compareIds(left.ms, left.seq, right.ms, right.seq);

export const textOfId = (id: StreamId): Bytes => `${id.ms}-${id.seq}`;

/** How many characters `textOfId` has. */
export const digitsOfId = (ms: Uint64, seq: Uint64): number => digitsOf(ms) + 1 + digitsOf(seq);

/** The next id; undefined after the greatest. */
export function idAfter({ ms, seq }: StreamId): StreamId | undefined {
  const nextSeq = successor(seq);
  if (nextSeq !== undefined) return { ms, seq: nextSeq };
  const nextMs = successor(ms);
  return nextMs === undefined ? undefined : { ms: nextMs, seq: 0 };
}

/** The id before; undefined before 0-0. */
export function idBefore({ ms, seq }: StreamId): StreamId | undefined {
  const previousSeq = predecessor(seq);
  if (previousSeq !== undefined) return { ms, seq: previousSeq };
  const previousMs = predecessor(ms);
  return previousMs === undefined ? undefined : { ms: previousMs, seq: MAX_UINT64 };
}

/** A server copies an id to a buffer of this size before it reads it, and takes a zero byte for its end. */
const LONGEST = 127;

/** So many digits fit a number, whatever they are. */
const SAFE_DIGITS = 15;

const [DASH, ZERO] = [45, 48] as const;

/**
 * Reads ids from texts: `ms-seq`, or `ms` alone with the given sequence. `ms` and `seq` hold what was read last, so
 * that reading many allocates nothing.
 */
export class IdReader {
  ms: Uint64 = 0;
  seq: Uint64 = 0;

  /** False when the text is no id. */
  read(text: Bytes, missingSeq: Uint64): boolean {
    return this.#readPlain(text) || this.#readAny(text, missingSeq);
  }

  /** Two runs of a few digits, the common case. */
  #readPlain(text: Bytes): boolean {
    const { length } = text;
    let ms = 0;
    let at = 0;
    let digit = 0;
    for (; at < length; at++) {
      digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      ms = ms * 10 + digit;
    }
    if (digit !== DASH - ZERO || at === 0 || at > SAFE_DIGITS || at + 1 === length || length - at > SAFE_DIGITS)
      return false;
    let seq = 0;
    for (at++; at < length; at++) {
      digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) return false;
      seq = seq * 10 + digit;
    }
    this.ms = ms;
    this.seq = seq;
    return true;
  }

  #readAny(text: Bytes, missingSeq: Uint64): boolean {
    const dash = text.indexOf("-");
    const ms = parseHalf(dash < 0 ? text : text.slice(0, dash));
    const seq = dash < 0 ? missingSeq : parseHalf(text.slice(dash + 1));
    if (ms === undefined || seq === undefined || text.length > LONGEST) return false;
    this.ms = ms;
    this.seq = seq;
    return true;
  }
}

const reader = new IdReader();

/** `ms-seq`, or `ms` alone with the given sequence; undefined when it is neither. */
export function parseStreamId(text: Bytes, missingSeq: Uint64): StreamId | undefined {
  return reader.read(text, missingSeq) ? { ms: reader.ms, seq: reader.seq } : undefined;
}

/** `ms-*`: the milliseconds, where the server is to choose the sequence. */
export function parseOpenId(text: Bytes): Uint64 | undefined {
  return text.length <= LONGEST && text.endsWith("-*") ? parseHalf(text.slice(0, -2)) : undefined;
}

/** Decimal digits; what is not canonical is read as strtoull does, with leading spaces, a sign and zeros. */
function parseHalf(text: Bytes): Uint64 | undefined {
  const digits = parseUint64(text);
  if (digits !== undefined) return digits;
  const [, sign, unsigned] = /^[ \t-\r]*([+-]?)(\d+)(?:\0|$)/.exec(text) ?? [];
  const value = unsigned === undefined ? undefined : parseUint64(unsigned);
  if (value === undefined || sign !== "-") return value;
  const isCanonical = /^-[1-9]/.test(text) && value <= 9_223_372_036_854_775_808n;
  return isCanonical ? undefined : subtract(0, value);
}
