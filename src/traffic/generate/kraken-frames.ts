import { formatDecimal } from "../../market/decimal.ts";
import type { Instant } from "../../kernel/time.ts";
import { BookChecksum } from "./book-checksum.ts";
import { ascii, type FrameWriter } from "./frame-writer.ts";
import type { Market, TapeEntry } from "./market.ts";
import type { VenueClock } from "./venue-clock.ts";

const COMMA = 44;
const MINUS = 45;

const ASKS = ascii('],"asks":[');
const CHECKSUM = ascii('],"checksum":');
const TIMESTAMP = ascii(',"timestamp":"');
const END_FRAME = ascii('"}]}');
const LEVEL_PRICE = ascii('{"price":');
const LEVEL_SIZE = ascii(',"qty":');
const END_LEVEL = ascii("}");
const TRADES = {
  snapshot: ascii('{"channel":"trade","type":"snapshot","data":['),
  update: ascii('{"channel":"trade","type":"update","data":['),
};
const BOUGHT = ascii('","side":"buy","price":');
const SOLD = ascii('","side":"sell","price":');
const TRADE_ID = ascii(',"ord_type":"market","trade_id":');
const END_TRADE = ascii('"}');
const END_DATA = ascii("]}");
const BID = ascii('","bid":');
const BID_SIZE = ascii(',"bid_qty":');
const ASK = ascii(',"ask":');
const ASK_SIZE = ascii(',"ask_qty":');
const LAST = ascii(',"last":');
const VOLUME = ascii(',"volume":');
const VWAP = ascii(',"vwap":');
const LOW = ascii(',"low":');
const HIGH = ascii(',"high":');
const CHANGE = ascii(',"change":');
const CHANGE_PERCENT = ascii(',"change_pct":');
const TRADE_COUNT = ascii(',"trades":');

/** The parts of one symbol's frames that never change, and its book's checksum. */
interface Texts {
  readonly checksum: BookChecksum;
  readonly trade: Uint8Array;
  readonly ticker: Readonly<Record<"snapshot" | "update", Uint8Array>>;
  readonly book: Readonly<Record<"snapshot" | "update", Uint8Array>>;
}

/** Writes frames. Prices and sizes are JSON numbers with all their places, zeros included, as the live feed's are. */
export class KrakenFrames {
  readonly heartbeat: Uint8Array = ascii('{"channel":"heartbeat"}');
  readonly #writer: FrameWriter;
  readonly #clock: VenueClock;
  readonly #texts = new Map<Market, Texts>();

  constructor(writer: FrameWriter, clock: VenueClock) {
    this.#writer = writer;
    this.#clock = clock;
  }

  /** @param connectionId - Digits: beyond 2^53, as on the wire. */
  status(connectionId: string): Uint8Array {
    return ascii('{"channel":"status","type":"update","data":[{"version":"2.0.10","system":"online",' +
      `"api_version":"v2","connection_id":${connectionId}}]}`);
  }

  /** @param result - JSON. */
  answer(method: "subscribe" | "unsubscribe", result: string, at: Instant): Uint8Array {
    const writer = this.#writer;
    writer.begin();
    writer.bytes(ascii(`{"method":"${method}","result":${result},"success":true,"time_in":"`));
    this.#clock.writeMicros(writer, at);
    writer.bytes(ascii('","time_out":"'));
    this.#clock.writeMicros(writer, at + 45_000); // the venue takes some 45 µs
    writer.bytes(ascii('"}'));
    return writer.finish();
  }

  /** The trades of the market's last event. */
  trades(market: Market, at: Instant): Uint8Array {
    this.#writer.begin();
    this.#writer.bytes(TRADES.update);
    const { buyerIsAggressor } = market;
    for (let index = 0; index < market.printCount; index++) {
      const { tick, size } = market.print(index);
      this.#writeTrade(market, index > 0, { at, id: market.tradeIdOf(index), tick, size, buyerIsAggressor });
    }
    this.#writer.bytes(END_DATA);
    return this.#writer.finish();
  }

  /** The last trades, oldest first. */
  tradeSnapshot(market: Market): Uint8Array {
    this.#writer.begin();
    this.#writer.bytes(TRADES.snapshot);
    market.recentTrades().toReversed().forEach((trade, index) => this.#writeTrade(market, index > 0, trade));
    this.#writer.bytes(END_DATA);
    return this.#writer.finish();
  }

  ticker(market: Market, type: "snapshot" | "update", at: Instant): Uint8Array {
    const writer = this.#writer;
    const { book } = market;
    writer.begin();
    writer.bytes(this.#textsOf(market).ticker[type]);
    writer.bytes(BID);
    this.#writePrice(market, book.tickAt(book.bestBid));
    writer.bytes(BID_SIZE);
    this.#writeSize(market, book.bidAt(book.bestBid));
    writer.bytes(ASK);
    this.#writePrice(market, book.tickAt(book.bestAsk));
    writer.bytes(ASK_SIZE);
    this.#writeSize(market, book.askAt(book.bestAsk));
    writer.bytes(LAST);
    this.#writePrice(market, market.lastTick);
    writer.bytes(VOLUME);
    this.#writeSize(market, market.volume);
    writer.bytes(VWAP);
    this.#writePrice(market, market.vwapTick);
    writer.bytes(LOW);
    this.#writePrice(market, market.lowTick);
    writer.bytes(HIGH);
    this.#writePrice(market, market.highTick);
    writer.bytes(CHANGE);
    const change = market.lastTick - market.openTick;
    if (change < 0) writer.byte(MINUS);
    this.#writePrice(market, Math.abs(change));
    writer.bytes(CHANGE_PERCENT);
    if (change < 0) writer.byte(MINUS);
    writer.decimal(Math.floor((Math.abs(change) * 10_000) / market.openTick), 2);
    writer.bytes(TRADE_COUNT);
    writer.integer(market.trades);
    writer.bytes(TIMESTAMP);
    this.#clock.writeMicros(writer, at);
    writer.bytes(END_FRAME);
    return writer.finish();
  }

  /** The whole book, which must be truncated to the subscribed depth. */
  bookSnapshot(market: Market, at: Instant): Uint8Array {
    const { book } = market;
    this.#writer.begin();
    this.#writer.bytes(this.#textsOf(market).book.snapshot);
    book.bidRungs(0).forEach((rung, rank) => this.#writeLevel(market, rank > 0, book.tickAt(rung), book.bidAt(rung)));
    this.#writer.bytes(ASKS);
    book.askRungs(0).forEach((rung, rank) => this.#writeLevel(market, rank > 0, book.tickAt(rung), book.askAt(rung)));
    return this.#finishBook(market, at);
  }

  /** The collected changes; a size of 0 removes a level. */
  bookUpdate(market: Market, at: Instant): Uint8Array {
    const { book } = market;
    this.#writer.begin();
    this.#writer.bytes(this.#textsOf(market).book.update);
    for (let i = 0; i < book.changedBidCount; i++) {
      const rung = book.changedBids[i] as number; // below the count
      this.#writeLevel(market, i > 0, book.tickAt(rung), book.bidAt(rung));
    }
    this.#writer.bytes(ASKS);
    for (let i = 0; i < book.changedAskCount; i++) {
      const rung = book.changedAsks[i] as number; // below the count
      this.#writeLevel(market, i > 0, book.tickAt(rung), book.askAt(rung));
    }
    return this.#finishBook(market, at);
  }

  #finishBook(market: Market, at: Instant): Uint8Array {
    const writer = this.#writer;
    writer.bytes(CHECKSUM);
    writer.integer(this.#textsOf(market).checksum.value());
    writer.bytes(TIMESTAMP);
    this.#clock.writeMicros(writer, at);
    writer.bytes(END_FRAME);
    return writer.finish();
  }

  #writeTrade(market: Market, after: boolean, trade: TapeEntry): void {
    const writer = this.#writer;
    if (after) writer.byte(COMMA);
    writer.bytes(this.#textsOf(market).trade);
    writer.bytes(trade.buyerIsAggressor ? BOUGHT : SOLD);
    this.#writePrice(market, trade.tick);
    writer.bytes(LEVEL_SIZE);
    this.#writeSize(market, trade.size);
    writer.bytes(TRADE_ID);
    writer.integer(trade.id);
    writer.bytes(TIMESTAMP);
    this.#clock.writeMicros(writer, trade.at);
    writer.bytes(END_TRADE);
  }

  #writeLevel(market: Market, after: boolean, tick: number, size: number): void {
    const writer = this.#writer;
    if (after) writer.byte(COMMA);
    writer.bytes(LEVEL_PRICE);
    this.#writePrice(market, tick);
    writer.bytes(LEVEL_SIZE);
    this.#writeSize(market, size);
    writer.bytes(END_LEVEL);
  }

  #writePrice({ scale }: Market, tick: number): void {
    this.#writer.decimal(tick * scale.tickUnits, scale.pricePlaces);
  }

  #writeSize({ scale }: Market, size: number): void {
    this.#writer.decimal(size * scale.stepUnits, scale.sizePlaces);
  }

  #textsOf(market: Market): Texts {
    let texts = this.#texts.get(market);
    if (texts === undefined) this.#texts.set(market, (texts = textsOf(market)));
    return texts;
  }
}

function textsOf({ profile: { symbol }, book: levels, scale }: Market): Texts {
  const frame = (channel: string, type: string): string =>
    `{"channel":"${channel}","type":"${type}","data":[{"symbol":"${symbol}`;
  const book = (type: string): Uint8Array => ascii(`${frame("book", type)}","bids":[`);
  const ticker = (type: string): Uint8Array => ascii(frame("ticker", type));
  return {
    checksum: new BookChecksum(levels, scale),
    trade: ascii(`{"symbol":"${symbol}`),
    ticker: { snapshot: ticker("snapshot"), update: ticker("update") },
    book: { snapshot: book("snapshot"), update: book("update") },
  };
}

/** The instrument channel's snapshot: it states the precisions that the checksum needs. */
export function instrumentSnapshot(markets: readonly Market[]): string {
  const assets = [...new Set(markets.flatMap(({ profile }) => [profile.base, profile.quote]))].sort();
  return `{"channel":"instrument","type":"snapshot","data":{"assets":[${assets.map(asset).join(",")}],` +
    `"pairs":[${markets.map(pair).join(",")}]}}`;
}

const asset = (id: string): string =>
  `{"id":"${id}","status":"enabled","precision":10,"precision_display":5,"borrowable":true,"collateral_value":1.00,` +
  '"margin_rate":0.020000}';

function pair({ profile, scale }: Market): string {
  const tick = formatDecimal(scale.tickUnits, scale.pricePlaces);
  const step = formatDecimal(scale.stepUnits, scale.sizePlaces);
  return `{"symbol":"${profile.symbol}","base":"${profile.base}","quote":"${profile.quote}","status":"online",` +
    `"qty_precision":${scale.sizePlaces},"qty_increment":${step},"price_precision":${scale.pricePlaces},` +
    '"cost_precision":5,"marginable":true,"has_index":true,"cost_min":0.50,"margin_initial":0.20,' +
    '"position_limit_long":500,"position_limit_short":400,' +
    `"tick_size":${tick},"price_increment":${tick},"qty_min":${step}}`;
}
