import { Buffer } from "node:buffer";
import { parseEntryId, type EntryId } from "../../bus/entry-id.ts";
import type { Fields, GroupPosition, StreamEntry } from "../../bus/store.ts";

/** An entry as the Buffer variants give it; without fields when it is pending but no longer in the stream. */
export type RawEntry = readonly [id: Buffer, fields: readonly Buffer[] | null];

/**
 * Makes entries of replies. Field names and most texts are those of the entry before, so each is made once and used as
 * long as the bytes stay the same: comparing them takes a fraction of the time of making a string.
 */
export class EntryDecoder {
  readonly #binaryFields: ReadonlySet<string>;
  /** By place among the words of an entry: the last word, and its text. */
  readonly #words: Buffer[] = [];
  readonly #texts: string[] = [];
  /** How often the word at a place was another than before. */
  readonly #changes: number[] = [];

  constructor(binaryFields: ReadonlySet<string>) {
    this.#binaryFields = binaryFields;
  }

  entries(raw: readonly RawEntry[]): readonly StreamEntry[] {
    const entries: StreamEntry[] = [];
    for (const [id, values] of raw) {
      if (values === null) continue;
      const { ms, seq } = entryIdOf(id);
      entries.push({ ms, seq, fields: this.#fields(values) });
    }
    return entries;
  }

  #fields(values: readonly Buffer[]): Fields {
    const fields: (string | Uint8Array)[] = [];
    for (let at = 0; at + 1 < values.length; at += 2) {
      const name = this.#text(at, values[at] as Buffer);
      const value = values[at + 1] as Buffer;
      fields.push(name, this.#binaryFields.has(name) ? value : this.#text(at + 1, value));
    }
    return fields;
  }

  #text(place: number, word: Buffer): string {
    const changes = this.#changes[place] ?? 0;
    if (place >= REMEMBERED || changes > MOST_CHANGES) return word.toString("utf8");
    const last = this.#words[place];
    if (last !== undefined && isSame(last, word)) return this.#texts[place] as string;
    this.#changes[place] = changes + 1;
    const text = word.toString("utf8");
    // A copy: the word is a view of the memory of a whole reply.
    this.#words[place] = Buffer.from(word);
    this.#texts[place] = text;
    return text;
  }
}

/** Words of an entry that are compared with those of the entry before. */
const REMEMBERED = 24;
/** After so many changes a place is no longer watched: what stands there is different in every entry. */
const MOST_CHANGES = 1_000;

function isSame(left: Buffer, right: Buffer): boolean {
  const { length } = left;
  if (right.length !== length) return false;
  for (let at = length - 1; at >= 0; at--) if (left[at] !== right[at]) return false;
  return true;
}

/** Digits below this many stay exact as a number. */
const SAFE_DIGITS = 15;

function entryIdOf(id: Buffer): EntryId {
  const dash = id.indexOf(45);
  if (dash > SAFE_DIGITS || id.length - dash - 1 > SAFE_DIGITS) return parseEntryId(id.toString("latin1"));
  return { ms: digits(id, 0, dash), seq: digits(id, dash + 1, id.length) };
}

function digits(bytes: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + (bytes[at] as number) - 48;
  return value;
}

/** Of one group in the reply to XINFO GROUPS: names and values alternating. */
export function groupInfoOf(info: readonly unknown[]): Omit<GroupPosition, "lowestPending"> {
  const named = new Map<unknown, unknown>();
  for (let at = 0; at + 1 < info.length; at += 2) named.set(info[at], info[at + 1]);
  return {
    group: named.get("name") as string,
    lastDelivered: parseEntryId(named.get("last-delivered-id") as string),
    pending: named.get("pending") as number,
    lag: (named.get("lag") ?? undefined) as number | undefined,
  };
}

/** Of the summary that XPENDING gives. */
export function lowestPendingOf(summary: unknown): EntryId | undefined {
  const [, lowest] = summary as readonly [count: number, lowest: string | null];
  return lowest === null ? undefined : parseEntryId(lowest);
}
