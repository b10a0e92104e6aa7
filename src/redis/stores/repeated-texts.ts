import type { Buffer } from "node:buffer";

/** Places that are compared with what stood there before. */
const REMEMBERED = 24;
/** After so many changes a place is no longer watched: what stands there is different in every entry. */
const MOST_CHANGES = 1_000;

/**
 * Texts of words, by their place in an entry. Field names and most values are those of the entry before, so each is made
 * once and used as long as the bytes stay the same: comparing them takes a fraction of the time of making a string.
 */
export class RepeatedTexts {
  readonly #words: Uint8Array[] = [];
  readonly #texts: string[] = [];
  readonly #changes: number[] = [];

  at(place: number, bytes: Buffer, from: number, length: number): string {
    const changes = this.#changes[place] ?? 0;
    if (place >= REMEMBERED || changes > MOST_CHANGES) return bytes.toString("utf8", from, from + length);
    const last = this.#words[place];
    if (last !== undefined && isSame(last, bytes, from, length)) return this.#texts[place] as string;
    const text = bytes.toString("utf8", from, from + length);
    // A copy: the word is part of the memory of a whole reply.
    this.#words[place] = Uint8Array.from(bytes.subarray(from, from + length));
    this.#texts[place] = text;
    this.#changes[place] = changes + 1;
    return text;
  }
}

/** From the end, where texts of one kind differ soonest. */
function isSame(word: Uint8Array, bytes: Buffer, from: number, length: number): boolean {
  if (word.length !== length) return false;
  for (let at = length - 1; at >= 0; at--) if (word[at] !== bytes[from + at]) return false;
  return true;
}
