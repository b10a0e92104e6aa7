import type { Venue } from "../../market/instrument.ts";

/**
 * What differs between Binance's markets. Spot numbers the changes of one symbol, futures number those of all symbols
 * with one counter, so a futures diff names its predecessor (`pu`).
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams (How to manage a local order book)
 * @see https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams
 */
export interface Segment {
  readonly venue: Venue;
  /** A diff that a snapshot of this id already holds. */
  covered(diff: UpdateIds, lastUpdateId: number): boolean;
  /** The first diff after a snapshot of this id joins it without a hole. */
  bridges(diff: UpdateIds, lastUpdateId: number): boolean;
  /** `diff` comes directly after the one that ended at `last`. */
  follows(diff: UpdateIds, last: number): boolean;
  /** The id by which `follows` was decided, and what it had to be: for people. */
  linkOf(diff: UpdateIds): number;
  linkAfter(last: number): number;
}

/** The ids of a depth diff: `U`, `u` and, of futures, `pu`. */
export interface UpdateIds {
  readonly first: number;
  readonly last: number;
  /** `pu`; 0 on spot. */
  readonly previous: number;
}

export const SPOT: Segment = {
  venue: "BINANCE",
  covered: (diff, lastUpdateId) => diff.last <= lastUpdateId,
  bridges: (diff, lastUpdateId) => diff.first <= lastUpdateId + 1 && lastUpdateId + 1 <= diff.last,
  follows: (diff, last) => diff.first === last + 1,
  linkOf: (diff) => diff.first,
  linkAfter: (last) => last + 1,
};

/**
 * `pu === lastUpdateId` joins too, although the venue's text does not name it: the diff says itself that it follows the
 * snapshot's state. It happens when the diff that ended at the snapshot came before it and nothing was left to bridge.
 */
const bridgesFutures = (diff: UpdateIds, lastUpdateId: number): boolean =>
  (diff.first <= lastUpdateId && lastUpdateId <= diff.last) || diff.previous === lastUpdateId;

export const USD_M: Segment = {
  venue: "BINANCE_USDM",
  covered: (diff, lastUpdateId) => diff.last < lastUpdateId,
  bridges: bridgesFutures,
  follows: (diff, last) => diff.previous === last,
  linkOf: (diff) => diff.previous,
  linkAfter: (last) => last,
};

export const COIN_M: Segment = { ...USD_M, venue: "BINANCE_COINM" };
