import { ms, sec, us, type Instant } from "../../kernel/time.ts";
import { instrumentSnapshot, KrakenFrames } from "./kraken-frames.ts";
import { CHECKED_LEVELS } from "./book-checksum.ts";
import { ascii } from "./frame-writer.ts";
import type { Market } from "./market.ts";
import { VenueFeed, type FeedContext } from "./venue-feed.ts";

/** In the order in which a client subscribes to them. */
const CHANNELS = ["instrument", "book", "trade", "ticker"] as const;
type Channel = (typeof CHANNELS)[number];

/**
 * Kraken's websocket v2: instruments, books of a subscribed depth, trades and tickers, at once and without sequence
 * numbers. Every book frame carries the checksum of the best ten levels; the client keeps the best `depth` levels and
 * hears nothing of those that fall out, and the feed's book forgets them likewise.
 */
export class KrakenFeed extends VenueFeed {
  protected override readonly address = "wss://ws.kraken.com/v2";
  readonly #frames: KrakenFrames;
  readonly #subscribed = new Set<Channel>();
  /** Markets whose book is being subscribed to anew. */
  readonly #bookless = new Set<Market>();
  /** What the client of a lost frame still holds, by rung; undefined when nothing was lost. */
  #lost: Map<number, number> | undefined;

  constructor(context: FeedContext) {
    super(context);
    this.#frames = new KrakenFrames(this.writer, this.clock);
    this.every(sec(1), ms(this.session.below(1_000)), (at) => {
      if (this.online && this.#subscribed.size > 0) this.link.frame(at, this.#frames.heartbeat);
    });
  }

  protected override requestInstruments(): void {} // they come in band

  protected override opened(at: Instant): void {
    const high = this.session.between(1_000_000_000, 1_800_000_000);
    const connectionId = `${high}${this.session.between(100_000_000, 999_999_999)}`;
    this.atIfConnected(at + us(500), (now) => this.link.frame(now, this.#frames.status(connectionId)));
    CHANNELS.forEach((channel, index) => this.#subscribe(channel, this.#symbols(), at + ms(2) + us(200) * index));
  }

  protected override closed(): void {
    this.#subscribed.clear();
    this.#bookless.clear();
    this.#lost = undefined;
  }

  protected override published(market: Market, at: Instant): void {
    if (!this.online) return;
    if (this.#subscribed.has("book") && !this.#bookless.has(market)) this.#sendBook(market, at);
    if (market.printCount > 0 && this.#subscribed.has("trade")) this.#sendTrades(market, at);
    if (market.touchMoved && this.#subscribed.has("ticker")) {
      this.link.frame(at, this.#frames.ticker(market, "update", at));
    }
  }

  #symbols(): readonly string[] {
    return this.markets.map((market) => market.profile.symbol);
  }

  #subscribe(channel: Channel, symbols: readonly string[], at: Instant): void {
    this.atIfConnected(at, () => {
      this.link.send(at, request("subscribe", { channel, ...this.#parameters(channel, symbols), snapshot: true }));
      this.atIfConnected(at + this.link.uplink, (received) => this.#accept(channel, symbols, received));
    });
  }

  #parameters(channel: Channel, symbol: readonly string[]): object {
    if (channel === "instrument") return {};
    if (channel === "book") return { symbol, depth: this.venue.depth };
    return channel === "ticker" ? { symbol, event_trigger: "bbo" } : { symbol };
  }

  /** The venue accepts: an answer for every symbol, then the state of each. */
  #accept(channel: Channel, symbols: readonly string[], at: Instant): void {
    this.#subscribed.add(channel);
    if (channel === "instrument") {
      this.#answer("subscribe", { channel, snapshot: true }, at);
      this.link.frame(at, ascii(instrumentSnapshot(this.markets)));
      return;
    }
    for (const symbol of symbols) this.#answer("subscribe", this.#answered(channel, symbol), at);
    for (const market of this.markets.filter(({ profile }) => symbols.includes(profile.symbol))) {
      if (channel === "book") {
        this.#bookless.delete(market);
        market.book.truncate(this.venue.depth);
        market.book.clearChanges();
        this.link.frame(at, this.#frames.bookSnapshot(market, at));
      } else if (channel === "ticker") {
        this.link.frame(at, this.#frames.ticker(market, "snapshot", at));
      } else {
        this.link.frame(at, this.#frames.tradeSnapshot(market));
      }
    }
  }

  /** Fields in the order of the wire. */
  #answered(channel: Channel, symbol: string): object {
    if (channel === "book") return { channel, depth: this.venue.depth, snapshot: true, symbol };
    return channel === "ticker"
      ? { channel, event_trigger: "bbo", snapshot: true, symbol }
      : { channel, snapshot: true, symbol };
  }

  #answer(method: "subscribe" | "unsubscribe", result: object, at: Instant): void {
    this.link.frame(at, this.#frames.answer(method, JSON.stringify(result), at));
  }

  /** After a frame that cannot be read, a client cannot know that it was no book's: it asks for every book anew. */
  #sendTrades(market: Market, at: Instant): void {
    const cut = this.cutNextTrade;
    this.link.frame(at, this.cutIfDue(this.#frames.trades(market, at)));
    if (cut) this.#resubscribeBooks(this.markets, at + ms(this.session.between(200, 400)));
  }

  #sendBook(market: Market, at: Instant): void {
    const { book } = market;
    book.truncate(this.venue.depth);
    book.collectChanges();
    if (book.changedBidCount + book.changedAskCount > 0) {
      if (market === this.markets[0] && this.loseNextBook) this.#loseOrShow(market, at);
      else this.link.frame(at, this.#frames.bookUpdate(market, at));
    }
    book.clearChanges();
  }

  /**
   * Loses frames until the next one shows it: its checksum covers a level that the client holds wrongly. A frame that
   * happens to restate all that was lost heals the client's book, and no client can tell.
   */
  #loseOrShow(market: Market, at: Instant): void {
    if (this.#lost !== undefined && this.#clientIsWrong(market, this.#lost)) {
      this.#lost = undefined;
      this.loseNextBook = false;
      this.link.frame(at, this.#frames.bookUpdate(market, at));
      this.#resubscribeBooks([market], at + ms(this.session.between(200, 400)));
      return;
    }
    const lost = (this.#lost ??= new Map());
    for (const rung of changedRungs(market)) if (!lost.has(rung)) lost.set(rung, market.book.signedBefore(rung));
  }

  /** Would the client's best ten still differ from the venue's, had it heard of this frame's changes? */
  #clientIsWrong(market: Market, lost: ReadonlyMap<number, number>): boolean {
    const { book } = market;
    const restated = new Set(changedRungs(market));
    const lowest = book.bidRungs(CHECKED_LEVELS).at(-1) ?? 0;
    const highest = book.askRungs(CHECKED_LEVELS).at(-1) ?? 0;
    for (const [rung, held] of lost) {
      if (rung >= lowest && rung <= highest && !restated.has(rung) && book.signedAt(rung) !== held) return true;
    }
    return false;
  }

  #resubscribeBooks(markets: readonly Market[], at: Instant): void {
    const symbols = markets.map((market) => market.profile.symbol);
    const parameters = { channel: "book", symbol: symbols, depth: this.venue.depth };
    this.atIfConnected(at, () => {
      this.link.send(at, request("unsubscribe", parameters));
      this.atIfConnected(at + this.link.uplink, (received) => {
        for (const market of markets) {
          this.#bookless.add(market);
          const { symbol } = market.profile;
          this.#answer("unsubscribe", { channel: "book", depth: this.venue.depth, symbol }, received);
        }
      });
      this.#subscribe("book", symbols, at + us(300));
    });
  }
}

const request = (method: "subscribe" | "unsubscribe", parameters: object): string =>
  JSON.stringify({ method, params: parameters });

const changedRungs = ({ book }: Market): readonly number[] => [
  ...book.changedBids.subarray(0, book.changedBidCount),
  ...book.changedAsks.subarray(0, book.changedAskCount),
];
