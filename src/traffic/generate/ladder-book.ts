import { InvariantError } from "../../kernel/error.ts";

/** Rungs of a ladder: the prices a book can hold, one tick apart. */
export const LADDER_RUNGS = 8_192;
const CENTRE = LADDER_RUNGS / 2;
/** A side never shrinks below this, so that a touch and a checksum always exist. */
export const FEWEST_LEVELS = 15;

/**
 * A limit order book on a fixed ladder of prices, sizes in steps. A rung holds a bid (positive) or an ask (negative),
 * never both, so the book cannot cross. It remembers what every rung held at the last `clearChanges`, which makes the
 * net change of any batch of events exact: nothing is removed that was not there, and sizes are absolute.
 */
export class LadderBook {
  readonly #firstTick: number;
  readonly #sizes = new Float64Array(LADDER_RUNGS);
  readonly #sizesBefore = new Float64Array(LADDER_RUNGS);
  readonly #touchedIn = new Int32Array(LADDER_RUNGS);
  #batch = 1;
  #touched = new Int32Array(256);
  #touchedCount = 0;

  bestBid = CENTRE - 1;
  bestAsk = CENTRE;
  bidLevels = 0;
  askLevels = 0;
  worstBid = CENTRE - 1;
  worstAsk = CENTRE;

  /** Rungs whose bid changed, best first: valid up to `changedBidCount` after `collectChanges`. */
  changedBids = new Int32Array(256);
  changedBidCount = 0;
  /** The same for asks. */
  changedAsks = new Int32Array(256);
  changedAskCount = 0;

  constructor(middleTick: number) {
    this.#firstTick = middleTick - CENTRE;
  }

  tickAt(rung: number): number {
    return this.#firstTick + rung;
  }

  /** How many rungs the best bid is above where the book started. */
  get drift(): number {
    return this.bestBid - CENTRE;
  }

  bidAt(rung: number): number {
    const size = this.#sizes[rung] as number;
    return size > 0 ? size : 0;
  }

  askAt(rung: number): number {
    const size = this.#sizes[rung] as number;
    return size < 0 ? -size : 0;
  }

  /** The bid's size, or the ask's size negated. */
  signedAt(rung: number): number {
    return this.#sizes[rung] as number;
  }

  /** What `signedAt` gave when the current batch of changes began. */
  signedBefore(rung: number): number {
    return this.#touchedIn[rung] === this.#batch ? (this.#sizesBefore[rung] as number) : (this.#sizes[rung] as number);
  }

  setBid(rung: number, size: number): void {
    const before = this.#write(rung, size);
    if (size > 0) {
      if (before === 0) this.bidLevels++;
      if (rung > this.bestBid) this.bestBid = rung;
      if (rung < this.worstBid) this.worstBid = rung;
      return;
    }
    if (before > 0) this.bidLevels--;
    if (rung === this.bestBid) this.bestBid = this.bidBelow(rung);
    if (rung === this.worstBid) this.worstBid = this.#bidAbove(rung);
  }

  setAsk(rung: number, size: number): void {
    const before = this.#write(rung, -size);
    if (size > 0) {
      if (before === 0) this.askLevels++;
      if (rung < this.bestAsk) this.bestAsk = rung;
      if (rung > this.worstAsk) this.worstAsk = rung;
      return;
    }
    if (before < 0) this.askLevels--;
    if (rung === this.bestAsk) this.bestAsk = this.askAbove(rung);
    if (rung === this.worstAsk) this.worstAsk = this.#askBelow(rung);
  }

  /** The rungs of the best bids, best first; `count` 0 gives all. */
  bidRungs(count: number): readonly number[] {
    const rungs = [this.bestBid];
    const most = count === 0 ? this.bidLevels : Math.min(count, this.bidLevels);
    for (let rung = this.bestBid; rungs.length < most;) rungs.push((rung = this.bidBelow(rung)));
    return rungs;
  }

  askRungs(count: number): readonly number[] {
    const rungs = [this.bestAsk];
    const most = count === 0 ? this.askLevels : Math.min(count, this.askLevels);
    for (let rung = this.bestAsk; rungs.length < most;) rungs.push((rung = this.askAbove(rung)));
    return rungs;
  }

  /** The next worse bid after `rung`, which must exist. */
  bidBelow(rung: number): number {
    let next = rung - 1;
    while (next >= 0 && (this.#sizes[next] as number) <= 0) next--;
    if (next < 0) throw new InvariantError("the bid side of a generated book ran empty");
    return next;
  }

  askAbove(rung: number): number {
    let next = rung + 1;
    while (next < LADDER_RUNGS && (this.#sizes[next] as number) >= 0) next++;
    if (next === LADDER_RUNGS) throw new InvariantError("the ask side of a generated book ran empty");
    return next;
  }

  /**
   * Forgets all but the best `depth` levels a side, without recording a change: a client that truncates its own book
   * is told nothing about the levels that fall out.
   */
  truncate(depth: number): void {
    while (this.bidLevels > depth) {
      this.#forget(this.worstBid);
      this.worstBid = this.#bidAbove(this.worstBid);
      this.bidLevels--;
    }
    while (this.askLevels > depth) {
      this.#forget(this.worstAsk);
      this.worstAsk = this.#askBelow(this.worstAsk);
      this.askLevels--;
    }
  }

  /** Fills `changedBids` and `changedAsks` with the net changes since `clearChanges`. */
  collectChanges(): void {
    const count = this.#touchedCount;
    const touched = this.#touched;
    this.#sortTouched();
    if (this.changedBids.length < count) {
      this.changedBids = new Int32Array(touched.length);
      this.changedAsks = new Int32Array(touched.length);
    }
    let asks = 0;
    for (let i = 0; i < count; i++) {
      const rung = touched[i] as number;
      const before = this.#sizesBefore[rung] as number;
      const now = this.#sizes[rung] as number;
      if (before !== now && (before < 0 || now < 0)) this.changedAsks[asks++] = rung;
    }
    let bids = 0;
    for (let i = count - 1; i >= 0; i--) {
      const rung = touched[i] as number;
      const before = this.#sizesBefore[rung] as number;
      const now = this.#sizes[rung] as number;
      if (before !== now && (before > 0 || now > 0)) this.changedBids[bids++] = rung;
    }
    this.changedAskCount = asks;
    this.changedBidCount = bids;
  }

  clearChanges(): void {
    this.#batch++;
    this.#touchedCount = 0;
  }

  #write(rung: number, signed: number): number {
    const before = this.#sizes[rung] as number;
    if (this.#touchedIn[rung] !== this.#batch) {
      this.#touchedIn[rung] = this.#batch;
      this.#sizesBefore[rung] = before;
      if (this.#touchedCount === this.#touched.length) this.#growTouched();
      this.#touched[this.#touchedCount++] = rung;
    }
    this.#sizes[rung] = signed;
    return before;
  }

  #forget(rung: number): void {
    this.#sizes[rung] = 0;
    if (this.#touchedIn[rung] === this.#batch) this.#sizesBefore[rung] = 0;
  }

  /** The next better bid, for a rung that is worse than the best. */
  #bidAbove(rung: number): number {
    let next = rung + 1;
    while (next < this.bestBid && (this.#sizes[next] as number) <= 0) next++;
    return next;
  }

  #askBelow(rung: number): number {
    let next = rung - 1;
    while (next > this.bestAsk && (this.#sizes[next] as number) >= 0) next--;
    return next;
  }

  #growTouched(): void {
    const grown = new Int32Array(this.#touched.length * 2);
    grown.set(this.#touched);
    this.#touched = grown;
  }

  /** Ascending. Batches are short and nearly all are under a hundred rungs: insertion beats a library sort. */
  #sortTouched(): void {
    const touched = this.#touched;
    const count = this.#touchedCount;
    if (count > 128) {
      touched.subarray(0, count).sort();
      return;
    }
    for (let i = 1; i < count; i++) {
      const rung = touched[i] as number;
      let hole = i;
      while (hole > 0 && (touched[hole - 1] as number) > rung) {
        touched[hole] = touched[hole - 1] as number;
        hole--;
      }
      touched[hole] = rung;
    }
  }
}
