import type { RandomStream } from "../../kernel/random.ts";
import { FEWEST_LEVELS, LADDER_RUNGS, type LadderBook } from "./ladder-book.ts";
import { CANCEL_TICKS, DEEP_TICKS, PLACEMENT_TICKS, SIZE, SIZE_MEAN, sample } from "./quantiles.ts";

/** Of 1,024 events: new orders, then cancels; the rest are market orders. */
const PLACEMENTS = 460;
const CANCELS = 404;
/** One cancel in four takes the whole level. */
const WHOLE_LEVEL_IN = 4;
/** Placements within this many ticks of the opposite best are made however full the side is. */
const NEAR_TICKS = 4;
/** A level never grows beyond this many typical orders. */
const FULL_LEVEL_ORDERS = 40;
/** Market orders are this many times smaller than resting ones. */
const MARKET_ORDER_FRACTION = 3;
/** The widest gap between two levels of a book before its first event: 1,000 levels a side stay on the ladder. */
const MOST_STRIDE = 4;
export const MOST_PRINTS = 8;

/** One trade: an aggressor met a resting order. */
export interface Print {
  tick: number;
  size: number;
}

/**
 * Zero-intelligence order flow on one book: limit orders, cancels and market orders arrive at random near the touch.
 * Sides are equally likely, save that market orders lean towards the starting price, which keeps the book on its
 * ladder for any number of events.
 */
export class OrderFlow {
  readonly #book: LadderBook;
  readonly #stream: RandomStream;
  readonly #typicalSteps: number;
  readonly #roundSteps: number;
  readonly #fullLevel: number;
  readonly #targetLevels: number;

  /** The trades of the last event: the first `printCount` of `prints`. */
  readonly prints: readonly Print[] = Array.from({ length: MOST_PRINTS }, () => ({ tick: 0, size: 0 }));
  printCount = 0;
  buyerIsAggressor = false;

  /** @param typicalSteps - Mean order size in steps. */
  constructor(book: LadderBook, stream: RandomStream, typicalSteps: number, targetLevels: number) {
    this.#book = book;
    this.#stream = stream;
    this.#typicalSteps = typicalSteps;
    this.#targetLevels = targetLevels;
    this.#fullLevel = typicalSteps * FULL_LEVEL_ORDERS;
    let round = 1;
    while (round * 200 <= typicalSteps) round *= 10;
    this.#roundSteps = round;
    this.#fill();
  }

  /** One event near the touch: an order, a cancel or a market order with at most `MOST_PRINTS` trades. */
  step(): void {
    this.printCount = 0;
    const word = this.#stream.word();
    const kind = word & 1023;
    const side = (word >>> 10) & 1023;
    const buy = side < 512;
    if (kind < PLACEMENTS) this.#place(buy, sample(PLACEMENT_TICKS, this.#stream));
    else if (kind < PLACEMENTS + CANCELS) this.#cancelOrRefill(buy, sample(CANCEL_TICKS, this.#stream), word >>> 20);
    else this.#trade(side < this.#buyersOf1024());
  }

  /** One change far behind the touch: no trade, and no new best. */
  stepDeep(): void {
    const word = this.#stream.word();
    const buy = (word & 1) === 0;
    const distance = sample(DEEP_TICKS, this.#stream);
    const spread = this.#book.bestAsk - this.#book.bestBid;
    if ((word & 2) === 0) this.#place(buy, distance + spread);
    else this.#cancelOrRefill(buy, distance, word >>> 20);
  }

  /** Buyers get rarer the higher the price has gone: 1 in 1,024 for every 8 ticks. */
  #buyersOf1024(): number {
    const lean = Math.floor(this.#book.drift / 8);
    return 512 - Math.max(-384, Math.min(384, lean));
  }

  #place(buy: boolean, distance: number): void {
    const book = this.#book;
    const levels = buy ? book.bidLevels : book.askLevels;
    if (distance > NEAR_TICKS && levels * 8 > this.#targetLevels * 9) {
      this.#cancel(buy, distance, true);
      return;
    }
    const spread = book.bestAsk - book.bestBid;
    // Inside a wide spread any price is as likely, or one lost touch would drag the other side after it.
    const ticks = distance === 1 && spread > 1 ? this.#stream.between(1, spread) : distance;
    const rung = buy ? book.bestAsk - ticks : book.bestBid + ticks;
    if (rung < 1 || rung > LADDER_RUNGS - 2) return;
    const resting = buy ? book.bidAt(rung) : book.askAt(rung);
    const added = this.#orderSize();
    const size = resting + added > this.#fullLevel ? added : resting + added;
    if (buy) book.setBid(rung, size);
    else book.setAsk(rung, size);
  }

  #cancelOrRefill(buy: boolean, distance: number, bits: number): void {
    const levels = buy ? this.#book.bidLevels : this.#book.askLevels;
    if (levels < this.#targetLevels) this.#place(buy, distance + 2);
    else this.#cancel(buy, distance, bits % WHOLE_LEVEL_IN === 0);
  }

  /** Cancels at the first level that is at least `distance` ticks behind the best, or else at the worst. */
  #cancel(buy: boolean, distance: number, whole: boolean): void {
    const book = this.#book;
    const rung = buy ? this.#bidBehind(distance) : this.#askBehind(distance);
    const resting = buy ? book.bidAt(rung) : book.askAt(rung);
    const levels = buy ? book.bidLevels : book.askLevels;
    let size = whole ? 0 : resting - Math.min(resting, this.#orderSize());
    if (size === 0 && levels <= FEWEST_LEVELS) size = resting;
    if (size === resting) return;
    if (buy) book.setBid(rung, size);
    else book.setAsk(rung, size);
  }

  #bidBehind(distance: number): number {
    const book = this.#book;
    const start = book.bestBid - distance;
    if (start <= book.worstBid) return book.worstBid;
    return book.bidAt(start) > 0 ? start : book.bidBelow(start);
  }

  #askBehind(distance: number): number {
    const book = this.#book;
    const start = book.bestAsk + distance;
    if (start >= book.worstAsk) return book.worstAsk;
    return book.askAt(start) > 0 ? start : book.askAbove(start);
  }

  /** A market order eats the touch, order by order, until it is filled. */
  #trade(buy: boolean): void {
    const book = this.#book;
    this.buyerIsAggressor = buy;
    let left = Math.max(1, Math.floor(this.#orderSize() / MARKET_ORDER_FRACTION));
    while (left > 0 && this.printCount < MOST_PRINTS) {
      const rung = buy ? book.bestAsk : book.bestBid;
      const resting = buy ? book.askAt(rung) : book.bidAt(rung);
      const levels = buy ? book.askLevels : book.bidLevels;
      const available = levels > FEWEST_LEVELS ? resting : resting - 1;
      // The order that rests first in the queue is often smaller than the level.
      const maker = this.#stream.chance(1, 2) ? available : Math.min(available, this.#orderSize());
      const size = Math.min(left, maker);
      if (size <= 0) return;
      if (buy) book.setAsk(rung, resting - size);
      else book.setBid(rung, resting - size);
      const print = this.prints[this.printCount++] as Print; // printCount < MOST_PRINTS, the array's length
      print.tick = book.tickAt(rung);
      print.size = size;
      left -= size;
    }
  }

  /** Half the orders have a round size, as people's and many programs' orders do. */
  #orderSize(): number {
    const steps = Math.floor((this.#typicalSteps * sample(SIZE, this.#stream)) / SIZE_MEAN);
    const round = this.#roundSteps;
    if (steps < round || (steps & 1) === 1) return Math.max(1, steps);
    return steps - (steps % round);
  }

  /** The book before the first event: dense at the touch, with wider and wider gaps behind it. */
  #fill(): void {
    let bid = this.#book.bestBid + 1;
    let ask = this.#book.bestAsk - 1;
    for (let level = 0; level < Math.max(this.#targetLevels, FEWEST_LEVELS + 1); level++) {
      const widest = Math.min(1 + (level >> 4), MOST_STRIDE);
      bid -= this.#stream.between(1, widest);
      ask += this.#stream.between(1, widest);
      this.#book.setBid(bid, this.#orderSize());
      this.#book.setAsk(ask, this.#orderSize());
    }
    this.#book.clearChanges();
  }
}
