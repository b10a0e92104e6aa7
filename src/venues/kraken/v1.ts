import { UNKNOWN_INSTANT, type Instant } from "../../kernel/time.ts";
import { parseDecimal } from "../../market/decimal.ts";
import { Aggressor } from "../../market/event.ts";
import type { Instrument } from "../../market/instrument.ts";
import { describe, malformed } from "../frame-error.ts";
import { arrayAt, objectAt, textAt, type Fields } from "../frame-json.ts";
import { precisionsAsWritten } from "../instrument-table.ts";
import { appendPairs, levelsOf, withoutEmptyLevels } from "../levels.ts";
import { quoteOf } from "../quote-of.ts";
import { offeredDepth } from "./depths.ts";
import { checkLevelCount, type FrameContext, type Reading } from "./frame-context.ts";

/**
 * Websocket v1 data: `[channelID, payload, (payload,) channelName, pair]`. One book frame may carry its asks and bids
 * in two payloads.
 *
 * @see https://docs.kraken.com/api/docs/websocket-v1/book
 */
export function readV1(message: readonly unknown[], context: FrameContext): Reading {
  if (message.length < 4) throw malformed(`an array of ${message.length}`, "channel, payload, channel name and pair");
  const channel = textAt(message[message.length - 2], "the channel name");
  const pair = textAt(message[message.length - 1], "the pair");
  if (channel.startsWith("book-")) return readBook(message, channel, pair, context);
  if (channel === "trade") return readTrades(message[1], pair, context);
  if (channel === "ticker") return readTicker(message[1], pair, context);
  if (channel === "spread") return readSpread(message[1], pair, context);
  return channel.startsWith("ohlc") ? "ignored" : "unknown";
}

const instrumentOf = (pair: string, texts: readonly string[], { table }: FrameContext): Instrument =>
  table.known(pair) ?? table.learn(pair, texts, precisionsAsWritten);

/** `[[price, volume, time, side, orderType, misc],…]`; `side` is the aggressor's. Trades have no id. */
function readTrades(payload: unknown, pair: string, context: FrameContext): Reading {
  const trades = arrayAt(payload, "the trades");
  for (let i = 0; i < trades.length; i++) {
    const trade = arrayAt(trades[i], "a trade");
    const price = textAt(trade[0], "price");
    const size = textAt(trade[1], "volume");
    const side = trade[3];
    if (side !== "b" && side !== "s") throw malformed(`side is ${describe(side)}`, "b or s");
    const tsEvent = context.time.fromSeconds(textAt(trade[2], "time"));
    const instrument = instrumentOf(pair, [price, size], context);
    context.events.push({
      instrument,
      tsEvent,
      tsInit: context.at,
      kind: "trade",
      price: parseDecimal(price, instrument.pricePrecision),
      size: parseDecimal(size, instrument.sizePrecision),
      aggressor: side === "b" ? Aggressor.buyer : Aggressor.seller,
      tradeId: "",
    });
  }
  return "mapped";
}

/** `{"a":[price, wholeLots, lots],"b":[…],…}`, without a time. */
function readTicker(payload: unknown, pair: string, context: FrameContext): Reading {
  const ticker = objectAt(payload, "the ticker");
  const ask = arrayAt(ticker["a"], "a");
  const bid = arrayAt(ticker["b"], "b");
  pushQuote([bid[0], bid[2], ask[0], ask[2]], UNKNOWN_INSTANT, pair, context);
  return "mapped";
}

/** `[bid, ask, time, bidVolume, askVolume]`. */
function readSpread(payload: unknown, pair: string, context: FrameContext): Reading {
  const spread = arrayAt(payload, "the spread");
  const tsEvent = context.time.fromSeconds(textAt(spread[2], "time"));
  pushQuote([spread[0], spread[3], spread[1], spread[4]], tsEvent, pair, context);
  return "mapped";
}

/** @param values - bid price and size, ask price and size. */
function pushQuote(values: readonly unknown[], tsEvent: Instant, pair: string, context: FrameContext): void {
  const bidPrice = textAt(values[0], "the bid");
  const bidSize = textAt(values[1], "the bid's size");
  const askPrice = textAt(values[2], "the ask");
  const askSize = textAt(values[3], "the ask's size");
  const instrument = instrumentOf(pair, [bidPrice, bidSize, askPrice, askSize], context);
  context.events.push(quoteOf(instrument, tsEvent, context.at, bidPrice, bidSize, askPrice, askSize));
}

/** `as` and `bs`: the whole book; `a` and `b`: changes; `c`: the checksum after them. The name tells the depth. */
function readBook(message: readonly unknown[], channel: string, pair: string, context: FrameContext): Reading {
  const depth = channel === "book-1000" ? 1000 : offeredDepth(channel.slice("book-".length));
  if (depth === undefined) throw malformed(`channel ${describe(channel)}`, "a depth of 10, 25, 100, 500 or 1000");
  const isSnapshot = objectAt(message[1], "the payload")["as"] !== undefined;
  const rawBids: string[] = [];
  const rawAsks: string[] = [];
  let newest = "";
  let checksum = -1;
  for (let i = 1; i < message.length - 2; i++) {
    const payload = objectAt(message[i], "the payload");
    const asks = isSnapshot ? payload["as"] : payload["a"];
    const bids = isSnapshot ? payload["bs"] : payload["b"];
    if (asks === undefined && bids === undefined) throw malformed("a payload of no side", "as, bs, a or b");
    newest = newestTime(asks, newestTime(bids, newest));
    if (asks !== undefined) appendPairs(rawAsks, asks, "asks");
    if (bids !== undefined) appendPairs(rawBids, bids, "bids");
    if (payload["c"] !== undefined) checksum = readChecksum(payload);
  }
  checkLevelCount(rawBids);
  checkLevelCount(rawAsks);
  const known = context.table.known(pair) !== undefined;
  const instrument = instrumentOf(pair, known ? [] : [...rawBids, ...rawAsks], context);
  const bids = levelsOf(rawBids, instrument);
  const asks = levelsOf(rawAsks, instrument);
  const tsEvent = newest === "" ? UNKNOWN_INSTANT : context.time.fromSeconds(newest);
  if (isSnapshot) {
    withoutEmptyLevels(bids, rawBids);
    withoutEmptyLevels(asks, rawAsks);
  }
  const kind = isSnapshot ? "snapshot" : "delta";
  const event = { instrument, tsEvent, tsInit: context.at, kind, bids, asks, sequence: 0, depth } as const;
  context.changes.push({ event, rawBids, rawAsks, checksum });
  return "mapped";
}

function readChecksum(payload: Fields): number {
  const text = textAt(payload["c"], "c");
  const checksum = text.length <= 10 ? parseDecimal(text, 0) : Number.NaN;
  if (!(checksum <= 0xffffffff)) throw malformed(`c is ${describe(text)}`, "32 bits as decimal text");
  return checksum;
}

/**
 * The newest of the times of a side's levels, as text: the frame itself has none. All have six decimal places, so that
 * of two with as many characters the greater text is the later time.
 */
function newestTime(side: unknown, newest: string): string {
  if (!Array.isArray(side)) return newest;
  for (let i = 0; i < side.length; i++) {
    const level: unknown = side[i];
    const time: unknown = Array.isArray(level) ? level[2] : undefined;
    if (typeof time !== "string") throw malformed(`a level's time is ${describe(time)}`, "seconds as text");
    if (time.length > newest.length || (time.length === newest.length && time > newest)) newest = time;
  }
  return newest;
}
