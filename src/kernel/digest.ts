/**
 * A 64-bit rolling hash over integers, as two 32-bit lanes with different multipliers. Order matters: it answers
 * "did the same things happen in the same order", not "are these equal sets". Not cryptographic.
 */
export class Digest {
  #a = 0x6a09e667 | 0;
  #b = 0xbb67ae85 | 0;

  /** Mixes in a 32-bit word. */
  word(word: number): void {
    this.#a = turnFirst(this.#a, word);
    this.#b = turnSecond(this.#b, word);
  }

  /** Mixes in an integer of up to 53 bits, sign included. */
  integer(value: number): void {
    this.word(value | 0);
    this.word(highOf(value));
  }

  /**
   * Mixes in a word and five integers: what `word` and five times `integer` do, one lane after the other and without
   * going back to memory between. Half of a replay's digest is made here.
   */
  event(word: number, at: number, a: number, b: number, c: number, d: number): void {
    const atHigh = highOf(at);
    const aHigh = highOf(a);
    const bHigh = highOf(b);
    const cHigh = highOf(c);
    const dHigh = highOf(d);
    let first = turnFirst(this.#a, word);
    first = turnFirst(turnFirst(first, at | 0), atHigh);
    first = turnFirst(turnFirst(first, a | 0), aHigh);
    first = turnFirst(turnFirst(first, b | 0), bHigh);
    first = turnFirst(turnFirst(first, c | 0), cHigh);
    this.#a = turnFirst(turnFirst(first, d | 0), dHigh);
    let second = turnSecond(this.#b, word);
    second = turnSecond(turnSecond(second, at | 0), atHigh);
    second = turnSecond(turnSecond(second, a | 0), aHigh);
    second = turnSecond(turnSecond(second, b | 0), bHigh);
    second = turnSecond(turnSecond(second, c | 0), cHigh);
    this.#b = turnSecond(turnSecond(second, d | 0), dHigh);
  }

  /** Mixes in bytes and their count. */
  bytes(bytes: Uint8Array): void {
    const length = bytes.length;
    const whole = length & ~3;
    let index = 0;
    for (; index < whole; index += 4) {
      this.word((bytes[index] as number) | ((bytes[index + 1] as number) << 8) |
        ((bytes[index + 2] as number) << 16) | ((bytes[index + 3] as number) << 24));
    }
    let tail = 0;
    for (; index < length; index++) tail = (tail << 8) | (bytes[index] as number);
    this.word(tail);
    this.word(length);
  }

  /** Mixes in text by its UTF-16 code units. */
  text(text: string): void {
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
    this.word(text.length);
  }

  /** The two lanes, finished, as 16 hex digits. The rolling state stays as it was. */
  toString(): string {
    return hex(finish(this.#a ^ this.#b)) + hex(finish(this.#b + Math.imul(this.#a, 0x9e3779b1)));
  }

  /** The state as two words, for checkpoints. */
  state(): readonly [number, number] {
    return [this.#a, this.#b];
  }
}

/** 2^-32, a power of two: the product is exact, and cheaper than the quotient. */
const HIGH = 1 / 4294967296;

const highOf = (value: number): number => Math.floor(value * HIGH) | 0;

function turnFirst(lane: number, word: number): number {
  const mixed = Math.imul(lane ^ word, 0x85ebca6b);
  return (mixed << 13) | (mixed >>> 19);
}

function turnSecond(lane: number, word: number): number {
  const mixed = Math.imul(lane + word, 0xc2b2ae35);
  return mixed ^ (mixed >>> 15);
}

function finish(lane: number): number {
  let h = lane | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const hex = (word: number): string => word.toString(16).padStart(8, "0");
