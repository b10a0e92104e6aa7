import type { GapReason } from "../venues/adapter.ts";
import type { Duration, Instant } from "../kernel/time.ts";

/** A break in a venue's continuity and, when it came, the snapshot that healed it. */
export interface Gap {
  readonly at: Instant;
  readonly instrument: string;
  readonly reason: GapReason;
  readonly expected: number;
  readonly got: number;
  healedAt: Instant | undefined;
}

/** A frame that an adapter could not map, as kept for the report. */
export interface RejectedFrame {
  readonly at: Instant;
  readonly connection: string;
  readonly verdict: "unknown" | "malformed";
  readonly problem: string;
  /** The frame's text, cut after 200 characters. */
  readonly excerpt: string;
}

/** A connection that said nothing for longer than its venue promises, though it was open. */
export interface Silence {
  readonly at: Instant;
  readonly connection: string;
  readonly lasted: Duration;
}

/** Rejected frames and gaps kept with their details; all are counted. */
const KEPT = 100;

/** What came in from one venue. */
export class VenueTally {
  frames = 0;
  bytes = 0;
  mapped = 0;
  ignored = 0;
  unknown = 0;
  malformed = 0;
  events = 0;
  trades = 0;
  quotes = 0;
  snapshots = 0;
  deltas = 0;
  heartbeats = 0;
  connects = 0;
  disconnects = 0;
  restBodies = 0;
  gaps = 0;
  resyncs = 0;
  sequenceChecks = 0;
  sequenceBreaks = 0;
  checksumChecks = 0;
  checksumMismatches = 0;
  silences = 0;
  readonly keptGaps: Gap[] = [];
  readonly keptSilences: Silence[] = [];
  readonly rejected: RejectedFrame[] = [];
  readonly #open = new Map<string, Gap>();
  /** When each open connection was last heard. */
  readonly #heard = new Map<string, { at: Instant }>();
  /** Of the frame before: frames come in runs of one connection. */
  #lastConnection: string | undefined;
  #lastHeard: { at: Instant } | undefined;
  readonly #silenceLimit: Duration;

  /** `silenceLimit`: undefined for a venue that promises no sign of life. */
  constructor(silenceLimit: Duration | undefined) {
    this.#silenceLimit = silenceLimit ?? Infinity;
  }

  opened(at: Instant, connection: string): void {
    this.connects++;
    this.#heard.set(connection, { at });
    this.#lastConnection = undefined;
  }

  closed(connection: string): void {
    this.disconnects++;
    this.#heard.delete(connection);
    this.#lastConnection = undefined;
  }

  /** A frame of `connection` arrived at `at`. */
  heard(at: Instant, connection: string): void {
    const heard = connection === this.#lastConnection ? this.#lastHeard : this.#heard.get(connection);
    if (heard === undefined) {
      this.#heard.set(connection, { at });
      return;
    }
    this.#lastConnection = connection;
    this.#lastHeard = heard;
    const lasted = at - heard.at;
    heard.at = at;
    if (lasted <= this.#silenceLimit) return;
    this.silences++;
    if (this.keptSilences.length < KEPT) this.keptSilences.push({ at: at - lasted, connection, lasted });
  }

  gap(gap: Gap): void {
    this.gaps++;
    this.#open.set(gap.instrument, gap);
    if (this.keptGaps.length < KEPT) this.keptGaps.push(gap);
  }

  resync(at: Instant, instrument: string): void {
    this.resyncs++;
    const gap = this.#open.get(instrument);
    if (gap !== undefined) gap.healedAt = at;
    this.#open.delete(instrument);
  }

  reject(frame: RejectedFrame): void {
    if (this.rejected.length < KEPT) this.rejected.push(frame);
  }

  /** Instruments whose book is still suspect. */
  get unhealed(): number {
    return this.#open.size;
  }

  get errors(): number {
    return this.unknown + this.malformed;
  }
}
