import type { Instant } from "../../kernel/time.ts";
import type { MarketEvent } from "../../market/event.ts";
import type { Venue } from "../../market/instrument.ts";
import type { AdapterFactory, FrameVerdict, InstrumentRegistry, VenueAdapter, VenueSink } from "../adapter.ts";
import { BookStanding, type BookChange } from "../book-standing.ts";
import { EpochTime } from "../epoch-time.ts";
import { describe, problemOf } from "../frame-error.ts";
import { arrayAt, counterAt, isObject, objectAt, parseJson, textAt, type Fields } from "../frame-json.ts";
import { InstrumentTable } from "../instrument-table.ts";
import { readBook, readQuotes, readTrades, type FrameContext } from "./frame.ts";
import { readProducts } from "./products.ts";

/**
 * Channels without market events. `heartbeat_counter` needs no rule of its own: a lost heartbeat is a hole in
 * `sequence_num`.
 */
const UNMAPPED: ReadonlySet<string> = new Set([
  "subscriptions", "heartbeats", "candles", "status", "user", "futures_balance_summary",
]);

/** The numbering of one connection. */
interface Session {
  /** `sequence_num` of the last frame that could be read; -1 before the first. */
  sequence: number;
}

/**
 * Coinbase Advanced Trade. One counter numbers the frames of a connection over all its channels, so a missing frame may
 * have changed any book of it: all of them are suspect until their next snapshot.
 *
 * @see https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview
 */
class CoinbaseAdapter implements VenueAdapter {
  readonly venue: Venue = "COINBASE";
  readonly #sink: VenueSink;
  readonly #table: InstrumentTable;
  readonly #time: EpochTime;
  readonly #books = new Map<string, BookStanding>();
  readonly #sessions = new Map<string, Session>();
  /** What the frame in hand holds; reused, emptied before each frame. */
  readonly #events: MarketEvent[] = [];
  readonly #changes: BookChange[] = [];

  constructor(sink: VenueSink, instruments: InstrumentRegistry, epochUnixNs: bigint) {
    this.#sink = sink;
    this.#table = new InstrumentTable("COINBASE", instruments);
    this.#time = new EpochTime(epochUnixNs);
  }

  connected(at: Instant, connection: string, _address: string): void {
    this.disconnected(at, connection, "reconnected");
  }

  disconnected(at: Instant, connection: string, _reason: string): void {
    this.#sessions.delete(connection);
    for (const book of this.#books.values()) {
      if (book.connection !== connection) continue;
      book.connection = "";
      book.lost(at, "disconnect");
    }
  }

  /** Coinbase confirms channels in the frames themselves: nothing to learn here. */
  sent(_at: Instant, _connection: string, _frame: string): void {}

  fetched(at: Instant, url: string, body: string): void {
    try {
      const found = readProducts(objectAt(parseJson(body), "the body"));
      for (const [symbol, precisions] of found) this.#table.announce(symbol, precisions);
      if (found.size === 0) this.#sink.rejected(at, "rest", "unknown", `a body of ${describe(url)}; expected products`);
    } catch (error) {
      this.#sink.rejected(at, "rest", "malformed", problemOf(error));
    }
  }

  received(at: Instant, connection: string, frame: string): FrameVerdict {
    let header: Header | undefined;
    try {
      header = readHeader(frame);
    } catch (error) {
      // Such a frame does not count as received: the next one shows a hole, and every book of the connection with it.
      this.#sink.rejected(at, connection, "malformed", problemOf(error));
      return "malformed";
    }
    if (header === undefined) return "ignored";
    if (!this.#follow(at, connection, header.sequence)) return "mapped";
    this.#events.length = 0;
    this.#changes.length = 0;
    let verdict: FrameVerdict;
    try {
      verdict = this.#read(at, header);
    } catch (error) {
      this.#sink.rejected(at, connection, "malformed", problemOf(error));
      if (header.channel === "l2_data") this.#loseNamedBooks(at, connection, header.message);
      return "malformed";
    }
    if (header.channel === "heartbeats") this.#sink.heartbeat(at, connection);
    if (verdict === "unknown") this.#sink.rejected(at, connection, "unknown", `channel ${describe(header.channel)}`);
    for (const event of this.#events) this.#sink.event(event);
    for (const change of this.#changes) this.#apply(at, connection, change);
    return verdict;
  }

  receivedBinary(at: Instant, connection: string, frame: Uint8Array): FrameVerdict {
    this.#sink.rejected(at, connection, "malformed", `a binary frame of ${frame.length} bytes; expected JSON text`);
    return "malformed";
  }

  /** Reads the whole frame into `#events` and `#changes`. */
  #read(at: Instant, { message, channel, sequence }: Header): FrameVerdict {
    const sentAt = this.#time.fromIso(message["timestamp"]);
    const context: FrameContext = { table: this.#table, time: this.#time, at, sentAt, sequence };
    switch (channel) {
      case "l2_data":
        for (const event of eventsOf(message)) this.#changes.push(readBook(objectAt(event, "an event"), context));
        return "mapped";
      case "market_trades":
        for (const event of eventsOf(message)) readTrades(objectAt(event, "an event"), context, this.#events);
        return "mapped";
      case "ticker":
      case "ticker_batch":
        for (const event of eventsOf(message)) readQuotes(objectAt(event, "an event"), context, this.#events);
        return "mapped";
      default:
        return UNMAPPED.has(channel) ? "ignored" : "unknown";
    }
  }

  /** Applies the sequence rule; false for a frame that is the last one once more, and so holds nothing new. */
  #follow(at: Instant, connection: string, sequence: number): boolean {
    let session = this.#sessions.get(connection);
    if (session === undefined) {
      session = { sequence: -1 };
      this.#sessions.set(connection, session);
    }
    const last = session.sequence;
    session.sequence = sequence;
    if (last < 0) return true;
    if (sequence === last) return false;
    const ok = sequence === last + 1;
    this.#sink.checked("sequence", ok);
    if (!ok) {
      for (const book of this.#books.values()) {
        if (book.connection === connection) book.broken(at, "sequence", last + 1, sequence);
      }
    }
    return true;
  }

  /** A snapshot begins or heals its book; an update counts only on a live book, from the connection that feeds it. */
  #apply(at: Instant, connection: string, change: BookChange): void {
    const { instrument, kind } = change.event;
    let book = this.#books.get(instrument.symbol);
    if (book === undefined) {
      book = new BookStanding(this.#sink, instrument, connection);
      this.#books.set(instrument.symbol, book);
    }
    if (kind === "snapshot") {
      book.connection = connection;
      book.restore(at, change);
    } else if (book.live && book.connection === connection) {
      book.emit(change);
    }
  }

  /** A frame of l2_data is void as a whole: each book that it names, or all if it hides one, missed a change. */
  #loseNamedBooks(at: Instant, connection: string, message: Fields): void {
    const events = message["events"];
    const named = new Set<string>();
    let hidden = !Array.isArray(events);
    for (const event of Array.isArray(events) ? (events as readonly unknown[]) : []) {
      if (isObject(event) && typeof event["product_id"] === "string") named.add(event["product_id"]);
      else hidden = true;
    }
    for (const [symbol, book] of this.#books) {
      if (book.connection === connection && (hidden || named.has(symbol))) book.lost(at, "malformed");
    }
  }
}

/** What every frame has. */
interface Header {
  readonly message: Fields;
  readonly channel: string;
  readonly sequence: number;
}

/** Undefined for an error message, the one kind that is not numbered. */
function readHeader(frame: string): Header | undefined {
  const message = objectAt(parseJson(frame), "the frame");
  const channel = message["channel"];
  if (channel === undefined && message["type"] === "error") return undefined;
  return { message, channel: textAt(channel, "channel"), sequence: counterAt(message["sequence_num"], "sequence_num") };
}

const eventsOf = (message: Fields): readonly unknown[] => arrayAt(message["events"], "events");

export const coinbase: AdapterFactory = (sink, instruments, epochUnixNs) =>
  new CoinbaseAdapter(sink, instruments, epochUnixNs);
