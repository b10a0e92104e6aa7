import type { Instant } from "../kernel/time.ts";
import type { Instrument } from "./instrument.ts";

/** Which side was the aggressor of a trade, where the venue says. */
export const Aggressor = { unknown: 0, buyer: 1, seller: 2 } as const;
export type Aggressor = (typeof Aggressor)[keyof typeof Aggressor];

/**
 * One side of a book or of a change to it, flat: price, size, price, size, … in the order the venue sent it. Integers
 * at the instrument's precisions. In a delta a size of 0 removes the level; a snapshot has no zero sizes.
 */
export type Levels = readonly number[];

/** What every event carries. `tsEvent` is the venue's own time, or UNKNOWN_INSTANT; `tsInit` is the receive time. */
interface Stamped {
  readonly instrument: Instrument;
  readonly tsEvent: Instant;
  readonly tsInit: Instant;
}

export interface Trade extends Stamped {
  readonly kind: "trade";
  readonly price: number;
  readonly size: number;
  readonly aggressor: Aggressor;
  /** The venue's id; "" where it gives none. Text: some venues' ids exceed 2^53. */
  readonly tradeId: string;
}

export interface Quote extends Stamped {
  readonly kind: "quote";
  readonly bidPrice: number;
  readonly bidSize: number;
  readonly askPrice: number;
  readonly askSize: number;
}

/** The whole book as the venue gave it; it replaces whatever was held. */
export interface BookSnapshot extends Stamped {
  readonly kind: "snapshot";
  readonly bids: Levels;
  readonly asks: Levels;
  /** The venue's sequence number of this state; 0 where it has none. */
  readonly sequence: number;
  /** Levels a side to keep after every change, best first; 0 keeps all. Kraken's subscribed depth. */
  readonly depth: number;
}

/** Absolute sizes of the levels that changed. */
export interface BookDelta extends Stamped {
  readonly kind: "delta";
  readonly bids: Levels;
  readonly asks: Levels;
  readonly sequence: number;
  /** See BookSnapshot.depth. */
  readonly depth: number;
}

export type MarketEvent = Trade | Quote | BookSnapshot | BookDelta;
