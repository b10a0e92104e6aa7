import { ms, us, type Instant } from "../../kernel/time.ts";
import { depthUrl, EXCHANGE_INFO_URL, exchangeInfo, WIRE_PLACES, writeDepth } from "./binance-rest.ts";
import { ascii } from "./frame-writer.ts";
import type { Market } from "./market.ts";
import { VenueFeed, type FeedContext } from "./venue-feed.ts";

const DEPTH_PERIOD = ms(100);
const REST_ROUND_TRIP = ms(60);

/** The parts of one symbol's frames that never change, and where its depth stream stands. */
interface Streams {
  readonly market: Market;
  readonly depthHead: Uint8Array;
  readonly symbolThenFirstId: Uint8Array;
  readonly tradeHead: Uint8Array;
  readonly symbolThenTradeId: Uint8Array;
  readonly tickerHead: Uint8Array;
  readonly symbolThenBid: Uint8Array;
  readonly priceZeros: number;
  readonly sizeZeros: number;
  /** The last update id that a depth frame has covered. */
  depthUpTo: number;
  /** A depth frame was lost: the client will find out by the next one. */
  gapUnseen: boolean;
}

const LAST_ID = ascii(',"u":');
const BIDS = ascii(',"b":[');
const ASKS = ascii('],"a":[');
const END_DEPTH = ascii("]}}");
const OPEN_LEVEL = ascii('["');
const OPEN_NEXT_LEVEL = ascii(',["');
const QUOTE_COMMA_QUOTE = ascii('","');
const CLOSE_LEVEL = ascii('"]');
const BID_SIZE = ascii('","B":"');
const ASK_PRICE = ascii('","a":"');
const ASK_SIZE = ascii('","A":"');
const END_TICKER = ascii('"}}');
const TRADE_PRICE = ascii(',"p":"');
const TRADE_SIZE = ascii('","q":"');
const TRADE_TIME = ascii('","T":');
const BUYER_IS_MAKER = ascii(',"m":true,"M":true}}');
const SELLER_IS_MAKER = ascii(',"m":false,"M":true}}');

/**
 * Binance spot: one combined stream of trades, best quotes (`bookTicker`, at once) and book changes (`depth@100ms`,
 * batched), with instruments and book snapshots over REST. Update ids follow the venue's rule: each depth frame's `U`
 * is the `u` of the one before plus 1, and a snapshot's `lastUpdateId` lies inside or before the next frame.
 */
export class BinanceFeed extends VenueFeed {
  readonly #streams: readonly Streams[];

  constructor(context: FeedContext) {
    super(context);
    this.#streams = this.markets.map(streamsOf);
    this.#streams.forEach((streams) => {
      this.every(DEPTH_PERIOD, this.session.below(DEPTH_PERIOD), (at) => this.#flushDepth(streams, at));
    });
  }

  protected override get address(): string {
    const names = this.markets.flatMap((market) => {
      const symbol = market.profile.symbol.toLowerCase();
      return [`${symbol}@depth@100ms`, `${symbol}@trade`, `${symbol}@bookTicker`];
    });
    return `wss://stream.binance.com:9443/stream?streams=${names.join("/")}`;
  }

  protected override requestInstruments(at: Instant): void {
    const body = ascii(exchangeInfo(this.markets, this.clock.unixMs(at)));
    this.at(at, () => this.link.rest(at + REST_ROUND_TRIP, EXCHANGE_INFO_URL, body));
  }

  protected override opened(at: Instant): void {
    this.#streams.forEach((streams, index) => {
      streams.market.book.clearChanges();
      streams.depthUpTo = streams.market.updateId;
      streams.gapUnseen = false;
      this.#requestDepth(streams, at + ms(250) + index * ms(120));
    });
  }

  protected override closed(): void {}

  protected override published(market: Market, at: Instant): void {
    if (!this.online) return;
    const streams = this.#streams[this.markets.indexOf(market)] as Streams; // one for every market, in their order
    for (let index = 0; index < market.printCount; index++) this.#sendTrade(streams, index, at);
    if (market.touchMoved) this.#sendTicker(streams, at);
  }

  /** The venue takes the snapshot at `at`; the body arrives half a round trip later, stale by then. */
  #requestDepth(streams: Streams, at: Instant): void {
    this.atIfConnected(at, () => {
      const { market } = streams;
      this.writer.begin();
      writeDepth(this.writer, market, this.venue.depth);
      const received = at + REST_ROUND_TRIP / 2 + us(this.session.below(20_000));
      this.link.rest(received, depthUrl(market, this.venue.depth), this.writer.finish());
    });
  }

  #flushDepth(streams: Streams, at: Instant): void {
    const { market } = streams;
    const { book } = market;
    if (!this.online || market.updateId === streams.depthUpTo) return;
    book.collectChanges();
    const firstId = streams.depthUpTo + 1;
    streams.depthUpTo = market.updateId;
    if (this.loseNextBook && market === this.markets[0]) {
      this.loseNextBook = false;
      streams.gapUnseen = true;
    } else {
      this.#sendDepth(streams, firstId, at);
      if (streams.gapUnseen) {
        streams.gapUnseen = false;
        this.#requestDepth(streams, at + ms(this.session.between(200, 400)));
      }
    }
    book.clearChanges();
  }

  #sendDepth(streams: Streams, firstId: number, at: Instant): void {
    const writer = this.writer;
    const { book } = streams.market;
    writer.begin();
    writer.bytes(streams.depthHead);
    writer.integer(this.clock.unixMs(at));
    writer.bytes(streams.symbolThenFirstId);
    writer.integer(firstId);
    writer.bytes(LAST_ID);
    writer.integer(streams.depthUpTo);
    writer.bytes(BIDS);
    for (let i = 0; i < book.changedBidCount; i++) {
      const rung = book.changedBids[i] as number; // below the count
      this.#writeLevel(streams, i === 0, book.tickAt(rung), book.bidAt(rung));
    }
    writer.bytes(ASKS);
    for (let i = 0; i < book.changedAskCount; i++) {
      const rung = book.changedAsks[i] as number; // below the count
      this.#writeLevel(streams, i === 0, book.tickAt(rung), book.askAt(rung));
    }
    writer.bytes(END_DEPTH);
    this.link.frame(at, writer.finish());
  }

  #writeLevel(streams: Streams, first: boolean, tick: number, size: number): void {
    this.writer.bytes(first ? OPEN_LEVEL : OPEN_NEXT_LEVEL);
    this.#writePrice(streams, tick);
    this.writer.bytes(QUOTE_COMMA_QUOTE);
    this.#writeSize(streams, size);
    this.writer.bytes(CLOSE_LEVEL);
  }

  #sendTicker(streams: Streams, at: Instant): void {
    const writer = this.writer;
    const { market } = streams;
    const { book } = market;
    writer.begin();
    writer.bytes(streams.tickerHead);
    writer.integer(market.updateId);
    writer.bytes(streams.symbolThenBid);
    this.#writePrice(streams, book.tickAt(book.bestBid));
    writer.bytes(BID_SIZE);
    this.#writeSize(streams, book.bidAt(book.bestBid));
    writer.bytes(ASK_PRICE);
    this.#writePrice(streams, book.tickAt(book.bestAsk));
    writer.bytes(ASK_SIZE);
    this.#writeSize(streams, book.askAt(book.bestAsk));
    writer.bytes(END_TICKER);
    this.link.frame(at, writer.finish());
  }

  #sendTrade(streams: Streams, index: number, at: Instant): void {
    const writer = this.writer;
    const { market } = streams;
    const print = market.print(index);
    writer.begin();
    writer.bytes(streams.tradeHead);
    writer.integer(this.clock.unixMs(at + us(400))); // published a little after it happened
    writer.bytes(streams.symbolThenTradeId);
    writer.integer(market.tradeIdOf(index));
    writer.bytes(TRADE_PRICE);
    this.#writePrice(streams, print.tick);
    writer.bytes(TRADE_SIZE);
    this.#writeSize(streams, print.size);
    writer.bytes(TRADE_TIME);
    writer.integer(this.clock.unixMs(at));
    writer.bytes(market.buyerIsAggressor ? SELLER_IS_MAKER : BUYER_IS_MAKER);
    this.link.frame(at, this.cutIfDue(writer.finish()));
  }

  #writePrice(streams: Streams, tick: number): void {
    const { scale } = streams.market;
    this.writer.decimal(tick * scale.tickUnits, scale.pricePlaces, streams.priceZeros);
  }

  #writeSize(streams: Streams, size: number): void {
    const { scale } = streams.market;
    this.writer.decimal(size * scale.stepUnits, scale.sizePlaces, streams.sizeZeros);
  }
}

function streamsOf(market: Market): Streams {
  const { symbol } = market.profile;
  const stream = `{"stream":"${symbol.toLowerCase()}@`;
  return {
    market,
    depthHead: ascii(`${stream}depth@100ms","data":{"e":"depthUpdate","E":`),
    symbolThenFirstId: ascii(`,"s":"${symbol}","U":`),
    tradeHead: ascii(`${stream}trade","data":{"e":"trade","E":`),
    symbolThenTradeId: ascii(`,"s":"${symbol}","t":`),
    tickerHead: ascii(`${stream}bookTicker","data":{"u":`),
    symbolThenBid: ascii(`,"s":"${symbol}","b":"`),
    priceZeros: WIRE_PLACES - market.scale.pricePlaces,
    sizeZeros: WIRE_PLACES - market.scale.sizePlaces,
    depthUpTo: 0,
    gapUnseen: false,
  };
}
