/** Levels that one chunk holds. On a captured Coinbase session 64 to 256 cost the same; 512 half as much again. */
export const CHUNK_CAPACITY = 128;

/** Moves of up to this many levels are cheaper in a loop than through the call to `copyWithin`. */
const SHORT_MOVE = 32;

/** The levels at the touch that `search` looks among first. */
const NEAR_TOUCH = 16;

/*
 * Every index below lies in [0, length), which the loop bounds and the callers' preconditions keep: the non-null
 * assertions say so to the compiler.
 */

/**
 * A run of neighbouring levels of one side of a book, in order of ascending key, so that the best is the last.
 *
 * `cells` holds the keys in its first half and the sizes, at the same offset, in its second.
 */
export class LevelChunk {
  readonly cells = new Float64Array(2 * CHUNK_CAPACITY);
  length = 0;

  get firstKey(): number {
    return this.cells[0]!;
  }

  keyAt(position: number): number {
    return this.cells[position]!;
  }

  sizeAt(position: number): number {
    return this.cells[CHUNK_CAPACITY + position]!;
  }

  setSize(position: number, size: number): void {
    this.cells[CHUNK_CAPACITY + position] = size;
  }

  holds(position: number, key: number): boolean {
    return position < this.length && this.cells[position] === key;
  }

  /**
   * The first position whose key is not below `key`; `length` if there is none.
   *
   * A binary search whose halving never branches on a comparison: where a change falls is unpredictable, and one
   * mispredicted branch costs as much as three halvings. Most changes fall at the touch, hence the narrowing.
   */
  search(key: number): number {
    const cells = this.cells;
    let base = 0;
    let span = this.length;
    if (span > NEAR_TOUCH && cells[span - NEAR_TOUCH]! < key) {
      base = span - NEAR_TOUCH;
      span = NEAR_TOUCH;
    }
    while (span > 1) {
      const half = span >>> 1;
      base += half & -(cells[base + half - 1]! < key);
      span -= half;
    }
    return span === 1 && cells[base]! < key ? base + 1 : base;
  }

  /** Precondition: `length` is below CHUNK_CAPACITY and `key` belongs at `position`. */
  insert(position: number, key: number, size: number): void {
    const cells = this.cells;
    const length = this.length;
    if (length - position <= SHORT_MOVE) {
      for (let i = length; i > position; i--) {
        cells[i] = cells[i - 1]!;
        cells[CHUNK_CAPACITY + i] = cells[CHUNK_CAPACITY + i - 1]!;
      }
    } else {
      this.#move(position, position + 1);
    }
    cells[position] = key;
    cells[CHUNK_CAPACITY + position] = size;
    this.length = length + 1;
  }

  remove(position: number): void {
    const cells = this.cells;
    const length = this.length - 1;
    if (length - position <= SHORT_MOVE) {
      for (let i = position; i < length; i++) {
        cells[i] = cells[i + 1]!;
        cells[CHUNK_CAPACITY + i] = cells[CHUNK_CAPACITY + i + 1]!;
      }
    } else {
      this.#move(position + 1, position);
    }
    this.length = length;
  }

  /** Precondition: there is room, and `key` is above every key held. */
  push(key: number, size: number): void {
    this.cells[this.length] = key;
    this.cells[CHUNK_CAPACITY + this.length] = size;
    this.length++;
  }

  /** Forgets the `count` worst levels. */
  dropWorst(count: number): void {
    this.#move(count, 0);
    this.length -= count;
  }

  /** Keeps the worse half and returns the better one. */
  split(): LevelChunk {
    const better = new LevelChunk();
    const half = this.length >>> 1;
    better.#take(this, half);
    this.length = half;
    return better;
  }

  /** Takes every level of `better`, whose keys are all above this chunk's. Precondition: there is room. */
  absorb(better: LevelChunk): void {
    this.#take(better, 0);
  }

  #take(from: LevelChunk, start: number): void {
    this.cells.set(from.cells.subarray(start, from.length), this.length);
    this.cells.set(
      from.cells.subarray(CHUNK_CAPACITY + start, CHUNK_CAPACITY + from.length),
      CHUNK_CAPACITY + this.length,
    );
    this.length += from.length - start;
  }

  #move(from: number, to: number): void {
    this.cells.copyWithin(to, from, this.length);
    this.cells.copyWithin(CHUNK_CAPACITY + to, CHUNK_CAPACITY + from, CHUNK_CAPACITY + this.length);
  }
}
