import type { Instant } from "../kernel/time.ts";
import type { BookDelta, BookSnapshot } from "../market/event.ts";
import type { Instrument } from "../market/instrument.ts";
import type { RawLevels } from "../market/raw-levels.ts";
import type { GapReason, VenueSink } from "./adapter.ts";

/** A snapshot or delta with the untouched texts it was read from. */
export interface BookChange {
  readonly event: BookSnapshot | BookDelta;
  readonly rawBids: RawLevels;
  readonly rawAsks: RawLevels;
  /** The venue's own of the book after this change; -1 where it sends none. */
  readonly checksum: number;
}

/** A change whose raw levels are texts. */
export interface TextBookChange extends BookChange {
  readonly rawBids: readonly string[];
  readonly rawAsks: readonly string[];
}

/**
 * How far one book can be trusted. It is live from its first snapshot until continuity breaks, then suspect until the
 * next one. A book may be reported broken again while it is suspect (each failed check is a finding of its own);
 * `resync` names the instant of the first.
 */
export class BookStanding {
  readonly instrument: Instrument;
  /** The connection that feeds the book; "" for none. */
  connection: string;
  readonly #sink: VenueSink;
  #live = false;
  #gapStarted: Instant | undefined;

  constructor(sink: VenueSink, instrument: Instrument, connection: string) {
    this.#sink = sink;
    this.instrument = instrument;
    this.connection = connection;
  }

  get live(): boolean {
    return this.#live;
  }

  /** A check failed. */
  broken(at: Instant, reason: GapReason, expected: number, got: number): void {
    this.#live = false;
    this.#gapStarted ??= at;
    this.#sink.gap(at, this.instrument, reason, expected, got);
  }

  /** The feed was lost: worth a gap only if the book was not suspect already. */
  lost(at: Instant, reason: GapReason): void {
    if (this.#gapStarted === undefined) this.broken(at, reason, 0, 0);
  }

  /** Emits a snapshot; the book is live from here. */
  restore(at: Instant, snapshot: BookChange): void {
    this.emit(snapshot);
    this.#live = true;
    if (this.#gapStarted === undefined) return;
    const gapStarted = this.#gapStarted;
    this.#gapStarted = undefined;
    this.#sink.resync(at, this.instrument, gapStarted);
  }

  emit(change: BookChange): void {
    const { event, rawBids, rawAsks, checksum } = change;
    this.#sink.rawBook(event.instrument, event.kind, rawBids, rawAsks, event.depth, checksum);
    this.#sink.event(event);
  }
}
