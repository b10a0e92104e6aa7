import { PrefixSums } from "./prefix-sums.ts";
import { compareScored, type ScoredMember } from "./scored-member.ts";

/** A chunk of more is cut in two; a chunk of fewer is merged with a neighbour if both are small. */
const FULL = 512;
const SMALL = 64;
const MERGED = 256;

/**
 * Scored members in order, in chunks of neighbours. Finding, inserting, removing and ranking cost a search among the
 * chunks, a sum over logarithmically many counts, and a move inside one chunk.
 */
export class SortedChunks {
  readonly #chunks: ScoredMember[][] = [[]];
  readonly #sums = new PrefixSums();

  /** `sorted` is in order and holds no member twice. */
  constructor(sorted: readonly ScoredMember[] = []) {
    for (let from = 0; from < sorted.length; from += FULL) this.#chunks[from / FULL] = sorted.slice(from, from + FULL);
    this.#sums.rebuild(this.#chunks);
  }

  get size(): number {
    return this.#sums.total;
  }

  /** It is not in it. */
  insert(item: ScoredMember): void {
    const place = this.#chunkFor(item);
    const chunk = this.#chunks[place] as ScoredMember[];
    const at = positionIn(chunk, item);
    if (at === chunk.length) chunk.push(item);
    else chunk.splice(at, 0, item);
    if (chunk.length <= FULL) {
      this.#sums.add(place, 1);
      return;
    }
    // Members that keep coming at the end should leave full chunks behind them.
    const last = place === this.#chunks.length - 1 && at === chunk.length - 1;
    this.#chunks.splice(place + 1, 0, chunk.splice(last ? FULL : FULL / 2));
    this.#sums.rebuild(this.#chunks);
  }

  /** It is in it. */
  delete(item: ScoredMember): void {
    const place = this.#chunkFor(item);
    const chunk = this.#chunks[place] as ScoredMember[];
    const at = positionIn(chunk, item);
    if (at === 0) chunk.shift();
    else if (at === chunk.length - 1) chunk.pop();
    else chunk.splice(at, 1);
    this.#sums.add(place, -1);
    if (chunk.length < SMALL) this.#thinOut(place);
  }

  /** How many come before it. It is in it. */
  rankOf(item: ScoredMember): number {
    const place = this.#chunkFor(item);
    return this.#sums.before(place) + positionIn(this.#chunks[place] as ScoredMember[], item);
  }

  /** `rank` is below the size. */
  at(rank: number): ScoredMember {
    const place = this.#sums.placeOf(rank);
    return (this.#chunks[place] as ScoredMember[])[rank - this.#sums.before(place)] as ScoredMember;
  }

  /** How many come first of which `isBefore` holds; it holds of all up to a point and of none after it. */
  countBefore(isBefore: (item: ScoredMember) => boolean): number {
    const chunks = this.#chunks;
    const place = partition(chunks.length, (i) => {
      const last = (chunks[i] as ScoredMember[]).at(-1);
      return last !== undefined && isBefore(last);
    });
    const chunk = chunks[place];
    if (chunk === undefined) return this.size;
    return this.#sums.before(place) + partition(chunk.length, (i) => isBefore(chunk[i] as ScoredMember));
  }

  /** Those from rank `start` up to and without `end`, both inside. */
  slice(start: number, end: number): ScoredMember[] {
    if (start >= end) return [];
    let place = this.#sums.placeOf(start);
    const from = start - this.#sums.before(place);
    const slice = (this.#chunks[place] as ScoredMember[]).slice(from, from + end - start);
    while (slice.length < end - start) {
      const chunk = this.#chunks[++place] as ScoredMember[];
      const taken = Math.min(chunk.length, end - start - slice.length);
      for (let i = 0; i < taken; i++) slice.push(chunk[i] as ScoredMember);
    }
    return slice;
  }

  /** Removes what `slice` returns, and returns it. */
  cut(start: number, end: number): ScoredMember[] {
    if (start >= end) return [];
    const first = this.#sums.placeOf(start);
    const from = start - this.#sums.before(first);
    const chunk = this.#chunks[first] as ScoredMember[];
    if (from + end - start <= chunk.length) {
      const removed = chunk.splice(from, end - start);
      this.#sums.add(first, -removed.length);
      if (chunk.length < SMALL) this.#thinOut(first);
      return removed;
    }
    return this.#cutAcross(first, from, this.slice(start, end));
  }

  /** `removed` begins in the chunk `first`, at `from`, and ends in a later one. */
  #cutAcross(first: number, from: number, removed: ScoredMember[]): ScoredMember[] {
    let place = first;
    let left = removed.length;
    for (let at = from; left > 0; at = 0) left -= (this.#chunks[place++] as ScoredMember[]).splice(at, left).length;
    const kept = this.#chunks.slice(first, place).filter((chunk) => chunk.length > 0);
    this.#chunks.splice(first, place - first, ...kept);
    if (this.#chunks.length === 0) this.#chunks.push([]);
    this.#sums.rebuild(this.#chunks);
    return removed;
  }

  *[Symbol.iterator](): IterableIterator<ScoredMember> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** The chunk that holds the item, or should. */
  #chunkFor(item: ScoredMember): number {
    const chunks = this.#chunks;
    const last = chunks.length - 1;
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const chunk = chunks[middle] as ScoredMember[];
      if (compareScored(chunk[chunk.length - 1] as ScoredMember, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #thinOut(place: number): void {
    const chunks = this.#chunks;
    const chunk = chunks[place] as ScoredMember[];
    if (chunks.length === 1) return;
    const other = place + 1 < chunks.length ? place + 1 : place - 1;
    const neighbour = chunks[other] as ScoredMember[];
    if (chunk.length > 0 && chunk.length + neighbour.length > MERGED) return;
    const first = Math.min(place, other);
    const merged = first === place ? chunk.concat(neighbour) : neighbour.concat(chunk);
    chunks.splice(first, 2, merged);
    this.#sums.rebuild(chunks);
  }
}

/** Where the item stands in the chunk, or would. */
function positionIn(chunk: readonly ScoredMember[], item: ScoredMember): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareScored(chunk[middle] as ScoredMember, item) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first of `length` places for which `holds` does not. */
function partition(length: number, holds: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
