import { BookSide, type LevelVisitor } from "./book-side.ts";
import type { Levels } from "./event.ts";

/** The most levels a side holds unless told otherwise: 40 times the largest book of the captured sessions. */
export const MAX_LEVELS = 1 << 20;

export type Side = "bid" | "ask";

/**
 * The book of one instrument. Prices and sizes are integers at the instrument's precisions and are taken as they come:
 * whoever maps a venue's text has checked them.
 *
 * A side without levels has best price 0 and best size 0. Ask the size: a price of 0 can be real, a size of 0 cannot.
 */
export class OrderBook {
  readonly #bids: BookSide;
  readonly #asks: BookSide;

  constructor(maxLevels: number = MAX_LEVELS) {
    this.#bids = new BookSide("bid", maxLevels);
    this.#asks = new BookSide("ask", maxLevels);
  }

  get bestBidPrice(): number {
    return this.#bids.bestPrice;
  }

  get bestBidSize(): number {
    return this.#bids.bestSize;
  }

  get bestAskPrice(): number {
    return this.#asks.bestPrice;
  }

  get bestAskSize(): number {
    return this.#asks.bestSize;
  }

  /** Both sides have levels and the best bid is not below the best ask: no venue that matches continuously rests so. */
  get isCrossed(): boolean {
    return this.bestBidSize !== 0 && this.bestAskSize !== 0 && this.bestBidPrice >= this.bestAskPrice;
  }

  levelCount(side: Side): number {
    return this.#side(side).levelCount;
  }

  /** The size at `price`; 0 if there is no such level. */
  sizeAt(side: Side, price: number): number {
    return this.#side(side).sizeAt(price);
  }

  /** Walks a side best first until `visit` returns false. `visit` must not change the book. */
  forEachLevel(side: Side, visit: LevelVisitor): void {
    this.#side(side).forEach(visit);
  }

  /**
   * Replaces the book. Levels may come in any order; at one price the last counts; a size of 0 is no level.
   *
   * @param depth - levels a side to keep, best first; 0 keeps all.
   * @throws {WavetankError} E_BOOK_FULL - a side has more than `maxLevels` entries; the book is as it was.
   */
  applySnapshot(bids: Levels, asks: Levels, depth: number): void {
    this.#bids.checkFits(bids);
    this.#asks.checkFits(asks);
    this.#bids.load(bids, depth);
    this.#asks.load(asks, depth);
  }

  /**
   * Applies absolute sizes in the order given; 0 removes, and removing what is not there changes nothing. Then each
   * side keeps its best `depth` levels; 0 keeps all.
   *
   * @throws {WavetankError} E_BOOK_FULL - the book holds part of the change and is good for `clear` or a snapshot only.
   */
  applyDelta(bids: Levels, asks: Levels, depth: number): void {
    this.#bids.apply(bids, depth);
    this.#asks.apply(asks, depth);
  }

  clear(): void {
    this.#bids.clear();
    this.#asks.clear();
  }

  #side(side: Side): BookSide {
    return side === "bid" ? this.#bids : this.#asks;
  }
}
