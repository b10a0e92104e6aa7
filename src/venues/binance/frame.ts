import { parseDecimal } from "../../market/decimal.ts";
import { Aggressor, type Quote, type Trade } from "../../market/event.ts";
import type { Instant } from "../../kernel/time.ts";
import type { EpochTime } from "../epoch-time.ts";
import { describe, malformed } from "../frame-error.ts";
import { counterAt, idAt, textAt, type Fields } from "../frame-json.ts";
import { precisionsAsWritten, type InstrumentTable } from "../instrument-table.ts";
import { quoteOf } from "../quote-of.ts";
import { appendPairs, levelsOf, withoutEmptyLevels } from "../levels.ts";
import type { BookChange } from "../book-standing.ts";
import type { DepthDiff } from "./depth-book.ts";

/** What the readers of a frame share. */
export interface FrameContext {
  readonly table: InstrumentTable;
  readonly time: EpochTime;
  readonly at: Instant;
}

/** Of the venue's times `T` is the matching engine's and `E` the publisher's: `T` where there is one. */
function eventTime(data: Fields, time: EpochTime): Instant {
  const matched = data["T"];
  return time.fromUnix(matched === undefined ? data["E"] : matched);
}

/** `trade` and `aggTrade`, which differ in the name of the id (`t`, `a`). `m`: the buyer was the maker. */
export function readTrade(data: Fields, context: FrameContext): Trade {
  const price = textAt(data["p"], "p");
  const size = textAt(data["q"], "q");
  const buyerMade = data["m"];
  if (typeof buyerMade !== "boolean") throw malformed(`m is ${describe(buyerMade)}`, "true or false");
  const tradeId = idAt(data["t"] === undefined ? data["a"] : data["t"], "the trade id");
  const tsEvent = eventTime(data, context.time);
  const symbol = textAt(data["s"], "s");
  const { table } = context;
  const instrument = table.known(symbol) ?? table.learn(symbol, [price, size], precisionsAsWritten);
  return {
    instrument,
    tsEvent,
    tsInit: context.at,
    kind: "trade",
    price: parseDecimal(price, instrument.pricePrecision),
    size: parseDecimal(size, instrument.sizePrecision),
    aggressor: buyerMade ? Aggressor.seller : Aggressor.buyer,
    tradeId,
  };
}

/** `bookTicker`; spot's has neither a time nor an event name. */
export function readQuote(data: Fields, context: FrameContext): Quote {
  const bidPrice = textAt(data["b"], "b");
  const bidSize = textAt(data["B"], "B");
  const askPrice = textAt(data["a"], "a");
  const askSize = textAt(data["A"], "A");
  const tsEvent = eventTime(data, context.time);
  const symbol = textAt(data["s"], "s");
  const { table } = context;
  const instrument =
    table.known(symbol) ?? table.learn(symbol, [bidPrice, bidSize, askPrice, askSize], precisionsAsWritten);
  return quoteOf(instrument, tsEvent, context.at, bidPrice, bidSize, askPrice, askSize);
}

/** `depthUpdate`. */
export function readDiff(data: Fields, context: FrameContext): DepthDiff {
  const rawBids: string[] = [];
  const rawAsks: string[] = [];
  appendPairs(rawBids, data["b"], "b");
  appendPairs(rawAsks, data["a"], "a");
  const first = counterAt(data["U"], "U");
  const last = counterAt(data["u"], "u");
  if (first > last) throw malformed(`U is ${first} and u is ${last}`, "U <= u");
  const previous = data["pu"] === undefined ? 0 : counterAt(data["pu"], "pu");
  const tsEvent = eventTime(data, context.time);
  const symbol = textAt(data["s"], "s");
  const { table } = context;
  const instrument = table.known(symbol) ?? table.learn(symbol, [...rawBids, ...rawAsks], precisionsAsWritten);
  const bids = levelsOf(rawBids, instrument);
  const asks = levelsOf(rawAsks, instrument);
  return {
    first,
    last,
    previous,
    event: { instrument, tsEvent, tsInit: context.at, kind: "delta", bids, asks, sequence: last, depth: 0 },
    rawBids,
    rawAsks,
    checksum: -1,
  };
}

/** A REST snapshot has been read. */
export interface DepthSnapshot extends BookChange {
  readonly lastUpdateId: number;
}

/** The answer of `/depth`: `lastUpdateId`, `bids`, `asks`; of futures also `E` and `T`. */
export function readSnapshot(body: Fields, symbol: string, context: FrameContext): DepthSnapshot {
  const rawBids: string[] = [];
  const rawAsks: string[] = [];
  appendPairs(rawBids, body["bids"], "bids");
  appendPairs(rawAsks, body["asks"], "asks");
  const lastUpdateId = counterAt(body["lastUpdateId"], "lastUpdateId");
  const tsEvent = eventTime(body, context.time);
  const { table } = context;
  const instrument = table.known(symbol) ?? table.learn(symbol, [...rawBids, ...rawAsks], precisionsAsWritten);
  const bids = levelsOf(rawBids, instrument);
  const asks = levelsOf(rawAsks, instrument);
  withoutEmptyLevels(bids, rawBids);
  withoutEmptyLevels(asks, rawAsks);
  return {
    lastUpdateId,
    event: { instrument, tsEvent, tsInit: context.at, kind: "snapshot", bids, asks, sequence: lastUpdateId, depth: 0 },
    rawBids,
    rawAsks,
    checksum: -1,
  };
}
