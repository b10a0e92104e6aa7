import { parseDecimal } from "../../market/decimal.ts";
import { Aggressor } from "../../market/event.ts";
import type { Instrument } from "../../market/instrument.ts";
import { describe, malformed } from "../frame-error.ts";
import { arrayAt, idAt, objectAt, textAt, type Fields } from "../frame-json.ts";
import { precisionsAsWritten, type InferPrecisions } from "../instrument-table.ts";
import { levelsOf, withoutEmptyLevels } from "../levels.ts";
import { quoteOf } from "../quote-of.ts";
import { readInstrumentPairs } from "./asset-pairs.ts";
import { depthHolding } from "./depths.ts";
import { checkLevelCount, type FrameContext, type Reading } from "./frame-context.ts";

const UNMAPPED: ReadonlySet<string> = new Set(["status", "ohlc", "level3", "executions", "balances"]);

/**
 * An object of websocket v2 (`channel`, `method`) or an event of v1 (`event`), its numbers quoted: where the protocol
 * has a number, `message` has that number's text.
 *
 * @see https://docs.kraken.com/api/docs/websocket-v2/book
 */
export function readObject(message: Fields, context: FrameContext): Reading {
  const channel = message["channel"];
  if (channel === undefined) return readAnswer(message, context);
  switch (textAt(channel, "channel")) {
    case "heartbeat":
      return "heartbeat";
    case "book":
      for (const book of arrayAt(message["data"], "data")) readBook(objectAt(book, "a book"), message["type"], context);
      return "mapped";
    case "trade":
      readTrades(message, context);
      return "mapped";
    case "ticker":
      for (const ticker of arrayAt(message["data"], "data")) readTicker(objectAt(ticker, "a ticker"), context);
      return "mapped";
    case "instrument": {
      const { pairs } = objectAt(message["data"], "data");
      if (pairs === undefined) return "mapped"; // an update of assets only
      const found = readInstrumentPairs(arrayAt(pairs, "pairs"));
      for (const [symbol, precisions] of found) context.table.announce(symbol, precisions);
      return "mapped";
    }
  }
  return UNMAPPED.has(channel as string) ? "ignored" : "unknown";
}

/** Answers to requests. A confirmed book subscription tells its depth. */
function readAnswer(message: Fields, context: FrameContext): Reading {
  if (message["method"] !== undefined) {
    if (message["method"] !== "subscribe" || message["result"] === undefined) return "ignored";
    const result = objectAt(message["result"], "result");
    if (result["channel"] !== "book") return "ignored";
    context.depths.subscribed(context.connection, result["symbol"], result["depth"]);
    return "ignored";
  }
  const event = message["event"];
  if (event === "heartbeat") return "heartbeat";
  const known = event === "systemStatus" || event === "subscriptionStatus" || event === "pong" || event === "error";
  return known || message["error"] !== undefined ? "ignored" : "unknown";
}

/**
 * JSON writers may drop trailing zeros, so that a number says nothing of its pair; eight places or as many as are
 * written.
 */
const eightPlacesOrMore: InferPrecisions = (texts) => {
  const { price, size } = precisionsAsWritten(texts);
  return { price: Math.max(8, price), size: Math.max(8, size) };
};

const instrumentOf = (symbol: unknown, texts: readonly string[], { table }: FrameContext): Instrument => {
  const name = textAt(symbol, "symbol");
  return table.known(name) ?? table.learn(name, texts, eightPlacesOrMore);
};

/**
 * The trades of a `snapshot` precede the subscription, and after a reconnect were seen before: they are no part of the
 * session.
 */
function readTrades(message: Fields, context: FrameContext): void {
  const trades = arrayAt(message["data"], "data");
  if (message["type"] === "snapshot") return;
  for (let i = 0; i < trades.length; i++) {
    const trade = objectAt(trades[i], "a trade");
    const price = textAt(trade["price"], "price");
    const size = textAt(trade["qty"], "qty");
    const side = trade["side"];
    if (side !== "buy" && side !== "sell") throw malformed(`side is ${describe(side)}`, "buy or sell");
    const instrument = instrumentOf(trade["symbol"], [price, size], context);
    context.events.push({
      instrument,
      tsEvent: context.time.fromIso(trade["timestamp"]),
      tsInit: context.at,
      kind: "trade",
      price: parseDecimal(price, instrument.pricePrecision),
      size: parseDecimal(size, instrument.sizePrecision),
      aggressor: side === "buy" ? Aggressor.buyer : Aggressor.seller,
      tradeId: idAt(trade["trade_id"], "trade_id"),
    });
  }
}

function readTicker(ticker: Fields, context: FrameContext): void {
  const bidPrice = textAt(ticker["bid"], "bid");
  const bidSize = textAt(ticker["bid_qty"], "bid_qty");
  const askPrice = textAt(ticker["ask"], "ask");
  const askSize = textAt(ticker["ask_qty"], "ask_qty");
  const instrument = instrumentOf(ticker["symbol"], [bidPrice, bidSize, askPrice, askSize], context);
  const tsEvent = context.time.fromIso(ticker["timestamp"]);
  context.events.push(quoteOf(instrument, tsEvent, context.at, bidPrice, bidSize, askPrice, askSize));
}

function readBook(book: Fields, type: unknown, context: FrameContext): void {
  if (type !== "snapshot" && type !== "update") throw malformed(`type is ${describe(type)}`, "snapshot or update");
  const rawBids = sideTexts(book["bids"], "bids");
  const rawAsks = sideTexts(book["asks"], "asks");
  const symbol = textAt(book["symbol"], "symbol");
  const known = context.table.known(symbol) !== undefined;
  const instrument = instrumentOf(symbol, known ? [] : [...rawBids, ...rawAsks], context);
  const bids = levelsOf(rawBids, instrument);
  const asks = levelsOf(rawAsks, instrument);
  const tsEvent = context.time.fromIso(book["timestamp"]);
  const checksum = book["checksum"] === undefined ? -1 : parseDecimal(textAt(book["checksum"], "checksum"), 0);
  if (checksum > 0xffffffff) throw malformed(`checksum is ${checksum}`, "32 bits");
  let depth = context.depths.find(context.connection, symbol);
  if (type === "snapshot") {
    withoutEmptyLevels(bids, rawBids);
    withoutEmptyLevels(asks, rawAsks);
    if (depth === undefined) {
      depth = depthHolding(Math.max(bids.length, asks.length) / 2);
      context.depths.subscribed(context.connection, symbol, depth);
    }
  }
  const event = {
    instrument,
    tsEvent,
    tsInit: context.at,
    kind: type === "snapshot" ? "snapshot" : "delta",
    bids,
    asks,
    sequence: 0,
    depth: depth ?? 0,
  } as const;
  context.changes.push({ event, rawBids, rawAsks, checksum });
}

/** `[{"price":…,"qty":…},…]` as flat text. */
function sideTexts(side: unknown, name: string): string[] {
  const levels = arrayAt(side, name);
  const texts: string[] = [];
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i];
    if (typeof level !== "object" || level === null) throw malformed(`a level is ${describe(level)}`, "an object");
    const { price, qty } = level as Fields;
    if (typeof price !== "string" || typeof qty !== "string") {
      throw malformed(`a level has ${describe(price)} and ${describe(qty)}`, "a price and a qty");
    }
    texts.push(price, qty);
  }
  checkLevelCount(texts);
  return texts;
}
