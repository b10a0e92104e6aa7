import type { Instant } from "../../kernel/time.ts";
import type { MarketEvent } from "../../market/event.ts";
import type { Venue } from "../../market/instrument.ts";
import type { AdapterFactory, FrameVerdict, InstrumentRegistry, VenueAdapter, VenueSink } from "../adapter.ts";
import { EpochTime } from "../epoch-time.ts";
import { describe, malformed, problemOf } from "../frame-error.ts";
import { isObject, objectAt, parseJson, textAt, type Fields } from "../frame-json.ts";
import { InstrumentTable } from "../instrument-table.ts";
import { DepthBook, type DepthDiff, type WaitingRoom } from "./depth-book.ts";
import { readExchangeInfo } from "./exchange-info.ts";
import { readDiff, readQuote, readSnapshot, readTrade, type DepthSnapshot, type FrameContext } from "./frame.ts";
import { quickDiff, quickQuote, quickTrade } from "./quick-frame.ts";
import { Key, QuickScan } from "./quick-scan.ts";
import { COIN_M, SPOT, USD_M, type Segment } from "./segment.ts";

/** Events that Binance sends and wavetank does not map: candles, tickers, marks, and the account's own. */
const UNMAPPED: ReadonlySet<string> = new Set([
  "kline", "continuous_kline", "indexPrice_kline", "markPrice_kline", "24hrTicker", "24hrMiniTicker", "1hTicker",
  "4hTicker", "1dTicker", "avgPrice", "markPriceUpdate", "indexPriceUpdate", "forceOrder", "compositeIndex",
  "assetIndexUpdate", "contractInfo", "serverShutdown", "executionReport", "outboundAccountPosition", "balanceUpdate",
  "listStatus", "listenKeyExpired", "eventStreamTerminated", "externalLockUpdate", "ORDER_TRADE_UPDATE",
  "ACCOUNT_UPDATE", "ACCOUNT_CONFIG_UPDATE", "MARGIN_CALL", "TRADE_LITE", "STRATEGY_UPDATE", "GRID_UPDATE",
  "CONDITIONAL_ORDER_TRIGGER_REJECT", "ALGO_UPDATE", "tradingSession",
]);

/** What a frame turned out to be; nothing of it has been emitted yet. */
type Reading =
  | { readonly kind: "event"; readonly event: MarketEvent }
  | { readonly kind: "diff"; readonly diff: DepthDiff }
  | { readonly kind: "snapshot"; readonly snapshot: DepthSnapshot }
  | { readonly kind: "ignored" }
  | { readonly kind: "unknown"; readonly problem: string };

const IGNORED: Reading = { kind: "ignored" };

/** Binance's three markets: one protocol, with the differences of `Segment`. */
class BinanceAdapter implements VenueAdapter {
  readonly venue: Venue;
  readonly #segment: Segment;
  readonly #sink: VenueSink;
  readonly #table: InstrumentTable;
  readonly #time: EpochTime;
  readonly #books = new Map<string, DepthBook>();
  readonly #room: WaitingRoom = { texts: 0 };
  readonly #scan = new QuickScan();
  /** The book that the frame in hand would have changed, known as soon as its symbol is. */
  #atRisk: DepthBook | undefined;

  constructor(segment: Segment, sink: VenueSink, instruments: InstrumentRegistry, epochUnixNs: bigint) {
    this.venue = segment.venue;
    this.#segment = segment;
    this.#sink = sink;
    this.#table = new InstrumentTable(segment.venue, instruments);
    this.#time = new EpochTime(epochUnixNs);
  }

  connected(at: Instant, connection: string, _address: string): void {
    this.disconnected(at, connection, "reconnected");
  }

  disconnected(at: Instant, connection: string, _reason: string): void {
    for (const book of this.#books.values()) {
      if (book.standing.connection !== connection) continue;
      book.standing.connection = "";
      book.lost(at, "disconnect");
    }
  }

  /** Streams are named in the frames themselves: nothing to learn here. */
  sent(_at: Instant, _connection: string, _frame: string): void {}

  fetched(at: Instant, url: string, body: string): void {
    let snapshot: DepthSnapshot;
    try {
      const fields = objectAt(parseJson(body), "the body");
      if (fields["symbols"] !== undefined) {
        for (const [symbol, precisions] of readExchangeInfo(fields)) this.#table.announce(symbol, precisions);
        return;
      }
      if (fields["lastUpdateId"] === undefined) {
        this.#sink.rejected(at, REST, "unknown", `a body of ${describe(url)}; expected exchangeInfo or depth`);
        return;
      }
      snapshot = readSnapshot(fields, symbolOf(fields, url), { table: this.#table, time: this.#time, at });
    } catch (error) {
      this.#sink.rejected(at, REST, "malformed", problemOf(error));
      return;
    }
    this.#bookOf(snapshot).snapshot(at, snapshot.lastUpdateId, snapshot);
  }

  received(at: Instant, connection: string, frame: string): FrameVerdict {
    let reading: Reading;
    try {
      reading = this.#read(at, frame);
    } catch (error) {
      // A frame that hides its symbol takes no book with it: if it held a diff, the next diff of its symbol does not
      // follow and the sequence rule finds the hole.
      this.#sink.rejected(at, connection, "malformed", problemOf(error));
      this.#atRisk?.lost(at, "malformed");
      return "malformed";
    }
    switch (reading.kind) {
      case "event":
        this.#sink.event(reading.event);
        return "mapped";
      case "diff":
        this.#bookOf(reading.diff).diff(at, connection, reading.diff);
        return "mapped";
      case "snapshot":
        this.#bookOf(reading.snapshot).snapshot(at, reading.snapshot.lastUpdateId, reading.snapshot);
        return "mapped";
      case "ignored":
        return "ignored";
      case "unknown":
        this.#sink.rejected(at, connection, "unknown", reading.problem);
        return "unknown";
    }
  }

  /** The frames that make up nearly all traffic, where they are written as Binance writes them. */
  receivedBytes(
    at: Instant, connection: string, bytes: Uint8Array, from: number, to: number,
  ): FrameVerdict | undefined {
    const scan = this.#scan;
    if (!scan.scan(bytes, from, to)) return undefined;
    const context: FrameContext = { table: this.#table, time: this.#time, at };
    if (scan.textIs(Key.e, "depthUpdate")) {
      const diff = isDiffStream(scan.stream) ? quickDiff(scan, context) : undefined;
      if (diff === undefined) return undefined;
      this.#bookOf(diff).diff(at, connection, diff);
      return "mapped";
    }
    const isTrade = scan.textIs(Key.e, "trade") || scan.textIs(Key.e, "aggTrade");
    if (!isTrade && scan.has(Key.e) && !scan.textIs(Key.e, "bookTicker")) return undefined;
    if (isTrade && scan.has(Key.X)) return undefined;
    const event = isTrade ? quickTrade(scan, context) : quickQuote(scan, context);
    if (event === undefined) return undefined;
    this.#sink.event(event);
    return "mapped";
  }

  receivedBinary(at: Instant, connection: string, frame: Uint8Array): FrameVerdict {
    this.#sink.rejected(at, connection, "malformed", `a binary frame of ${frame.length} bytes; expected JSON text`);
    return "malformed";
  }

  #read(at: Instant, frame: string): Reading {
    this.#atRisk = undefined;
    const message = parseJson(frame);
    if (Array.isArray(message)) return readUnmappedList(message);
    const envelope = objectAt(message, "the frame");
    const stream = envelope["stream"];
    if (stream === undefined) return this.#readData(at, envelope, "");
    const data = envelope["data"];
    if (Array.isArray(data)) return readUnmappedList(data);
    return this.#readData(at, objectAt(data, "data"), textAt(stream, "stream"));
  }

  #readData(at: Instant, data: Fields, stream: string): Reading {
    const context: FrameContext = { table: this.#table, time: this.#time, at };
    const name = data["e"];
    switch (name) {
      case "bookTicker":
        return { kind: "event", event: readQuote(data, context) };
      case "trade":
      case "aggTrade":
        // Futures publish the fills of the insurance fund and of auto-deleveraging, which are no trades of the market.
        if (data["X"] !== undefined && data["X"] !== "MARKET") return IGNORED;
        return { kind: "event", event: readTrade(data, context) };
      case "depthUpdate": {
        if (!isDiffStream(stream)) return IGNORED;
        this.#atRisk = typeof data["s"] === "string" ? this.#books.get(data["s"]) : undefined;
        return { kind: "diff", diff: readDiff(data, context) };
      }
      case undefined:
        return readUnnamed(data, stream, context);
    }
    if (typeof name !== "string") throw malformed(`e is ${describe(name)}`, "the name of an event");
    return UNMAPPED.has(name) ? IGNORED : { kind: "unknown", problem: `event ${describe(name)}` };
  }

  #bookOf({ event: { instrument } }: DepthDiff | DepthSnapshot): DepthBook {
    let book = this.#books.get(instrument.symbol);
    if (book === undefined) {
      book = new DepthBook(this.#segment, this.#sink, instrument, this.#room);
      this.#books.set(instrument.symbol, book);
    }
    return book;
  }
}

/** The name under which REST answers are reported: they come over no connection of their own. */
const REST = "rest";

/** Frames without an event name: spot's bookTicker and partial books, Tardis' snapshots, answers to requests. */
function readUnnamed(data: Fields, stream: string, context: FrameContext): Reading {
  if (data["b"] !== undefined && data["a"] !== undefined) return { kind: "event", event: readQuote(data, context) };
  if (data["lastUpdateId"] !== undefined) {
    // Tardis writes the REST snapshots of its recorder into the stream.
    if (!stream.endsWith("@depthSnapshot")) return isDiffStream(stream) ? unknownShape(data) : IGNORED;
    const symbol = stream.slice(0, -"@depthSnapshot".length).toUpperCase();
    return { kind: "snapshot", snapshot: readSnapshot(data, symbol, context) };
  }
  if (data["result"] !== undefined || data["error"] !== undefined || data["code"] !== undefined) return IGNORED;
  return unknownShape(data);
}

/** `!ticker@arr` and its kin: lists of events, all of one kind, none of them mapped. */
function readUnmappedList(list: readonly unknown[]): Reading {
  const first = list[0];
  const known = isObject(first) && typeof first["e"] === "string" && UNMAPPED.has(first["e"]);
  return known ? IGNORED : { kind: "unknown", problem: `a list of ${list.length}; expected a list of known events` };
}

const unknownShape = (data: Fields): Reading => ({
  kind: "unknown",
  problem: `an object with the fields ${describe(Object.keys(data).slice(0, 8).join(" "))}; expected an event`,
});

/**
 * Futures publish `btcusdt@depth20@100ms`, the best levels over and over, and `btcusdt@rpiDepth@500ms`, another book,
 * under the event name of the diffs. A frame of a connection to one stream does not name it, and is taken as a diff.
 */
function isDiffStream(stream: string): boolean {
  if (stream === "") return true;
  const from = stream.indexOf("@depth");
  const digit = stream.charCodeAt(from + "@depth".length) - 48;
  return from >= 0 && !(digit >= 0 && digit <= 9);
}

/** COIN-M's answer names its symbol; the others' is in the query that was asked. */
function symbolOf(body: Fields, url: string): string {
  if (body["symbol"] !== undefined) return textAt(body["symbol"], "symbol");
  const asked = new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("symbol");
  if (asked !== null) return asked.toUpperCase();
  throw malformed(`a book snapshot of ${describe(url)}`, "a symbol in the body or in the query");
}

const factory = (segment: Segment): AdapterFactory => (sink, instruments, epochUnixNs) =>
  new BinanceAdapter(segment, sink, instruments, epochUnixNs);

export const binanceSpot: AdapterFactory = factory(SPOT);
export const binanceUsdM: AdapterFactory = factory(USD_M);
export const binanceCoinM: AdapterFactory = factory(COIN_M);
