import type { Instant } from "../../kernel/time.ts";
import { ascii, type FrameWriter } from "./frame-writer.ts";
import type { Market, TapeEntry } from "./market.ts";
import type { VenueClock } from "./venue-clock.ts";

export type Fill = TapeEntry;

const COMMA = 44;
const MINUS = 45;
const SEQUENCE = ascii('","sequence_num":');
const END_EVENT = ascii("]}]}");
const TRADE_PRICE = ascii('","price":"');
const TRADE_SIZE = ascii('","size":"');
const TRADE_TIME = ascii('","time":"');
/** Coinbase states the side of the order that rested. */
const SOLD_BY_MAKER = ascii('","side":"SELL"}');
const BOUGHT_BY_MAKER = ascii('","side":"BUY"}');
const BID_AT = ascii('{"side":"bid","event_time":"');
const OFFER_AT = ascii('{"side":"offer","event_time":"');
const PRICE_LEVEL = ascii('","price_level":"');
const NEW_QUANTITY = ascii('","new_quantity":"');
const END_LEVEL = ascii('"}');
const VOLUME = ascii('","volume_24_h":"');
const LOW = ascii('","low_24_h":"');
const HIGH = ascii('","high_24_h":"');
const LOW_OF_YEAR = ascii('","low_52_w":"');
const HIGH_OF_YEAR = ascii('","high_52_w":"');
const CHANGE = ascii('","price_percent_chg_24_h":"');
const BEST_BID = ascii('","best_bid":"');
const BEST_ASK = ascii('","best_ask":"');
const BEST_BID_SIZE = ascii('","best_bid_quantity":"');
const BEST_ASK_SIZE = ascii('","best_ask_quantity":"');
const END_TICKER = ascii('"}]}]}');
const PERCENT_PLACES = 8;
/** 100 percent with that many places: exact for changes of up to 900,000 ticks. */
const PERCENT_SCALE = 10_000_000_000;

const head = (channel: string): Uint8Array => ascii(`{"channel":"${channel}","timestamp":"`);
const HEADS = {
  market_trades: head("market_trades"), ticker: head("ticker"), l2_data: head("l2_data"),
  heartbeats: head("heartbeats"), subscriptions: head("subscriptions"),
};

/** The parts of one product's frames that never change. */
interface Texts {
  readonly trades: Readonly<Record<"snapshot" | "update", Uint8Array>>;
  readonly ticker: Readonly<Record<"snapshot" | "update", Uint8Array>>;
  readonly book: Readonly<Record<"snapshot" | "update", Uint8Array>>;
  readonly trade: Uint8Array;
}

/** Writes the frames of one connection and counts them: every frame that is made takes the next `sequence_num`. */
export class CoinbaseFrames {
  nextSequence = 0;
  readonly #writer: FrameWriter;
  readonly #clock: VenueClock;
  readonly #texts = new Map<Market, Texts>();

  constructor(writer: FrameWriter, clock: VenueClock) {
    this.#writer = writer;
    this.#clock = clock;
  }

  /** @param fills - Newest first. */
  trades(market: Market, type: "snapshot" | "update", fills: readonly Fill[], at: Instant): Uint8Array {
    const writer = this.#writer;
    const texts = this.#textsOf(market);
    this.#begin("market_trades", at);
    writer.bytes(texts.trades[type]);
    let first = true;
    for (const fill of fills) {
      if (!first) writer.byte(COMMA);
      first = false;
      writer.bytes(texts.trade);
      writer.integer(fill.id);
      writer.bytes(TRADE_PRICE);
      this.#writePrice(market, fill.tick);
      writer.bytes(TRADE_SIZE);
      this.#writeSize(market, fill.size);
      writer.bytes(TRADE_TIME);
      this.#clock.writeShort(writer, fill.at, 6);
      writer.bytes(fill.buyerIsAggressor ? SOLD_BY_MAKER : BOUGHT_BY_MAKER);
    }
    writer.bytes(END_EVENT);
    return writer.finish();
  }

  ticker(market: Market, type: "snapshot" | "update", at: Instant): Uint8Array {
    const writer = this.#writer;
    const { book } = market;
    this.#begin("ticker", at);
    writer.bytes(this.#textsOf(market).ticker[type]);
    this.#writePrice(market, market.lastTick);
    writer.bytes(VOLUME);
    this.#writeSize(market, market.volume);
    writer.bytes(LOW);
    this.#writePrice(market, market.lowTick);
    writer.bytes(HIGH);
    this.#writePrice(market, market.highTick);
    writer.bytes(LOW_OF_YEAR);
    this.#writePrice(market, market.openTick - Math.floor(market.openTick / 8));
    writer.bytes(HIGH_OF_YEAR);
    this.#writePrice(market, market.openTick * 2);
    writer.bytes(CHANGE);
    this.#writeChange(market);
    writer.bytes(BEST_BID);
    this.#writePrice(market, book.tickAt(book.bestBid));
    writer.bytes(BEST_ASK);
    this.#writePrice(market, book.tickAt(book.bestAsk));
    writer.bytes(BEST_BID_SIZE);
    this.#writeSize(market, book.bidAt(book.bestBid));
    writer.bytes(BEST_ASK_SIZE);
    this.#writeSize(market, book.askAt(book.bestAsk));
    writer.bytes(END_TICKER);
    return writer.finish();
  }

  /** The whole book: bids from the best down, then offers from the best up. */
  bookSnapshot(market: Market, at: Instant): Uint8Array {
    const { book } = market;
    this.#begin("l2_data", at);
    this.#writer.bytes(this.#textsOf(market).book.snapshot);
    book.bidRungs(0).forEach((rung, rank) => {
      this.#writeLevel(market, rank > 0, BID_AT, at, book.tickAt(rung), book.bidAt(rung));
    });
    for (const rung of book.askRungs(0)) {
      this.#writeLevel(market, true, OFFER_AT, at, book.tickAt(rung), book.askAt(rung));
    }
    this.#writer.bytes(END_EVENT);
    return this.#writer.finish();
  }

  /** The collected changes of the book, of which there must be one: "0" removes a level. */
  bookUpdate(market: Market, eventAt: Instant, at: Instant): Uint8Array {
    const { book } = market;
    this.#begin("l2_data", at);
    this.#writer.bytes(this.#textsOf(market).book.update);
    for (let i = 0; i < book.changedBidCount; i++) {
      const rung = book.changedBids[i] as number; // below the count
      this.#writeLevel(market, i > 0, BID_AT, eventAt, book.tickAt(rung), book.bidAt(rung));
    }
    for (let i = 0; i < book.changedAskCount; i++) {
      const rung = book.changedAsks[i] as number; // below the count
      const after = i + book.changedBidCount > 0;
      this.#writeLevel(market, after, OFFER_AT, eventAt, book.tickAt(rung), book.askAt(rung));
    }
    this.#writer.bytes(END_EVENT);
    return this.#writer.finish();
  }

  /** @param subscriptions - A JSON object: channel → products. */
  subscriptions(at: Instant, subscriptions: string): Uint8Array {
    this.#begin("subscriptions", at);
    this.#writer.bytes(ascii(`,"events":[{"subscriptions":${subscriptions}}]}`));
    return this.#writer.finish();
  }

  /** @param upSeconds - The venue process's age, which is also the counter. */
  heartbeat(at: Instant, upSeconds: number): Uint8Array {
    const { second, ns } = this.#clock.split(at);
    const fraction = String(ns).padStart(9, "0");
    const current = `${second.replace("T", " ")}.${fraction} +0000 UTC m=+${upSeconds}.${fraction}`;
    this.#begin("heartbeats", at);
    this.#writer.bytes(ascii(`,"events":[{"current_time":"${current}","heartbeat_counter":${upSeconds}}]}`));
    return this.#writer.finish();
  }

  #begin(channel: keyof typeof HEADS, at: Instant): void {
    const writer = this.#writer;
    writer.begin();
    writer.bytes(HEADS[channel]);
    this.#clock.writeShort(writer, at, 9);
    writer.bytes(SEQUENCE);
    writer.integer(this.nextSequence++);
  }

  #writeLevel(market: Market, after: boolean, side: Uint8Array, at: Instant, tick: number, size: number): void {
    const writer = this.#writer;
    if (after) writer.byte(COMMA);
    writer.bytes(side);
    this.#clock.writeShort(writer, at, 6);
    writer.bytes(PRICE_LEVEL);
    this.#writePrice(market, tick);
    writer.bytes(NEW_QUANTITY);
    this.#writeSize(market, size);
    writer.bytes(END_LEVEL);
  }

  #writePrice({ scale }: Market, tick: number): void {
    this.#writer.shortDecimal(tick * scale.tickUnits, scale.pricePlaces);
  }

  #writeSize({ scale }: Market, size: number): void {
    this.#writer.shortDecimal(size * scale.stepUnits, scale.sizePlaces);
  }

  /** The last price against the day's open, in percent with up to eight places, by integers. */
  #writeChange(market: Market): void {
    const change = market.lastTick - market.openTick;
    const scaled = Math.floor((Math.abs(change) * PERCENT_SCALE) / market.openTick);
    if (change < 0) this.#writer.byte(MINUS);
    this.#writer.shortDecimal(scaled, PERCENT_PLACES);
  }

  #textsOf(market: Market): Texts {
    let texts = this.#texts.get(market);
    if (texts === undefined) this.#texts.set(market, (texts = textsOf(market.profile.symbol)));
    return texts;
  }
}

function textsOf(symbol: string): Texts {
  const both = (text: (type: string) => string): Texts["book"] =>
    ({ snapshot: ascii(text("snapshot")), update: ascii(text("update")) });
  const event = (type: string): string => `,"events":[{"type":"${type}",`;
  return {
    trades: both((type) => `${event(type)}"trades":[`),
    ticker: both((type) => `${event(type)}"tickers":[{"type":"ticker","product_id":"${symbol}","price":"`),
    book: both((type) => `${event(type)}"product_id":"${symbol}","updates":[`),
    trade: ascii(`{"product_id":"${symbol}","trade_id":"`),
  };
}
