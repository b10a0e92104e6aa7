import type { Uint64 } from "../server/uint64.ts";
import { compareIds } from "./stream-id.ts";

/** Ids to a chunk of an IdMap. */
export const CHUNK = 128;

/** Some ids in order, each with a value, in columns. Places before `head` are vacant. */
export class IdChunk<T> {
  readonly ms: Uint64[] = [];
  readonly seq: Uint64[] = [];
  readonly values: (T | undefined)[] = [];
  head = 0;

  get size(): number {
    return this.ms.length - this.head;
  }

  get end(): number {
    return this.ms.length;
  }

  push(ms: Uint64, seq: Uint64, value: T | undefined): void {
    this.ms.push(ms);
    this.seq.push(seq);
    this.values.push(value);
  }

  /** The first place whose id is not smaller. */
  placeOf(ms: Uint64, seq: Uint64): number {
    let low = this.head;
    let high = this.ms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareIds(this.ms[middle] as Uint64, this.seq[middle] as Uint64, ms, seq) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  holds(place: number, ms: Uint64, seq: Uint64): boolean {
    return place < this.ms.length && this.ms[place] === ms && this.seq[place] === seq;
  }

  insert(place: number, ms: Uint64, seq: Uint64, value: T): void {
    this.ms.splice(place, 0, ms);
    this.seq.splice(place, 0, seq);
    this.values.splice(place, 0, value);
  }

  /** Closes the gap from the nearer side: acknowledged ids are mostly at the front. */
  remove(place: number): void {
    const { ms, seq, values, head } = this;
    if (place - head <= ms.length - 1 - place) {
      for (let i = place; i > head; i--) {
        ms[i] = ms[i - 1] as Uint64;
        seq[i] = seq[i - 1] as Uint64;
        values[i] = values[i - 1];
      }
      values[head] = undefined;
      this.head++;
      return;
    }
    for (let i = place + 1; i < ms.length; i++) {
      ms[i - 1] = ms[i] as Uint64;
      seq[i - 1] = seq[i] as Uint64;
      values[i - 1] = values[i];
    }
    ms.pop();
    seq.pop();
    values.pop();
  }

  /** Moves the ids from `place` on to a chunk of their own. */
  split(place: number): IdChunk<T> {
    const rest = new IdChunk<T>();
    for (let i = place; i < this.ms.length; i++) rest.push(this.ms[i] as Uint64, this.seq[i] as Uint64, this.values[i]);
    this.ms.length = this.seq.length = this.values.length = place;
    return rest;
  }

  append(next: IdChunk<T>): void {
    for (let i = next.head; i < next.end; i++) this.push(next.ms[i] as Uint64, next.seq[i] as Uint64, next.values[i]);
  }
}
