import type { Uint64 } from "../server/uint64.ts";
import { fieldsOf, isLazy, type Fields, type HeldEntry } from "./entry.ts";
import { differenceElement, integerElement, LISTPACK_FRAME, sameBytes, stringElement } from "./listpack-size.ts";
import { compareIds } from "./stream-id.ts";

/** What one node may hold: stream-node-max-bytes and stream-node-max-entries; 0 is no limit. */
export interface NodeLimits {
  readonly maxBytes: number;
  readonly maxEntries: number;
}

/** Counts that an entry's flags hold fit one byte of payload. */
const FLAGS = 2;

/**
 * The entries that a server keeps together in one listpack, its unit of approximate trimming. Entries are columns; the
 * size that the listpack would have is counted byte by byte. A deleted entry keeps its place until the node goes.
 */
export class StreamNode {
  readonly ms: Uint64[] = [];
  readonly seq: Uint64[] = [];
  /** Deleted entries keep theirs, as they do in a server's memory and files. */
  readonly held: HeldEntry[] = [];
  /** Names (at even places) of the first entry, which those with the same names need not repeat. */
  readonly names: Fields;
  /** Bytes of the listpack. */
  bytes: number;
  live = 0;
  deleted = 0;
  #head = 0;
  #isDeleted: boolean[] | undefined;

  /**
   * Of the first entry its fields, or names; `likely` are the names of the node before, shared when they are the same.
   */
  constructor(entry: HeldEntry, likely: Fields | undefined) {
    const first = isLazy(entry) ? entry.names : entry;
    this.names = likely !== undefined && sameNames(likely, first) ? likely : isLazy(entry) ? first : namesOf(first);
    this.bytes =
      LISTPACK_FRAME +
      2 * integerElement(0) +
      integerElement(first.length >> 1) +
      nameElements(first) +
      integerElement(0);
  }

  get firstMs(): Uint64 {
    return this.ms[0] as Uint64;
  }

  get firstSeq(): Uint64 {
    return this.seq[0] as Uint64;
  }

  /** The place of the first entry that is not deleted. */
  get head(): number {
    return this.#head;
  }

  get end(): number {
    return this.ms.length;
  }

  isFull(payload: number, { maxBytes, maxEntries }: NodeLimits): boolean {
    return (maxBytes > 0 && this.bytes + payload >= maxBytes) || (maxEntries > 0 && this.end >= maxEntries);
  }

  append(ms: Uint64, seq: Uint64, entry: HeldEntry): void {
    const fields = isLazy(entry) ? entry.names : entry;
    const pairs = fields.length >> 1;
    let size = FLAGS;
    let elements = pairs + 3;
    if (this.end === 0) {
      size += 2 * integerElement(0);
    } else {
      size += differenceElement(ms, this.firstMs) + differenceElement(seq, this.firstSeq);
    }
    if (isLazy(entry)) size += entry.valueElements;
    else for (let i = 1; i < entry.length; i += 2) size += stringElement(entry[i] as Fields[number]);
    if (!sameNames(this.names, fields)) {
      elements = fields.length + 4;
      size += integerElement(pairs) + nameElements(fields);
    }
    this.ms.push(ms);
    this.seq.push(seq);
    this.held.push(entry);
    this.bytes += size + integerElement(elements) + integerElement(this.live + 1) - integerElement(this.live);
    this.live++;
  }

  /** The first place whose id is not smaller. */
  placeOf(ms: Uint64, seq: Uint64): number {
    let low = this.#head;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareIds(this.ms[middle] as Uint64, this.seq[middle] as Uint64, ms, seq) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first place whose id is greater. */
  placeAfter(ms: Uint64, seq: Uint64): number {
    const last = this.end - 1;
    if (compareIds(this.ms[last] as Uint64, this.seq[last] as Uint64, ms, seq) <= 0) return this.end;
    const place = this.placeOf(ms, seq);
    return this.ms[place] === ms && this.seq[place] === seq ? place + 1 : place;
  }

  get(ms: Uint64, seq: Uint64): HeldEntry | undefined {
    const place = this.placeOf(ms, seq);
    return this.holds(place, ms, seq) ? this.held[place] : undefined;
  }

  fieldsAt(place: number): Fields {
    return fieldsOf(this.held[place] as HeldEntry);
  }

  isDeleted(place: number): boolean {
    return this.#isDeleted !== undefined && this.#isDeleted[place] === true;
  }

  /** Whether that place has that id, and its entry is not deleted. */
  holds(place: number, ms: Uint64, seq: Uint64): boolean {
    return place < this.end && this.ms[place] === ms && this.seq[place] === seq && !this.isDeleted(place);
  }

  /** Marks the entry of a place as deleted. */
  delete(place: number): void {
    (this.#isDeleted ??= [])[place] = true;
    this.bytes += integerElement(this.live - 1) - integerElement(this.live)
      + integerElement(this.deleted + 1) - integerElement(this.deleted);
    this.live--;
    this.deleted++;
    while (this.#head < this.end && this.isDeleted(this.#head)) this.#head++;
  }

  clone(): StreamNode {
    const copy = new StreamNode(this.names, this.names);
    for (let place = 0; place < this.end; place++) {
      copy.append(this.ms[place] as Uint64, this.seq[place] as Uint64, this.held[place] as HeldEntry);
    }
    for (let place = 0; place < this.end; place++) if (this.isDeleted(place)) copy.delete(place);
    return copy;
  }
}

/** What a server compares with stream-node-max-bytes before it adds an entry. */
export function payloadOf(fields: HeldEntry): number {
  if (isLazy(fields)) return fields.size;
  let bytes = 0;
  for (const item of fields) bytes += item.length;
  return bytes;
}

function sameNames(names: Fields, fields: Fields): boolean {
  if (names === fields) return true;
  if (names.length !== fields.length) return false;
  for (let i = 0; i < names.length; i += 2) {
    const left = names[i] as Fields[number];
    const right = fields[i] as Fields[number];
    if (left !== right && !sameBytes(left, right)) return false;
  }
  return true;
}

/** The names alone, so that the first entry's values are not kept for them. */
const namesOf = (fields: Fields): Fields => fields.map((item, i) => (i % 2 === 0 ? item : ""));

function nameElements(fields: Fields): number {
  let size = 0;
  for (let i = 0; i < fields.length; i += 2) size += stringElement(fields[i] as Fields[number]);
  return size;
}
