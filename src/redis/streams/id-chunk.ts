import type { Uint64 } from "../server/uint64.ts";
import { compareIds } from "./stream-id.ts";

/** Ids to a chunk of an IdMap. */
export const CHUNK = 128;

/**
 * Some ids in order, each with a value, in columns, from place `head` to `end`. What lies beyond is vacant: a list that
 * is filled and emptied all the time stays in the same memory.
 */
export class IdChunk<T> {
  readonly ms: Uint64[] = [];
  readonly seq: Uint64[] = [];
  readonly values: (T | undefined)[] = [];
  head = 0;
  end = 0;

  get size(): number {
    return this.end - this.head;
  }

  push(ms: Uint64, seq: Uint64, value: T | undefined): void {
    const { end } = this;
    this.ms[end] = ms;
    this.seq[end] = seq;
    this.values[end] = value;
    this.end = end + 1;
  }

  /** To be called when no values are left in it. */
  restart(): void {
    this.head = 0;
    this.end = 0;
  }

  /** The first place whose id is not smaller. */
  placeOf(ms: Uint64, seq: Uint64): number {
    let low = this.head;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareIds(this.ms[middle] as Uint64, this.seq[middle] as Uint64, ms, seq) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  holds(place: number, ms: Uint64, seq: Uint64): boolean {
    return place < this.end && this.ms[place] === ms && this.seq[place] === seq;
  }

  insert(place: number, ms: Uint64, seq: Uint64, value: T): void {
    for (let i = this.end; i > place; i--) this.#move(i - 1, i);
    this.end++;
    this.ms[place] = ms;
    this.seq[place] = seq;
    this.values[place] = value;
  }

  /** Closes the gap from the nearer side: acknowledged ids are mostly at the front. */
  remove(place: number): void {
    const { head } = this;
    if (place - head <= this.end - 1 - place) {
      for (let i = place; i > head; i--) this.#move(i - 1, i);
      this.values[head] = undefined;
      this.head++;
      return;
    }
    for (let i = place + 1; i < this.end; i++) this.#move(i, i - 1);
    this.values[--this.end] = undefined;
  }

  /** Moves the ids from `place` on to a chunk of their own. */
  split(place: number): IdChunk<T> {
    const rest = new IdChunk<T>();
    for (let i = place; i < this.end; i++) {
      rest.push(this.ms[i] as Uint64, this.seq[i] as Uint64, this.values[i]);
      this.values[i] = undefined;
    }
    this.end = place;
    return rest;
  }

  append(next: IdChunk<T>): void {
    for (let i = next.head; i < next.end; i++) this.push(next.ms[i] as Uint64, next.seq[i] as Uint64, next.values[i]);
  }

  #move(from: number, to: number): void {
    this.ms[to] = this.ms[from] as Uint64;
    this.seq[to] = this.seq[from] as Uint64;
    this.values[to] = this.values[from];
  }
}
