import { ms, sec, us, type Instant } from "../../kernel/time.ts";
import { productList, PRODUCTS_URL } from "./coinbase-products.ts";
import { CoinbaseFrames, type Fill } from "./coinbase-frames.ts";
import { ascii } from "./frame-writer.ts";
import type { Market } from "./market.ts";
import { VenueFeed, type FeedContext } from "./venue-feed.ts";

const BATCH_PERIOD = ms(50);
const REST_ROUND_TRIP = ms(60);
/** In the order in which a client subscribes to them. */
const CHANNELS = ["market_trades", "ticker", "level2", "heartbeats"] as const;
type Channel = (typeof CHANNELS)[number];

/** What has happened to one product since its last batch. */
interface Pending {
  readonly market: Market;
  readonly fills: Fill[];
  touchMoved: boolean;
  lastEvent: Instant;
}

/**
 * Coinbase Advanced Trade: trades, tickers, level 2 and heartbeats on one connection, in batches of 50 ms. One
 * `sequence_num` counts every frame of the connection, so a frame lost on any channel puts every book in doubt: the
 * client then subscribes to level 2 anew and gets whole books.
 */
export class CoinbaseFeed extends VenueFeed {
  protected override readonly address = "wss://advanced-trade-ws.coinbase.com";
  readonly #pending: readonly Pending[];
  readonly #frames: CoinbaseFrames;
  readonly #symbols: readonly string[];
  readonly #subscribed = new Set<Channel>();
  /** Heartbeats count the venue's own seconds, not the connection's. */
  readonly #upSeconds: number;

  constructor(context: FeedContext) {
    super(context);
    this.#frames = new CoinbaseFrames(this.writer, this.clock);
    this.#symbols = this.markets.map((market) => market.profile.symbol);
    this.#upSeconds = this.session.between(10_000, 90_000);
    this.#pending = this.markets.map((market) => ({ market, fills: [], touchMoved: false, lastEvent: 0 }));
    this.#pending.forEach((pending) => {
      this.every(BATCH_PERIOD, this.session.below(BATCH_PERIOD), (at) => this.#flush(pending, at));
    });
    this.every(sec(1), ms(this.session.below(1_000)), (at) => this.#beat(at));
  }

  protected override requestInstruments(at: Instant): void {
    const body = ascii(productList(this.markets));
    this.at(at, () => this.link.rest(at + REST_ROUND_TRIP, PRODUCTS_URL, body));
  }

  protected override opened(at: Instant): void {
    this.#frames.nextSequence = 0;
    CHANNELS.forEach((channel, index) => this.#subscribe(channel, at + us(200) * (index + 1)));
  }

  protected override closed(): void {
    this.#subscribed.clear();
  }

  protected override published(market: Market, at: Instant): void {
    if (!this.online) return;
    const pending = this.#pending[this.markets.indexOf(market)] as Pending; // one for every market, in their order
    pending.lastEvent = at;
    pending.touchMoved ||= market.touchMoved;
    for (let index = 0; index < market.printCount; index++) {
      const { tick, size } = market.print(index);
      const id = market.tradeIdOf(index);
      pending.fills.push({ at, id, tick, size, buyerIsAggressor: market.buyerIsAggressor });
    }
  }

  #subscribe(channel: Channel, at: Instant): void {
    this.atIfConnected(at, () => {
      this.link.send(at, this.#request("subscribe", channel));
      this.atIfConnected(at + this.link.uplink, (received) => this.#accept(channel, received));
    });
  }

  /** The client has seen a hole in the sequence: it drops level 2 and asks for it again, with new books. */
  #resubscribe(at: Instant): void {
    this.atIfConnected(at, () => {
      this.link.send(at, this.#request("unsubscribe", "level2"));
      this.atIfConnected(at + this.link.uplink, (received) => {
        this.#subscribed.delete("level2");
        this.link.frame(received, this.#frames.subscriptions(received, this.#subscriptions()));
      });
      this.#subscribe("level2", at + us(300));
    });
  }

  #request(type: "subscribe" | "unsubscribe", channel: Channel): string {
    return `{"type":"${type}","product_ids":${JSON.stringify(this.#symbols)},"channel":"${channel}"}`;
  }

  /** The venue accepts a subscription: the state of each product first, then the list of subscriptions. */
  #accept(channel: Channel, at: Instant): void {
    for (const pending of this.#pending) {
      const { market } = pending;
      if (channel === "market_trades") {
        pending.fills.length = 0;
        this.link.frame(at, this.#frames.trades(market, "snapshot", market.recentTrades(), at));
      } else if (channel === "ticker") {
        pending.touchMoved = false;
        this.link.frame(at, this.#frames.ticker(market, "snapshot", at));
      } else if (channel === "level2") {
        market.book.clearChanges();
        this.link.frame(at, this.#frames.bookSnapshot(market, at));
      }
    }
    this.#subscribed.add(channel);
    this.link.frame(at, this.#frames.subscriptions(at, this.#subscriptions()));
  }

  #subscriptions(): string {
    const names = [...this.#subscribed].sort();
    const lists = names.map((name) => [name, name === "heartbeats" ? ["heartbeats"] : this.#symbols]);
    return JSON.stringify(Object.fromEntries(lists));
  }

  #flush(pending: Pending, at: Instant): void {
    if (!this.online) return;
    const { market, fills } = pending;
    const traded = fills.length > 0;
    if (traded && this.#subscribed.has("market_trades")) this.#sendTrades(market, fills, at);
    if ((traded || pending.touchMoved) && this.#subscribed.has("ticker")) {
      this.link.frame(at, this.#frames.ticker(market, "update", at));
    }
    if (this.#subscribed.has("level2")) this.#sendBook(pending, at);
    fills.length = 0;
    pending.touchMoved = false;
  }

  #sendTrades(market: Market, fills: readonly Fill[], at: Instant): void {
    const cut = this.cutNextTrade;
    this.link.frame(at, this.cutIfDue(this.#frames.trades(market, "update", fills.toReversed(), at)));
    if (cut) this.#resubscribe(at + ms(this.session.between(200, 400)));
  }

  #sendBook(pending: Pending, at: Instant): void {
    const { book } = pending.market;
    book.collectChanges();
    if (book.changedBidCount + book.changedAskCount === 0) return;
    const frame = this.#frames.bookUpdate(pending.market, pending.lastEvent, at);
    if (this.loseNextBook && pending.market === this.markets[0]) {
      this.loseNextBook = false;
      this.#resubscribe(at + ms(this.session.between(200, 400)));
    } else {
      this.link.frame(at, frame);
    }
    book.clearChanges();
  }

  #beat(at: Instant): void {
    if (!this.online || !this.#subscribed.has("heartbeats")) return;
    this.link.frame(at, this.#frames.heartbeat(at, this.#upSeconds + Math.floor(at / sec(1))));
  }
}
