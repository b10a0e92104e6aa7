import type { Buffer } from "node:buffer";

/** Places whose texts are remembered. */
const PLACES = 24;
/** Texts remembered of a place, at most; a power of two. */
const TEXTS = 256;
/** A text that is not remembered weighs as much as so many that are. */
const MISS = 4;
/** A place whose misses outweigh its hits by this is no longer watched: what stands there differs in most entries. */
const MOST_MISSES = 1_000;

/** What stood at one place of the entries before. */
class Place {
  readonly words: (Uint8Array | undefined)[] = [];
  readonly texts: string[] = [];
  /** Of the text that came last. */
  last = 0;
  misses = 0;
}

/**
 * Texts of words, by their place in an entry. Field names and most values come again and again, so each is made once and
 * used whenever its bytes come: comparing them takes a fraction of the time of making a string, and what is looked up by
 * the very string that was looked up before is found sooner.
 */
export class RepeatedTexts {
  readonly #places = Array.from({ length: PLACES }, () => new Place());

  at(place: number, bytes: Buffer, from: number, length: number): string {
    const here = place < PLACES ? this.#places[place] as Place : undefined;
    if (here === undefined || here.misses > MOST_MISSES * MISS) return bytes.toString("utf8", from, from + length);
    const last = here.words[here.last];
    if (last !== undefined && isSame(last, bytes, from, length)) return here.texts[here.last] as string;
    const slot = hash(bytes, from, length) & (TEXTS - 1);
    const word = here.words[slot];
    here.last = slot;
    if (word !== undefined && isSame(word, bytes, from, length)) {
      if (here.misses > 0) here.misses--;
      return here.texts[slot] as string;
    }
    here.misses += MISS;
    const text = bytes.toString("utf8", from, from + length);
    // A copy: the word is part of the memory of a whole reply.
    here.words[slot] = Uint8Array.from(bytes.subarray(from, from + length));
    here.texts[slot] = text;
    return text;
  }
}

/** From the end, where texts of one kind differ soonest. */
function isSame(word: Uint8Array, bytes: Buffer, from: number, length: number): boolean {
  if (word.length !== length) return false;
  for (let at = length - 1; at >= 0; at--) if (word[at] !== bytes[from + at]) return false;
  return true;
}

function hash(bytes: Buffer, from: number, length: number): number {
  let value = length;
  for (let at = from; at < from + length; at++) value = Math.imul(value ^ (bytes[at] as number), 0x01000193);
  return value ^ (value >>> 15);
}
