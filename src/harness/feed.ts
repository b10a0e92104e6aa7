import type { BufferedMessageBusClient } from "../bus/client.ts";
import type { Priority } from "../bus/priority.ts";
import { kindPriority } from "../bus/topics/message-kinds.ts";
import type { Histogram } from "../kernel/histogram.ts";
import { UNKNOWN_INSTANT, type Instant } from "../kernel/time.ts";
import { encodeDefinition, encodeStatus } from "../market/book-status.ts";
import { EventEncoder } from "../market/event-encoder.ts";
import type { MarketEvent } from "../market/event.ts";
import type { Instrument } from "../market/instrument.ts";
import type { RawLevels } from "../market/raw-levels.ts";
import type { GapReason, VenueSink } from "../venues/adapter.ts";
import type { RunObserver } from "./observer.ts";
import type { VenueTally } from "./venue-tally.ts";

/** The class of each kind of message. */
export const EVENT_PRIORITY = {
  status: kindPriority("status"),
  trade: kindPriority("trade"),
  snapshot: kindPriority("book"),
  delta: kindPriority("book"),
  quote: kindPriority("quote"),
  definition: kindPriority("instrument definition"),
} as const;

const EXCERPT_LENGTH = 200;

interface RawChange {
  readonly bids: RawLevels;
  readonly asks: RawLevels;
  readonly depth: number;
  readonly checksum: number;
}

/**
 * From a venue's findings to publications. Book changes and status of one instrument share a key, so a book is never
 * changed out of order; trades and quotes are keys of their own and may overtake it.
 */
export class Feed implements VenueSink {
  readonly #client: BufferedMessageBusClient;
  readonly #observer: RunObserver;
  readonly #tally: VenueTally;
  readonly #wire: Histogram;
  readonly #encoder = new EventEncoder();
  readonly #defined: boolean[] = [];
  #raw: RawChange | undefined;
  /** When the record in hand was received, and its text for reports. */
  receivedAt: Instant = 0;
  frameText = "";

  /** `wire` takes the spans from the venue's own time to the receipt. */
  constructor(client: BufferedMessageBusClient, observer: RunObserver, tally: VenueTally, wire: Histogram) {
    this.#client = client;
    this.#observer = observer;
    this.#tally = tally;
    this.#wire = wire;
  }

  event(event: MarketEvent): void {
    const { instrument, kind } = event;
    const { topics } = instrument;
    this.#tally.events++;
    if (this.#defined[instrument.index] !== true) this.#define(instrument);
    switch (kind) {
      case "trade":
        this.#tally.trades++;
        this.#publish(topics.trades, "TradeTick", this.#encoder.encode(event), EVENT_PRIORITY.trade, topics.trades);
        break;
      case "quote":
        this.#tally.quotes++;
        this.#publish(topics.quotes, "QuoteTick", this.#encoder.encode(event), EVENT_PRIORITY.quote, topics.quotes);
        break;
      case "snapshot":
        this.#tally.snapshots++;
        this.#publishBook(event, topics.bookSnapshots, "OrderBookSnapshot");
        break;
      case "delta":
        this.#tally.deltas++;
        this.#publishBook(event, topics.bookDeltas, "OrderBookDeltas");
        break;
    }
    if (event.tsEvent !== UNKNOWN_INSTANT && kind !== "snapshot") this.#wire.record(event.tsInit - event.tsEvent);
  }

  rawBook(_instrument: Instrument, _kind: "snapshot" | "delta", bids: RawLevels, asks: RawLevels,
    depth: number, checksum: number): void {
    this.#raw = { bids, asks, depth, checksum };
  }

  gap(at: Instant, instrument: Instrument, reason: GapReason, expected: number, got: number): void {
    this.#tally.gap({ at, instrument: instrument.id, reason, expected, got, healedAt: undefined });
    this.#observer.gap(at, instrument, expected, got);
    this.#publishStatus(instrument, "suspect", reason);
  }

  resync(at: Instant, instrument: Instrument, gapStarted: Instant): void {
    this.#tally.resync(at, instrument.id);
    this.#observer.resync(at, instrument, gapStarted);
    this.#publishStatus(instrument, "live", "snapshot");
  }

  rejected(at: Instant, connection: string, verdict: "unknown" | "malformed", problem: string): void {
    this.#tally.reject({ at, connection, verdict, problem, excerpt: this.frameText.slice(0, EXCERPT_LENGTH) });
    this.#observer.rejected(at, verdict);
  }

  heartbeat(): void {
    this.#tally.heartbeats++;
  }

  checked(rule: "sequence" | "checksum", ok: boolean): void {
    if (rule === "sequence") {
      this.#tally.sequenceChecks++;
      if (!ok) this.#tally.sequenceBreaks++;
    } else {
      this.#tally.checksumChecks++;
      if (!ok) this.#tally.checksumMismatches++;
    }
  }

  #publishBook(event: MarketEvent & { kind: "snapshot" | "delta" }, topic: string, type: string): void {
    const raw = this.#raw;
    this.#raw = undefined;
    const ordinal = this.#publish(
      topic, type, this.#encoder.encode(event), EVENT_PRIORITY[event.kind], event.instrument.id,
    );
    if (ordinal === undefined || raw === undefined) return;
    const { bids, asks, depth, checksum } = raw;
    this.#observer.bookPublished(event.instrument, { ordinal, kind: event.kind, bids, asks, depth, checksum });
  }

  #publishStatus(instrument: Instrument, status: "live" | "suspect", reason: string): void {
    const { venue, symbol, topics } = instrument;
    const payload = encodeStatus({ venue, symbol, status, reason });
    this.#publish(topics.status, "InstrumentStatus", payload, EVENT_PRIORITY.status, instrument.id);
  }

  #define(instrument: Instrument): void {
    this.#defined[instrument.index] = true;
    const { venue, symbol, pricePrecision, sizePrecision, topics } = instrument;
    const payload = encodeDefinition(venue, symbol, pricePrecision, sizePrecision);
    this.#publish(topics.definition, "Instrument", payload, EVENT_PRIORITY.definition, topics.definition);
  }

  /** The ordinal that the bus gave, or undefined when it refused. */
  #publish(topic: string, type: string, payload: Uint8Array, priority: Priority, key: string): number | undefined {
    this.#observer.receivedAt = this.receivedAt;
    const acceptance = this.#client.publish({ topic, type, payload, priority, key });
    return acceptance === "accepted" ? this.#observer.lastAccepted : undefined;
  }
}
