import { Level } from "./level.ts";

/** A rank beyond every level that a checksum covers. */
export const DEEP = Number.MAX_SAFE_INTEGER;

/**
 * One side of a book, sorted with the touch at the END: most changes happen there, where an insertion moves little, and
 * the levels that fall out of the subscribed depth leave at the front.
 */
export class BookSide {
  readonly #sign: 1 | -1;
  #levels: Level[] = [];

  constructor(side: "bids" | "asks") {
    this.#sign = side === "bids" ? 1 : -1;
  }

  get length(): number {
    return this.#levels.length;
  }

  /** The level at `rank`, 0 at the touch. */
  at(rank: number): Level | undefined {
    return this.#levels[this.#levels.length - 1 - rank];
  }

  /** Sets or, at size 0, removes a level. @returns the rank that changed; DEEP if none did. */
  set(price: number, size: number, priceText: string, sizeText: string): number {
    const key = this.#sign * price;
    const levels = this.#levels;
    const index = this.#indexOf(key);
    const found = levels[index];
    const exists = found !== undefined && found.key === key;
    const rankFromTop = levels.length - 1 - index;
    if (size === 0) {
      if (!exists) return DEEP;
      if (rankFromTop === 0) levels.pop();
      else levels.splice(index, 1);
      return rankFromTop;
    }
    if (exists) {
      found.resize(sizeText);
      return rankFromTop;
    }
    const level = new Level(key, priceText, sizeText);
    if (index === levels.length) levels.push(level);
    else levels.splice(index, 0, level);
    return rankFromTop + 1;
  }

  /** Drops the worst levels beyond `depth`. */
  truncate(depth: number): void {
    const excess = this.#levels.length - depth;
    if (excess === 1) this.#levels.shift();
    else if (excess > 1) this.#levels.splice(0, excess);
  }

  clear(): void {
    this.#levels = [];
  }

  /** The first index whose key is not below `key`. */
  #indexOf(key: number): number {
    const levels = this.#levels;
    let low = 0;
    let high = levels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((levels[middle] as Level).key < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
