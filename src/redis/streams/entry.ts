import { bytesOfArray, type Bytes } from "../server/bytes.ts";
import type { Uint64 } from "../server/uint64.ts";

/**
 * Field names and values, alternating. A store in the same process may put payloads in as arrays, which are not copied.
 */
export type Fields = readonly (Bytes | Uint8Array)[];

/**
 * An entry of a store in the same process that knows what its fields would be, and makes them when somebody asks: a
 * stream of messages then holds no texts and no arrays.
 */
export interface LazyEntry {
  /** Names at even places: one and the same array for all entries of a kind. */
  readonly names: Fields;
  /** Bytes of all names and values. */
  readonly size: number;
  /** Bytes of the values in a listpack. */
  readonly valueElements: number;
  readonly fields: Fields;
}

/** An entry as a stream holds it. */
export type HeldEntry = Fields | LazyEntry;

export const isLazy = (entry: HeldEntry): entry is LazyEntry => !Array.isArray(entry);

export const fieldsOf = (entry: HeldEntry): Fields => (isLazy(entry) ? entry.fields : entry);

const isArray = (item: Bytes | Uint8Array): item is Uint8Array => typeof item !== "string";

/** The fields as replies carry them. */
export function fieldsAsBytes(fields: Fields): readonly Bytes[] {
  for (let i = 0; i < fields.length; i++) {
    if (isArray(fields[i] as Fields[number])) return fields.map((item) => (isArray(item) ? bytesOfArray(item) : item));
  }
  return fields as readonly Bytes[];
}

/** Entries of one read, in columns: no object for each, and no id as text unless somebody asks for it. */
export class EntryBatch {
  readonly ms: Uint64[] = [];
  readonly seq: Uint64[] = [];
  /** Undefined where the entry is pending but no longer in the stream. */
  readonly held: (HeldEntry | undefined)[] = [];
  #lazy = false;

  get length(): number {
    return this.ms.length;
  }

  get fields(): readonly (Fields | undefined)[] {
    if (!this.#lazy) return this.held as readonly (Fields | undefined)[];
    return this.held.map((entry) => (entry === undefined ? undefined : fieldsOf(entry)));
  }

  push(ms: Uint64, seq: Uint64, held: HeldEntry | undefined): void {
    this.ms.push(ms);
    this.seq.push(seq);
    this.held.push(held);
    if (held !== undefined && isLazy(held)) this.#lazy = true;
  }
}
