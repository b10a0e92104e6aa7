import type { Instant } from "../../kernel/time.ts";
import type { MarketEvent } from "../../market/event.ts";
import type { Venue } from "../../market/instrument.ts";
import type { AdapterFactory, FrameVerdict, InstrumentRegistry, VenueAdapter, VenueSink } from "../adapter.ts";
import type { TextBookChange } from "../book-standing.ts";
import { EpochTime } from "../epoch-time.ts";
import { describe, problemOf } from "../frame-error.ts";
import { isObject, objectAt, parseJson } from "../frame-json.ts";
import { InstrumentTable } from "../instrument-table.ts";
import { readAssetPairs } from "./asset-pairs.ts";
import { CheckedBook } from "./checked-book.ts";
import { SubscribedDepths } from "./depths.ts";
import type { FrameContext, Reading } from "./frame-context.ts";
import { quoteNumbers } from "./quote-numbers.ts";
import { readV1 } from "./v1.ts";
import { readObject } from "./v2.ts";

const OPEN_BRACKET = 91;

/**
 * Kraken spot, websocket v1 (arrays) and v2 (objects). Its books have no sequence: a checksum over the best ten levels
 * is all that tells a lost change, and a book must be cut to its subscribed depth to have the venue's checksum.
 */
class KrakenAdapter implements VenueAdapter {
  readonly venue: Venue = "KRAKEN";
  readonly #sink: VenueSink;
  readonly #table: InstrumentTable;
  readonly #time: EpochTime;
  readonly #depths = new SubscribedDepths();
  readonly #books = new Map<string, CheckedBook>();
  /** What the frame in hand holds; reused, emptied before each frame. */
  readonly #events: MarketEvent[] = [];
  readonly #changes: TextBookChange[] = [];

  constructor(sink: VenueSink, instruments: InstrumentRegistry, epochUnixNs: bigint) {
    this.#sink = sink;
    this.#table = new InstrumentTable("KRAKEN", instruments);
    this.#time = new EpochTime(epochUnixNs);
  }

  connected(at: Instant, connection: string, _address: string): void {
    this.disconnected(at, connection, "reconnected");
  }

  disconnected(at: Instant, connection: string, _reason: string): void {
    this.#depths.forget(connection);
    for (const book of this.#books.values()) {
      if (book.standing.connection !== connection) continue;
      book.standing.connection = "";
      book.lost(at, "disconnect");
    }
  }

  /** A v2 subscription to books names their depth; v1 repeats it in the channel's name. */
  sent(at: Instant, connection: string, frame: string): void {
    try {
      const request = objectAt(parseJson(frame), "the request");
      const params = request["params"];
      if (request["method"] !== "subscribe" || !isObject(params) || params["channel"] !== "book") return;
      const symbols: readonly unknown[] = Array.isArray(params["symbol"]) ? params["symbol"] : [];
      for (const symbol of symbols) this.#depths.subscribed(connection, symbol, params["depth"]);
    } catch (error) {
      this.#sink.rejected(at, connection, "malformed", `a request of ours: ${problemOf(error)}`);
    }
  }

  fetched(at: Instant, url: string, body: string): void {
    if (!url.includes("/AssetPairs")) {
      this.#sink.rejected(at, "rest", "unknown", `a body of ${describe(url)}; expected AssetPairs`);
      return;
    }
    try {
      const found = readAssetPairs(objectAt(parseJson(body), "the body"));
      for (const [symbol, precisions] of found) this.#table.announce(symbol, precisions);
    } catch (error) {
      this.#sink.rejected(at, "rest", "malformed", problemOf(error));
    }
  }

  received(at: Instant, connection: string, frame: string): FrameVerdict {
    this.#events.length = 0;
    this.#changes.length = 0;
    let message: unknown;
    let reading: Reading;
    try {
      message = parseJson(frame.charCodeAt(0) === OPEN_BRACKET ? frame : quoteNumbers(frame));
      reading = this.#read(at, connection, message);
    } catch (error) {
      this.#sink.rejected(at, connection, "malformed", problemOf(error));
      this.#loseBooks(at, connection, message);
      return "malformed";
    }
    switch (reading) {
      case "heartbeat":
        this.#sink.heartbeat(at, connection);
        return "ignored";
      case "unknown":
        this.#sink.rejected(at, connection, "unknown", unknownProblem(message));
        return "unknown";
      case "ignored":
        return "ignored";
      case "mapped":
        for (const event of this.#events) this.#sink.event(event);
        for (const change of this.#changes) this.#bookOf(change, connection).apply(at, connection, change);
        return "mapped";
    }
  }

  receivedBinary(at: Instant, connection: string, frame: Uint8Array): FrameVerdict {
    this.#sink.rejected(at, connection, "malformed", `a binary frame of ${frame.length} bytes; expected JSON text`);
    this.#loseBooks(at, connection, undefined);
    return "malformed";
  }

  #read(at: Instant, connection: string, message: unknown): Reading {
    const context: FrameContext = {
      table: this.#table,
      time: this.#time,
      depths: this.#depths,
      at,
      connection,
      events: this.#events,
      changes: this.#changes,
    };
    return Array.isArray(message) ? readV1(message, context) : readObject(objectAt(message, "the frame"), context);
  }

  #bookOf({ event }: TextBookChange, connection: string): CheckedBook {
    const { symbol } = event.instrument;
    let book = this.#books.get(symbol);
    if (book === undefined) {
      book = new CheckedBook(this.#sink, event.instrument, connection, this.#table.announced(symbol));
      this.#books.set(symbol, book);
    }
    return book;
  }

  /**
   * A frame could not be read. If it shows that it is of another channel no book is harmed; if it shows its symbols,
   * theirs are; otherwise every book that the connection feeds, since a change below the tenth level would escape the
   * checksum until it surfaces.
   */
  #loseBooks(at: Instant, connection: string, message: unknown): void {
    const symbols = symbolsAtRisk(message);
    for (const [symbol, book] of this.#books) {
      if (book.standing.connection !== connection) continue;
      if (symbols === "all" || symbols.includes(symbol)) book.lost(at, "malformed");
    }
  }
}

/** The symbols whose books a frame that could not be read may have changed. */
function symbolsAtRisk(message: unknown): readonly string[] | "all" {
  if (Array.isArray(message)) {
    const channel: unknown = message[message.length - 2];
    const pair: unknown = message[message.length - 1];
    if (typeof channel !== "string") return "all";
    if (!channel.startsWith("book")) return [];
    return typeof pair === "string" ? [pair] : "all";
  }
  if (!isObject(message) || typeof message["channel"] !== "string") return "all";
  if (message["channel"] !== "book") return [];
  if (!Array.isArray(message["data"])) return "all";
  const symbols: string[] = [];
  for (const book of message["data"] as readonly unknown[]) {
    if (!isObject(book) || typeof book["symbol"] !== "string") return "all";
    symbols.push(book["symbol"]);
  }
  return symbols;
}

function unknownProblem(message: unknown): string {
  if (Array.isArray(message)) return `channel ${describe(message[message.length - 2])}`;
  const { channel, event, method } = message as Readonly<Record<string, unknown>>;
  return `an object of channel ${describe(channel)}, event ${describe(event)}, method ${describe(method)}`;
}

export const kraken: AdapterFactory = (sink, instruments, epochUnixNs) =>
  new KrakenAdapter(sink, instruments, epochUnixNs);
