import { VenueBook } from "./venue-book.ts";

type Level = readonly [price: string, size: string];

interface Diff {
  readonly last: number;
  readonly bids: readonly string[];
  readonly asks: readonly string[];
}

interface Truth {
  readonly book: VenueBook;
  /** Binance: diffs before the snapshot; undefined once it has come. */
  waiting: Diff[] | undefined;
}

const flat = (levels: readonly Level[]): string[] => levels.flatMap(([price, size]) => [price, size]);

/** Places that are enough for every instrument of the generator. */
const PLACES = 8;

/**
 * The books as the venues have them, from a session in which nothing was lost: frames are applied as they come, with
 * none of the adapters' code and none of their checks.
 */
export class VenueTruth {
  readonly #books = new Map<string, Truth>();

  book(symbol: string): VenueBook | undefined {
    return this.#books.get(symbol)?.book;
  }

  rest(url: string, body: string): void {
    const symbol = /[?&]symbol=(\w+)/.exec(url)?.[1];
    if (symbol === undefined) return;
    const { lastUpdateId, bids, asks } = JSON.parse(body) as { lastUpdateId: number; bids: Level[]; asks: Level[] };
    const truth = this.#of(symbol);
    if (truth.waiting === undefined) return;
    truth.book.snapshot(flat(bids), flat(asks), 0);
    for (const diff of truth.waiting) if (diff.last > lastUpdateId) truth.book.change(diff.bids, diff.asks, 0);
    truth.waiting = undefined;
  }

  frame(venue: string, text: string): void {
    if (venue === "BINANCE") this.#binance(JSON.parse(text) as BinanceFrame);
    else if (venue === "COINBASE") this.#coinbase(JSON.parse(text) as CoinbaseFrame);
    else if (venue === "KRAKEN") this.#kraken(JSON.parse(text) as KrakenFrame);
  }

  #binance({ data }: BinanceFrame): void {
    if (data?.e !== "depthUpdate") return;
    const truth = this.#of(data.s);
    const diff = { last: data.u, bids: flat(data.b), asks: flat(data.a) };
    if (truth.waiting === undefined) truth.book.change(diff.bids, diff.asks, 0);
    else truth.waiting.push(diff);
  }

  #coinbase({ channel, events = [] }: CoinbaseFrame): void {
    if (channel !== "l2_data") return;
    for (const { type, product_id: symbol, updates } of events) {
      const side = (wanted: string): string[] =>
        updates
          .filter((update) => update.side === wanted)
          .flatMap(({ price_level, new_quantity }) => [price_level, new_quantity]);
      const { book } = this.#of(symbol);
      if (type === "snapshot") book.snapshot(side("bid"), side("offer"), 0);
      else book.change(side("bid"), side("offer"), 0);
    }
  }

  #kraken({ channel, type, data = [] }: KrakenFrame): void {
    if (channel !== "book") return;
    for (const { symbol, bids = [], asks = [] } of data) {
      const texts = (levels: readonly KrakenLevel[]): string[] =>
        levels.flatMap(({ price, qty }) => [price.toFixed(PLACES), qty.toFixed(PLACES)]);
      const { book } = this.#of(symbol);
      if (type === "snapshot") book.snapshot(texts(bids), texts(asks), KRAKEN_DEPTH);
      else book.change(texts(bids), texts(asks), KRAKEN_DEPTH);
    }
  }

  #of(symbol: string): Truth {
    let truth = this.#books.get(symbol);
    if (truth === undefined) this.#books.set(symbol, (truth = { book: new VenueBook(), waiting: [] }));
    return truth;
  }
}

/** Of the generator's profile. */
const KRAKEN_DEPTH = 25;

interface BinanceFrame {
  readonly data?: {
    readonly e?: string;
    readonly s: string;
    readonly u: number;
    readonly b: readonly Level[];
    readonly a: readonly Level[];
  };
}

interface CoinbaseFrame {
  readonly channel?: string;
  readonly events?: readonly {
    readonly type: string;
    readonly product_id: string;
    readonly updates: readonly { readonly side: string; readonly price_level: string; readonly new_quantity: string }[];
  }[];
}

interface KrakenLevel {
  readonly price: number;
  readonly qty: number;
}

interface KrakenFrame {
  readonly channel?: string;
  readonly type?: string;
  readonly data?: readonly {
    readonly symbol: string;
    readonly bids?: readonly KrakenLevel[];
    readonly asks?: readonly KrakenLevel[];
  }[];
}
