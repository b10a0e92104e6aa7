import type { Levels } from "../../src/market/event.ts";
import type { OrderBook, Side } from "../../src/market/order-book.ts";

/** What OrderBook should be, as plainly as it can be said: a map a side, sorted when asked. */
export class BookModel {
  readonly bid = new Map<number, number>();
  readonly ask = new Map<number, number>();

  snapshot(bids: Levels, asks: Levels, depth: number): void {
    this.bid.clear();
    this.ask.clear();
    this.delta(bids, asks, depth);
  }

  delta(bids: Levels, asks: Levels, depth: number): void {
    for (const [side, levels] of [["bid", bids], ["ask", asks]] as const) {
      for (let i = 0; i < levels.length; i += 2) {
        if (levels[i + 1] === 0) this[side].delete(levels[i]!);
        else this[side].set(levels[i]!, levels[i + 1]!);
      }
      if (depth > 0) for (const [price] of this.levels(side).slice(depth)) this[side].delete(price);
    }
  }

  /** Best first. */
  levels(side: Side): [number, number][] {
    return [...this[side]].sort(([a], [b]) => (side === "bid" ? b - a : a - b));
  }
}

/** A side of a book as the model gives it. */
export function levelsOf(book: OrderBook, side: Side): [number, number][] {
  const levels: [number, number][] = [];
  book.forEachLevel(side, (price, size) => void levels.push([price, size]));
  return levels;
}
