/* eslint-disable @typescript-eslint/no-non-null-assertion -- loop bounds and preconditions keep indices in `cells` */

/** Room for keys in a chunk, the last of it never used: what `search` is written out for. */
const SLOTS = 64;

/** Levels that one chunk holds at most. Of 16, 32, 64 and 128 slots, 64 was the fastest near the touch and deep. */
export const CHUNK_CAPACITY = SLOTS - 1;

/** Moves of up to this many levels are cheaper in a loop than through the call to `copyWithin`. */
const SHORT_MOVE = 16;

/**
 * A run of neighbouring levels of one side of a book, in order of ascending key, so that the best is the last.
 *
 * `cells` holds the keys in its first half, Infinity where there is none, and the sizes, at the same offset, in its
 * second.
 */
export class LevelChunk {
  readonly cells = new Float64Array(2 * SLOTS).fill(Infinity, 0, SLOTS);
  length = 0;

  keyAt(position: number): number {
    return this.cells[position]!;
  }

  sizeAt(position: number): number {
    return this.cells[SLOTS + position]!;
  }

  setSize(position: number, size: number): void {
    this.cells[SLOTS + position] = size;
  }

  holds(position: number, key: number): boolean {
    return position < this.length && this.cells[position] === key;
  }

  /**
   * The first position whose key is not below `key`; `length` if there is none.
   *
   * Each of the three rounds leaves a quarter: three comparisons that do not wait for one another and that nothing
   * branches on. Where a change falls is unpredictable, and a mispredicted branch costs more than a round.
   */
  search(key: number): number {
    const cells = this.cells;
    const a = 16 * (+(cells[15]! < key) + +(cells[31]! < key) + +(cells[47]! < key));
    const b = a + 4 * (+(cells[a + 3]! < key) + +(cells[a + 7]! < key) + +(cells[a + 11]! < key));
    return b + +(cells[b]! < key) + +(cells[b + 1]! < key) + +(cells[b + 2]! < key);
  }

  /** Precondition: `length` is below CHUNK_CAPACITY and `key` belongs at `position`. */
  insert(position: number, key: number, size: number): void {
    const cells = this.cells;
    const length = this.length;
    if (length - position <= SHORT_MOVE) {
      for (let i = length; i > position; i--) {
        cells[i] = cells[i - 1]!;
        cells[SLOTS + i] = cells[SLOTS + i - 1]!;
      }
    } else {
      this.#move(position, position + 1);
    }
    cells[position] = key;
    cells[SLOTS + position] = size;
    this.length = length + 1;
  }

  remove(position: number): void {
    const cells = this.cells;
    const length = this.length - 1;
    if (length - position <= SHORT_MOVE) {
      for (let i = position; i < length; i++) {
        cells[i] = cells[i + 1]!;
        cells[SLOTS + i] = cells[SLOTS + i + 1]!;
      }
    } else {
      this.#move(position + 1, position);
    }
    cells[length] = Infinity;
    this.length = length;
  }

  /** Precondition: there is room, and `key` is above every key held. */
  push(key: number, size: number): void {
    this.cells[this.length] = key;
    this.cells[SLOTS + this.length] = size;
    this.length++;
  }

  /** Forgets the `count` worst levels. */
  dropWorst(count: number): void {
    this.#move(count, 0);
    this.#shorten(this.length - count);
  }

  /** Keeps the worse half and returns the better one. */
  split(): LevelChunk {
    const better = new LevelChunk();
    const half = this.length >>> 1;
    better.#take(this, half);
    this.#shorten(half);
    return better;
  }

  /** Takes every level of `better`, whose keys are all above this chunk's. Precondition: there is room. */
  absorb(better: LevelChunk): void {
    this.#take(better, 0);
  }

  #take(from: LevelChunk, start: number): void {
    this.cells.set(from.cells.subarray(start, from.length), this.length);
    this.cells.set(from.cells.subarray(SLOTS + start, SLOTS + from.length), SLOTS + this.length);
    this.length += from.length - start;
  }

  #shorten(length: number): void {
    this.cells.fill(Infinity, length, this.length);
    this.length = length;
  }

  /** Moves the levels from `from` on to `to` on. */
  #move(from: number, to: number): void {
    this.cells.copyWithin(to, from, this.length);
    this.cells.copyWithin(SLOTS + to, SLOTS + from, SLOTS + this.length);
  }
}
