import type { RandomStreams } from "../../kernel/random.ts";
import { ms, type Instant } from "../../kernel/time.ts";
import { Arrivals, type Surge } from "./arrivals.ts";
import { LadderBook } from "./ladder-book.ts";
import { OrderFlow, type Print } from "./order-flow.ts";
import type { InstrumentProfile, VenueProfile } from "./profile.ts";
import { scaleOf, type Scale } from "./scale.ts";

const TAPE_TRADES = 10;
/** Events before instant 0: they fill the tape of trades and wear in the book. */
const WARM_UP_EVENTS = 400;
const WARM_UP_GAP = ms(5);

/** A trade as venues repeat it in snapshots. */
export interface TapeEntry {
  readonly at: Instant;
  readonly id: number;
  readonly tick: number;
  readonly size: number;
  readonly buyerIsAggressor: boolean;
}

/**
 * One instrument's market behind a venue's feed: its book, what happens to it and when, and the figures of the day
 * that tickers show. It goes on whether or not anybody is connected.
 */
export class Market {
  readonly profile: InstrumentProfile;
  readonly scale: Scale;
  readonly book: LadderBook;
  readonly #flow: OrderFlow;
  readonly #arrivals: Arrivals;
  readonly #tape: TapeEntry[] = [];
  readonly #touch = { bid: 0, bidSize: 0, ask: 0, askSize: 0 };

  /** Counts every event of the book: Binance's update ids. */
  updateId: number;
  lastTradeId: number;
  /** True when the last step moved the best bid or ask or their sizes. */
  touchMoved = false;

  readonly openTick: number;
  lastTick: number;
  lowTick: number;
  highTick: number;
  /** Volume-weighted mean price, as a slow average. */
  vwapTick: number;
  /** In size steps. */
  volume: number;
  trades: number;

  constructor(venue: VenueProfile, profile: InstrumentProfile, streams: RandomStreams, surges: readonly Surge[]) {
    const name = `${venue.venue}/${profile.symbol}`;
    const session = streams.named(`${name}/day`);
    this.profile = profile;
    this.scale = scaleOf(profile);
    const start = this.scale.startTick;
    this.book = new LadderBook(start);
    this.#flow = new OrderFlow(this.book, streams.named(`${name}/orders`), this.scale.typicalSteps, profile.levels);
    this.#arrivals = new Arrivals(streams.named(`${name}/arrivals`), profile.eventsPerSecond, venue.clustering, surges);
    this.updateId = 10_000_000_000 + session.below(1_000_000_000) * 40;
    this.lastTradeId = 100_000_000 + session.below(1_000_000_000);
    this.openTick = start - Math.floor(start / 400) + session.below(Math.floor(start / 200) + 1);
    this.lastTick = start;
    this.lowTick = Math.min(start, this.openTick) - session.below(Math.floor(start / 100) + 1);
    this.highTick = Math.max(start, this.openTick) + session.below(Math.floor(start / 100) + 1);
    this.vwapTick = Math.floor((this.lowTick + this.highTick) / 2);
    this.trades = 20_000 + session.below(60_000);
    this.volume = this.trades * this.scale.typicalSteps + session.below(1_000_000);
    for (let event = WARM_UP_EVENTS; event > 0; event--) this.step(-event * WARM_UP_GAP);
    this.book.clearChanges();
  }

  /** The instant of the event after one at `at`. */
  nextAfter(at: Instant): Instant {
    return this.#arrivals.next(at);
  }

  /** One event of the book, at `at`. Its trades are then in `print(0 … printCount − 1)`. */
  step(at: Instant): void {
    const flow = this.#flow;
    const book = this.book;
    for (let change = 0; change < this.profile.deepChanges; change++) flow.stepDeep();
    flow.step();
    this.updateId += this.profile.deepChanges + Math.max(1, flow.printCount);
    for (let i = 0; i < flow.printCount; i++) this.#record(at, this.print(i));
    const touch = this.#touch;
    const bidSize = book.bidAt(book.bestBid);
    const askSize = book.askAt(book.bestAsk);
    this.touchMoved = touch.bid !== book.bestBid || touch.ask !== book.bestAsk ||
      touch.bidSize !== bidSize || touch.askSize !== askSize;
    if (!this.touchMoved) return;
    touch.bid = book.bestBid;
    touch.ask = book.bestAsk;
    touch.bidSize = bidSize;
    touch.askSize = askSize;
  }

  get printCount(): number {
    return this.#flow.printCount;
  }

  get buyerIsAggressor(): boolean {
    return this.#flow.buyerIsAggressor;
  }

  print(index: number): Print {
    return this.#flow.prints[index] as Print; // callers stay below printCount
  }

  /** The id of `print(index)` of the last step. */
  tradeIdOf(index: number): number {
    return this.lastTradeId - this.#flow.printCount + 1 + index;
  }

  /** The last trades, newest first, as a venue sends them to a new subscriber. */
  recentTrades(): readonly TapeEntry[] {
    return this.#tape.toReversed();
  }

  #record(at: Instant, print: Print): void {
    const { tick, size } = print;
    this.lastTradeId++;
    this.trades++;
    this.volume += size;
    this.lastTick = tick;
    if (tick < this.lowTick) this.lowTick = tick;
    if (tick > this.highTick) this.highTick = tick;
    this.vwapTick += Math.floor((tick - this.vwapTick) / 4_096);
    if (this.#tape.length === TAPE_TRADES) this.#tape.shift();
    this.#tape.push({ at, id: this.lastTradeId, tick, size, buyerIsAggressor: this.#flow.buyerIsAggressor });
  }
}
