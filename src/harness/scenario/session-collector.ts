import type { ConsumedMessage } from "../../bus/message.ts";
import { Priority } from "../../bus/priority.ts";
import type { Instant } from "../../kernel/time.ts";
import { encodeDefinition, encodeStatus } from "../../market/book-status.ts";
import { EventEncoder } from "../../market/event-encoder.ts";
import type { MarketEvent } from "../../market/event.ts";
import type { Instrument } from "../../market/instrument.ts";
import type { Instruments } from "../../market/instruments.ts";
import type { TrafficRecord } from "../../traffic/record.ts";
import type { GapReason, VenueSink } from "../../venues/adapter.ts";
import type { VenueCounts } from "./outcome.ts";
import type { ExpectedChange, SessionMessage } from "./session-message.ts";
import type { SessionPlay } from "./session-play.ts";

type Counts = { -readonly [Name in keyof VenueCounts]: VenueCounts[Name] };

const counts = (): Counts => ({ frames: 0, events: 0, gaps: 0, resyncs: 0, errors: 0 });

/** Collects what adapters find, as publications. */
export class SessionCollector implements VenueSink {
  readonly #messages: SessionMessage[] = [];
  readonly #encoder = new EventEncoder();
  readonly #defined = new Set<number>();
  #change: Omit<ExpectedChange, "kind"> | undefined;
  readonly #venues = new Map<string, Counts>();
  /** When the record in hand arrived, and from whom. */
  #at: Instant = 0;
  #counts: Counts = counts();

  /** What comes next is of this record. */
  arrived({ kind }: TrafficRecord, at: Instant, venue: string): void {
    this.#at = at;
    this.#counts = this.#venues.get(venue) ?? counts();
    this.#venues.set(venue, this.#counts);
    if (kind === "frame") this.#counts.frames++;
  }

  /** All that was collected, in order of time. */
  play(instruments: Instruments): SessionPlay {
    return {
      messages: this.#messages.sort((left, right) => left.at - right.at), instruments,
      venues: Object.fromEntries(this.#venues),
    };
  }

  event(event: MarketEvent): void {
    const { instrument, kind } = event;
    const { topics } = instrument;
    this.#counts.events++;
    if (!this.#defined.has(instrument.index)) this.#define(instrument);
    const payload = this.#encoder.encode(event);
    if (kind === "trade") this.#push(topics.trades, "TradeTick", payload, Priority.HIGH, topics.trades);
    else if (kind === "quote") this.#push(topics.quotes, "QuoteTick", payload, Priority.NORMAL, topics.quotes);
    else {
      const raw = this.#change;
      this.#change = undefined;
      const change = raw === undefined ? undefined : { instrument, expected: { kind, ...raw } };
      if (kind === "snapshot")
        this.#push(topics.bookSnapshots, "OrderBookSnapshot", payload, Priority.HIGH, instrument.id, change);
      else this.#push(topics.bookDeltas, "OrderBookDeltas", payload, Priority.HIGH, instrument.id, change);
    }
  }

  rawBook(...[_instrument, _kind, bids, asks, depth, checksum]: Parameters<VenueSink["rawBook"]>): void {
    this.#change = { bids, asks, depth, checksum };
  }

  gap(_at: Instant, instrument: Instrument, reason: GapReason): void {
    this.#counts.gaps++;
    this.#status(instrument, "suspect", reason);
  }

  resync(_at: Instant, instrument: Instrument): void {
    this.#counts.resyncs++;
    this.#status(instrument, "live", "snapshot");
  }

  rejected(): void {
    this.#counts.errors++;
  }

  /** A captured bus carried this. */
  carried({ topic, type, payload, priority, key, encoding }: ConsumedMessage): void {
    this.#counts.events++;
    this.#messages.push({ at: this.#at, topic, type, payload, priority, key, encoding, foreign: true });
  }

  heartbeat(): void {}

  checked(): void {}

  #status(instrument: Instrument, status: "live" | "suspect", reason: string): void {
    const { venue, symbol, topics } = instrument;
    this.#push(
      topics.status, "InstrumentStatus", encodeStatus({ venue, symbol, status, reason }), Priority.CRITICAL,
      instrument.id,
    );
  }

  #define(instrument: Instrument): void {
    this.#defined.add(instrument.index);
    const { venue, symbol, pricePrecision, sizePrecision, topics } = instrument;
    const payload = encodeDefinition(venue, symbol, pricePrecision, sizePrecision);
    this.#push(topics.definition, "Instrument", payload, Priority.LOW, topics.definition);
  }

  /** An encoder may use its memory again: the payload is kept as a copy. */
  #push(
    topic: string, type: string, payload: Uint8Array, priority: Priority, key: string,
    change?: SessionMessage["change"],
  ): void {
    this.#messages.push({
      at: this.#at, topic, type, payload: payload.slice(), priority, key,
      ...(change === undefined ? {} : { change }),
    });
  }
}
