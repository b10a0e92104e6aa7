import type { AdapterFactory } from "./adapter.ts";
import { binanceCoinM, binanceSpot, binanceUsdM } from "./binance/adapter.ts";
import { coinbase } from "./coinbase/adapter.ts";
import { kraken } from "./kraken/adapter.ts";

export type {
  AdapterFactory, FrameVerdict, GapReason, InstrumentRegistry, VenueAdapter, VenueSink,
} from "./adapter.ts";
export { binanceCoinM, binanceSpot, binanceUsdM, coinbase, kraken };

const ADAPTERS: ReadonlyMap<string, AdapterFactory> = new Map([
  ["BINANCE", binanceSpot],
  ["BINANCE_USDM", binanceUsdM],
  ["BINANCE_COINM", binanceCoinM],
  ["COINBASE", coinbase],
  ["KRAKEN", kraken],
]);

/** The adapter that understands the frames of `venue` (see Venue), or undefined if there is none. */
export const adapterFor = (venue: string): AdapterFactory | undefined => ADAPTERS.get(venue);

/** Every venue that has an adapter. */
export const mappedVenues: readonly string[] = [...ADAPTERS.keys()];
export { silenceLimit } from "./silence.ts";
