import type { Instant } from "../kernel/time.ts";
import type { Instrument, Venue } from "../market/instrument.ts";
import type { MarketEvent } from "../market/event.ts";
import type { RawLevels } from "../market/raw-levels.ts";

/**
 * What came over the wire of one venue, in the order of receive time. An adapter is a pure state machine over these
 * calls: it holds no clock, no timer and no socket, so a recorded session drives it exactly as a live one does.
 */
export interface VenueAdapter {
  readonly venue: Venue;

  /** The connection `connection` opened. State that belongs to an older connection of the same name is void. */
  connected(at: Instant, connection: string, address: string): void;

  /** The connection ended: every book that it fed is suspect until its next snapshot. */
  disconnected(at: Instant, connection: string, reason: string): void;

  /** We sent this (a subscription); adapters read depths and channels from it. */
  sent(at: Instant, connection: string, frame: string): void;

  /** The body of a REST answer: instrument lists and book snapshots. */
  fetched(at: Instant, url: string, body: string): void;

  /** One websocket frame. Never throws for what a venue can send: see FrameVerdict. */
  received(at: Instant, connection: string, frame: string): FrameVerdict;

  /**
   * A text frame that lies in `bytes[from, to)`, read there without being made a text. Undefined, with nothing done,
   * for a frame that this adapter reads as text only: `received` takes it then.
   */
  receivedBytes?(
    at: Instant, connection: string, bytes: Uint8Array, from: number, to: number,
  ): FrameVerdict | undefined;

  /** One websocket frame that is not text. */
  receivedBinary(at: Instant, connection: string, frame: Uint8Array): FrameVerdict;
}

/**
 * What became of a frame. `mapped`: understood, with or without events. `ignored`: a known kind that wavetank does not
 * map (candles, subscription answers, heartbeats). `unknown`: valid JSON of no known kind. `malformed`: not what the
 * venue's protocol allows. The last two are kept and reported, never thrown away.
 */
export type FrameVerdict = "mapped" | "ignored" | "unknown" | "malformed";

/** Why a book became suspect. */
export type GapReason = "sequence" | "checksum" | "disconnect" | "malformed";

/** Where an adapter's findings go. Calls happen synchronously inside `received` and `fetched`. */
export interface VenueSink {
  /** A mapped event, in the order the venue implies. */
  event(event: MarketEvent): void;

  /**
   * The same book change once more, untouched: decimal text, straight from the frame. It lets
   * an oracle build its own book with none of the adapter's arithmetic. Called directly before the `event` of the
   * snapshot or delta with the same `instrument`, once for each. `checksum` is the venue's own over the book after this
   * change (Kraken's CRC32), -1 where it sends none.
   */
  rawBook(instrument: Instrument, kind: "snapshot" | "delta", bids: RawLevels, asks: RawLevels,
    depth: number, checksum: number): void;

  /**
   * Continuity broke: `instrument` is suspect and sends no deltas until the next snapshot. `expected` and `got` are
   * sequence numbers or checksums; 0 where they mean nothing.
   */
  gap(at: Instant, instrument: Instrument, reason: GapReason, expected: number, got: number): void;

  /** A snapshot healed a suspect book. `gapStarted` is the instant of its gap. */
  resync(at: Instant, instrument: Instrument, gapStarted: Instant): void;

  /** A frame or body that is unknown or malformed: `problem` says what was found and what was expected. */
  rejected(at: Instant, connection: string, verdict: "unknown" | "malformed", problem: string): void;

  /** The venue's sign of life. */
  heartbeat(at: Instant, connection: string): void;

  /** A continuity or checksum rule was applied; `ok` false comes with a `gap`. Counts what was compared. */
  checked(rule: "sequence" | "checksum", ok: boolean): void;
}

/** Finds or makes instruments: one registry a run, so that indices are dense over all venues. */
export interface InstrumentRegistry {
  find(venue: Venue, symbol: string): Instrument | undefined;
  /** @throws {WavetankError} E_INSTRUMENT - `symbol` is not a plain name, or is registered with other precisions. */
  register(venue: Venue, symbol: string, pricePrecision: number, sizePrecision: number): Instrument;
}

export type AdapterFactory = (sink: VenueSink, instruments: InstrumentRegistry, epochUnixNs: bigint) => VenueAdapter;
