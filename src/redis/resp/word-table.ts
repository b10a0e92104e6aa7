import type { Bytes } from "../server/bytes.ts";

const SLOT_BITS = 12;
const SLOTS = 1 << SLOT_BITS;
/** As many bytes as three whole numbers hold. */
const LONGEST = 12;

/** What every Buffer has: `toString` without finding out what is meant by "latin1". */
type Slicing = Buffer & { latin1Slice(from: number, to: number): Bytes };

/**
 * Strings out of a buffer. The short ones that come again and again (names of commands, options, fields) are found in a
 * table of fixed size, so that a string is made once and its hash computed once; what is in the table never shows. A
 * word gets its slot when it comes for the second time: values that do not come again are not kept alive.
 */
export class WordTable {
  /** The empty string where a word was seen, but not yet again. */
  readonly #words: Bytes[] = new Array<Bytes>(SLOTS).fill("");
  /** The bytes and the length of each slot's word, as four numbers. */
  readonly #keys = new Int32Array(SLOTS * 4);

  take(buffer: Buffer, from: number, length: number): Bytes {
    if (length > LONGEST || length === 0) return (buffer as Slicing).latin1Slice(from, from + length);
    let first = 0;
    let second = 0;
    let third = 0;
    let at = from;
    if (length >= 4) {
      first = fourBytes(buffer, at);
      at += 4;
      if (length >= 8) {
        second = fourBytes(buffer, at);
        at += 4;
      }
    }
    for (const end = from + length; at < end; at++) third = (third << 8) | (buffer[at] as number);
    const hash = Math.imul(Math.imul(Math.imul(first ^ length, 0x9e3779b1) ^ second, 0x85ebca6b) ^ third, 0xc2b2ae35);
    const slot = (hash ^ (hash << 15)) >>> (32 - SLOT_BITS);
    const keys = this.#keys;
    const key = slot * 4;
    if (keys[key] === first && keys[key + 1] === second && keys[key + 2] === third && keys[key + 3] === length) {
      const known = this.#words[slot] as Bytes;
      return known === "" ? (this.#words[slot] = wordAt(buffer, from, length)) : known;
    }
    keys[key] = first;
    keys[key + 1] = second;
    keys[key + 2] = third;
    keys[key + 3] = length;
    if (this.#words[slot] !== "") this.#words[slot] = "";
    return wordAt(buffer, from, length);
  }
}

const fourBytes = (buffer: Buffer, at: number): number =>
  (buffer[at] as number) | ((buffer[at + 1] as number) << 8)
  | ((buffer[at + 2] as number) << 16) | ((buffer[at + 3] as number) << 24);

/**
 * Up to here the engine stores a string flat however it was made, so making one out of characters, four at a time,
 * beats a call out of the engine.
 */
function wordAt(buffer: Buffer, from: number, length: number): Bytes {
  const { fromCharCode } = String;
  const end = from + length;
  let word = "";
  let at = from;
  for (; at + 4 <= end; at += 4) {
    word += fromCharCode(
      buffer[at] as number, buffer[at + 1] as number, buffer[at + 2] as number, buffer[at + 3] as number,
    );
  }
  for (; at < end; at++) word += fromCharCode(buffer[at] as number);
  return word;
}
