import { avalanche } from "../../kernel/hash.ts";
import { stands, type Memory } from "./memory.ts";

/** Places whose texts are remembered. */
const PLACES = 24;
/** Texts remembered of a place, at most; a power of two. */
const TEXTS = 1_024;
/**
 * A text is remembered in one of so many slots, beginning with a multiple of it: two that meet do not drive each other
 * out.
 */
const WAYS = 4;
/** A text that is not remembered weighs as much as so many that are. */
const MISS = 4;
/** A place whose misses outweigh its hits by this is no longer watched: what stands there differs in most entries. */
const MOST_MISSES = 1_000;

/** What stood at one place of the entries before. */
class Place {
  readonly words: (DataView | undefined)[] = [];
  readonly texts: string[] = [];
  /** Of the text that came last. */
  last = 0;
  misses = 0;
  /** Whose turn it is to make room. */
  turn = 0;
}

/**
 * Texts of words, by their place in an entry. Field names and most values come again and again, so each is made once
 * and used whenever its bytes come: comparing them takes a fraction of the time of making a string, and what is looked
 * up by the very string that was looked up before is found sooner.
 */
export class RepeatedTexts {
  readonly #places = Array.from({ length: PLACES }, () => new Place());

  at(place: number, memory: Memory, from: number, length: number): string {
    const here = place < PLACES ? this.#places[place] as Place : undefined;
    if (here === undefined || here.misses > MOST_MISSES * MISS) return memory.text(from, from + length);
    const last = here.words[here.last];
    if (last !== undefined && last.byteLength === length && stands(last, memory, from))
      return here.texts[here.last] as string;
    const first = hash(memory.view, from, length) & (TEXTS - WAYS);
    for (let slot = first; slot < first + WAYS; slot++) {
      const word = here.words[slot];
      if (word === undefined || word.byteLength !== length || !stands(word, memory, from)) continue;
      if (here.misses > 0) here.misses--;
      here.last = slot;
      return here.texts[slot] as string;
    }
    here.misses += MISS;
    const text = usual(memory.text(from, from + length));
    here.last = first + (here.turn++ & (WAYS - 1));
    // A copy: the word is part of the memory of a whole reply.
    here.words[here.last] = memory.copy(from, from + length);
    here.texts[here.last] = text;
    return text;
  }
}

/**
 * Names that the bus asks for, as they stand in its code: comparing a string with itself takes no look at its
 * characters.
 */
const NAMES: ReadonlyMap<string, string> = new Map(
  ["topic", "type", "payload", "encoding", "origin", "key", "packed"].map((name) => [name, name]),
);

const usual = (text: string): string => NAMES.get(text) ?? text;

function hash(view: DataView, from: number, length: number): number {
  const end = from + length;
  let value = length;
  let at = from;
  for (; at + 4 <= end; at += 4) value = Math.imul(value ^ view.getInt32(at), 0x01000193);
  for (; at < end; at++) value = Math.imul(value ^ view.getUint8(at), 0x01000193);
  return avalanche(value);
}
