import type { Duration, Instant } from "../../kernel/time.ts";
import type { Clustering } from "./quantiles.ts";

/** The venues whose protocol the generator speaks. */
export type GeneratedVenue = "BINANCE" | "COINBASE" | "KRAKEN";

/** One instrument. Prices and sizes are decimal text, as venues state them; at most 9 decimal places. */
export interface InstrumentProfile {
  /** The symbol as the venue writes it: `BTCUSDT`, `BTC-USD`, `BTC/USD`. */
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** A multiple of `tick`, more than 4,096 ticks. */
  readonly startPrice: string;
  readonly tick: string;
  readonly sizeStep: string;
  /** The mean size of an order. */
  readonly typicalSize: string;
  /** Events of the order book in a second, on average. A venue sends about one frame an event, or batches them. */
  readonly eventsPerSecond: number;
  /** Changes deep in the book that come with every event: they make batches longer, not more frequent. */
  readonly deepChanges: number;
  /** Price levels a side that the book tends to: 15 … 1,000. */
  readonly levels: number;
}

export interface VenueProfile {
  readonly venue: GeneratedVenue;
  readonly instruments: readonly InstrumentProfile[];
  readonly clustering: Clustering;
  /** The least time over the wire, one way. */
  readonly wireFloor: Duration;
  /** Levels a side of a snapshot: the limit of Binance's REST body, Kraken's subscribed depth; 0 is the whole book. */
  readonly depth: number;
}

/**
 * Something that goes wrong, or wild, at an instant.
 *
 * - `burst`: every venue's events come `times` as fast for a while.
 * - `sequenceGap`: one book frame of the venue's first instrument is lost, and the session resynchronises as a client
 *   of that venue does. On Kraken a loss that the next frames heal by themselves goes on until one shows.
 * - `disconnect`: the connection is cut for `lasting`; what is on the wire is lost; then the session starts anew.
 * - `malformedFrame`: the venue's next trade frame is cut in the middle of its JSON. On Coinbase that costs a sequence
 *   number, on Kraken it could have been a book's: there a resynchronisation follows.
 */
export type Incident =
  | { readonly kind: "burst"; readonly at: Instant; readonly lasting: Duration; readonly times: number }
  | { readonly kind: "sequenceGap"; readonly venue: GeneratedVenue; readonly at: Instant }
  | { readonly kind: "disconnect"; readonly venue: GeneratedVenue; readonly at: Instant; readonly lasting: Duration }
  | { readonly kind: "malformedFrame"; readonly venue: GeneratedVenue; readonly at: Instant };

/** A session to generate: typed data, no code. */
export interface TrafficProfile {
  readonly name: string;
  /** Unix nanoseconds of instant 0. */
  readonly epochUnixNs: bigint;
  /** No record is at or after this instant. */
  readonly duration: Duration;
  /** The most frames to generate, over all venues. */
  readonly messages?: number;
  readonly venues: readonly VenueProfile[];
  readonly incidents: readonly Incident[];
}
