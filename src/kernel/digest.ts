/**
 * A 64-bit rolling hash over integers, as two 32-bit lanes with different multipliers. Order matters: it answers
 * "did the same things happen in the same order", not "are these equal sets". Not cryptographic.
 */
export class Digest {
  #a = 0x6a09e667 | 0;
  #b = 0xbb67ae85 | 0;

  /** Mixes in a 32-bit word. */
  word(word: number): void {
    const a = Math.imul(this.#a ^ word, 0x85ebca6b);
    this.#a = (a << 13) | (a >>> 19);
    const b = Math.imul(this.#b + word, 0xc2b2ae35);
    this.#b = b ^ (b >>> 15);
  }

  /** Mixes in an integer of up to 53 bits, sign included. */
  integer(value: number): void {
    const high = Math.floor(value / 4294967296);
    this.word(value | 0);
    this.word(high | 0);
  }

  /**
   * Mixes in a word and five integers: what `word` and five times `integer` do, without going back to memory between.
   * Half of a replay's digest is made here.
   */
  event(word: number, at: number, a: number, b: number, c: number, d: number): void {
    let first = this.#a;
    let second = this.#b;
    let mixed = Math.imul(first ^ word, 0x85ebca6b);
    first = (mixed << 13) | (mixed >>> 19);
    mixed = Math.imul(second + word, 0xc2b2ae35);
    second = mixed ^ (mixed >>> 15);
    for (let i = 0; i < 10; i++) {
      const value = i < 2 ? at : i < 4 ? a : i < 6 ? b : i < 8 ? c : d;
      const part = (i & 1) === 0 ? value | 0 : Math.floor(value / 4294967296) | 0;
      mixed = Math.imul(first ^ part, 0x85ebca6b);
      first = (mixed << 13) | (mixed >>> 19);
      mixed = Math.imul(second + part, 0xc2b2ae35);
      second = mixed ^ (mixed >>> 15);
    }
    this.#a = first;
    this.#b = second;
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

function finish(lane: number): number {
  let h = lane | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const hex = (word: number): string => word.toString(16).padStart(8, "0");
