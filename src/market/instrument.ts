/** The three venues' market segments that wavetank maps. Names follow NautilusTrader's venue identifiers. */
export type Venue = "BINANCE" | "BINANCE_USDM" | "BINANCE_COINM" | "COINBASE" | "KRAKEN";

/** Topics of one instrument, built once: a template literal per message would cost more than the dispatch. */
export interface InstrumentTopics {
  readonly trades: string;
  readonly quotes: string;
  readonly bookDeltas: string;
  readonly bookSnapshots: string;
  readonly status: string;
  readonly definition: string;
}

/**
 * One tradable thing at one venue. Prices and sizes of its events are integers: the decimal value times
 * 10^precision. Identity is by reference within a run; `index` is dense from 0 in order of first appearance.
 */
export class Instrument {
  readonly venue: Venue;
  /** The symbol as the venue writes it: `BTCUSDT`, `BTC-USD`, `XBT/USD`. */
  readonly symbol: string;
  /** `SYMBOL.VENUE`, NautilusTrader's form. */
  readonly id: string;
  readonly index: number;
  readonly pricePrecision: number;
  readonly sizePrecision: number;
  readonly topics: InstrumentTopics;

  constructor(venue: Venue, symbol: string, index: number, pricePrecision: number, sizePrecision: number) {
    this.venue = venue;
    this.symbol = symbol;
    this.id = `${symbol}.${venue}`;
    this.index = index;
    this.pricePrecision = pricePrecision;
    this.sizePrecision = sizePrecision;
    this.topics = {
      trades: `data.trades.${venue}.${symbol}`,
      quotes: `data.quotes.${venue}.${symbol}`,
      bookDeltas: `data.book.deltas.${venue}.${symbol}`,
      bookSnapshots: `data.book.snapshots.${venue}.${symbol}`,
      status: `data.status.${venue}.${symbol}`,
      definition: `data.instrument.${venue}.${symbol}`,
    };
  }
}
