import type { Uint64 } from "../server/uint64.ts";
import { CHUNK, IdChunk } from "./id-chunk.ts";
import { Sequence } from "./sequence.ts";
import { compareIds } from "./stream-id.ts";

/**
 * Values by stream id, in order. Adding at the end and removing at the front take constant time; elsewhere, the
 * logarithm of the size. Ids and values lie in columns, so an id costs three words.
 */
export class IdMap<T> {
  readonly #chunks = new Sequence<IdChunk<T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    const chunk = this.#chunks.at(0);
    return this.#size === 0 ? undefined : chunk?.values[chunk.head];
  }

  get last(): T | undefined {
    const chunk = this.#chunks.at(this.#chunks.length - 1);
    return this.#size === 0 ? undefined : chunk?.values[chunk.end - 1];
  }

  get(ms: Uint64, seq: Uint64): T | undefined {
    const chunk = this.#chunks.at(this.#chunkOf(ms, seq));
    if (chunk === undefined) return undefined;
    const place = chunk.holds(chunk.head, ms, seq) ? chunk.head : chunk.placeOf(ms, seq);
    return chunk.holds(place, ms, seq) ? chunk.values[place] : undefined;
  }

  /** Adds a value whose id is greater than all. */
  push(ms: Uint64, seq: Uint64, value: T): void {
    let chunk = this.#chunks.at(this.#chunks.length - 1);
    if (chunk === undefined || chunk.end >= CHUNK) this.#chunks.push((chunk = new IdChunk()));
    chunk.push(ms, seq, value);
    this.#size++;
  }

  /**
   * Removes ids from the front for as long as they are those of the columns from `from` to `end`. `taken` gets their
   * values. Returns the place of the first that is not at the front.
   */
  shiftWhile(ms: readonly Uint64[], seq: readonly Uint64[], from: number, end: number, taken?: T[]): number {
    let i = from;
    for (let chunk = this.#chunks.at(0); chunk !== undefined && this.#size > 0 && i < end; chunk = this.#chunks.at(0)) {
      let { head } = chunk;
      const start = i;
      for (; head < chunk.end && i < end && chunk.ms[head] === ms[i] && chunk.seq[head] === seq[i]; head++, i++) {
        taken?.push(chunk.values[head] as T);
        chunk.values[head] = undefined;
      }
      chunk.head = head;
      this.#size -= i - start;
      if (head < chunk.end) return i;
      this.#emptied(0, chunk);
    }
    return i;
  }

  /** Whether the id is greater than all. */
  isPast(ms: Uint64, seq: Uint64): boolean {
    const chunk = this.#chunks.at(this.#chunks.length - 1);
    if (chunk === undefined || this.#size === 0) return true;
    const place = chunk.end - 1;
    return compareIds(chunk.ms[place] as Uint64, chunk.seq[place] as Uint64, ms, seq) < 0;
  }

  set(ms: Uint64, seq: Uint64, value: T): void {
    if (this.isPast(ms, seq)) {
      this.push(ms, seq, value);
      return;
    }
    let index = this.#chunkOf(ms, seq);
    let chunk = this.#chunks.at(index) as IdChunk<T>;
    let place = chunk.placeOf(ms, seq);
    if (chunk.holds(place, ms, seq)) {
      chunk.values[place] = value;
      return;
    }
    if (chunk.end >= CHUNK) {
      const half = chunk.head + (chunk.size >> 1);
      this.#chunks.insert(index + 1, chunk.split(half));
      if (place > half) {
        chunk = this.#chunks.at(++index) as IdChunk<T>;
        place -= half;
      }
    }
    chunk.insert(place, ms, seq, value);
    this.#size++;
  }

  delete(ms: Uint64, seq: Uint64): boolean {
    return this.take(ms, seq) !== undefined;
  }

  /** The value, which is removed. */
  take(ms: Uint64, seq: Uint64): T | undefined {
    const index = this.#chunkOf(ms, seq);
    const chunk = this.#chunks.at(index);
    if (chunk === undefined) return undefined;
    const place = chunk.holds(chunk.head, ms, seq) ? chunk.head : chunk.placeOf(ms, seq);
    if (!chunk.holds(place, ms, seq)) return undefined;
    const value = chunk.values[place];
    chunk.remove(place);
    this.#size--;
    if (chunk.size === 0) this.#emptied(index, chunk);
    else if (chunk.size < CHUNK / 4) this.#join(index, chunk);
    return value;
  }

  clear(): void {
    this.#chunks.clear();
    this.#size = 0;
  }

  /** A walker that stands at the first id not smaller than this one. */
  from(ms: Uint64, seq: Uint64): IdWalker<T> {
    const index = this.#chunkOf(ms, seq);
    const chunk = this.#chunks.at(index);
    return new IdWalker(this.#chunks, index, chunk === undefined ? 0 : chunk.placeOf(ms, seq));
  }

  /** A walker that stands at the last id. */
  end(): IdWalker<T> {
    if (this.#size === 0) return new IdWalker(this.#chunks, this.#chunks.length, 0);
    const index = this.#chunks.length - 1;
    return new IdWalker(this.#chunks, Math.max(index, 0), (this.#chunks.at(index)?.end ?? 0) - 1);
  }

  /** A walker that stands at the last id not greater than this one, or before the first. */
  upTo(ms: Uint64, seq: Uint64): IdWalker<T> {
    if (this.#size === 0) return this.end();
    const walker = this.from(ms, seq);
    if (walker.done || compareIds(walker.ms, walker.seq, ms, seq) > 0) walker.previous();
    return walker;
  }

  /** The first chunk whose last id is not smaller; as many as there are chunks when none is. */
  #chunkOf(ms: Uint64, seq: Uint64): number {
    if (this.#size === 0) return this.#chunks.length;
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      // The front is asked for first: that is where most removals are.
      const middle = low === 0 && high === this.#chunks.length ? 0 : (low + high) >> 1;
      const chunk = this.#chunks.at(middle) as IdChunk<T>;
      const end = chunk.end - 1;
      if (compareIds(chunk.ms[end] as Uint64, chunk.seq[end] as Uint64, ms, seq) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A chunk without ids goes, unless it is the only one: then the next ids get its memory. */
  #emptied(index: number, chunk: IdChunk<T>): void {
    if (this.#chunks.length === 1) chunk.restart();
    else this.#chunks.remove(index);
  }

  /** Joins a chunk that has shrunk with the one after it, where both fill half a chunk at most. */
  #join(index: number, chunk: IdChunk<T>): void {
    const next = this.#chunks.at(index + 1);
    if (next === undefined || chunk.size + next.size > CHUNK / 2) return;
    const joined = new IdChunk<T>();
    joined.append(chunk);
    joined.append(next);
    this.#chunks.remove(index + 1);
    this.#chunks.insert(index, joined);
    this.#chunks.remove(index + 1);
  }
}

/** Stands at one id of an IdMap. No longer of use once an id was added or removed. */
export class IdWalker<T> {
  readonly #chunks: Sequence<IdChunk<T>>;
  #index: number;
  #place: number;
  #chunk: IdChunk<T> | undefined;

  constructor(chunks: Sequence<IdChunk<T>>, index: number, place: number) {
    this.#chunks = chunks;
    this.#index = index;
    this.#place = place;
    this.#chunk = chunks.at(index);
  }

  /** True when it has left the map, at either end. */
  get done(): boolean {
    return this.#chunk === undefined;
  }

  get ms(): Uint64 {
    return (this.#chunk as IdChunk<T>).ms[this.#place] as Uint64;
  }

  get seq(): Uint64 {
    return (this.#chunk as IdChunk<T>).seq[this.#place] as Uint64;
  }

  get value(): T {
    return (this.#chunk as IdChunk<T>).values[this.#place] as T;
  }

  next(): void {
    if (this.#chunk === undefined || ++this.#place < this.#chunk.end) return;
    this.#chunk = this.#chunks.at(++this.#index);
    this.#place = this.#chunk?.head ?? 0;
  }

  previous(): void {
    if (this.#chunk !== undefined && --this.#place >= this.#chunk.head) return;
    this.#chunk = this.#index === 0 ? undefined : this.#chunks.at(--this.#index);
    this.#place = (this.#chunk?.end ?? 0) - 1;
  }
}
