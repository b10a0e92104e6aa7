import { Digest } from "./digest.ts";
import type { Sites } from "./site.ts";
import type { Instant } from "./time.ts";

/** One line of a trace, as kept for reports. */
export interface TraceEvent {
  /** Position in the run, from 0. */
  readonly index: number;
  readonly at: Instant;
  readonly site: string;
  /** Up to four integers whose meaning the site defines. */
  readonly values: readonly [number, number, number, number];
}

/** The digest after `index` events. */
export interface Checkpoint {
  readonly index: number;
  readonly digest: string;
}

/** Events to keep, by index: from inclusive, to exclusive. */
export interface TraceWindow {
  readonly from: number;
  readonly to: number;
}

export interface TraceOptions {
  readonly sites: Sites;
  /** The run's digest; the trace is not the only one to mix into it. */
  readonly digest?: Digest;
  /** Keep the events of this window. Default: none. */
  readonly window?: TraceWindow;
  /** Called with every event: for writing a whole trace out. */
  readonly onEvent?: (event: TraceEvent) => void;
}

const MAX_CHECKPOINTS = 4_096;

/**
 * What happened, in order. Every event goes into a rolling digest; checkpoints of it let two runs find their first
 * difference without keeping either. The interval between checkpoints doubles whenever their number reaches 4,096, so
 * memory is bounded and two runs of one length have checkpoints at the same indices.
 */
export class Trace {
  readonly #digest: Digest;
  readonly #sites: Sites;
  readonly #window: TraceWindow;
  readonly #onEvent: ((event: TraceEvent) => void) | undefined;
  readonly #watched: boolean;
  readonly #kept: TraceEvent[] = [];
  #checkpoints: Checkpoint[] = [];
  #interval = 256;
  #nextCheckpoint = 256;
  #count = 0;
  #lastSite = 0;

  constructor(options: TraceOptions) {
    this.#sites = options.sites;
    this.#digest = options.digest ?? new Digest();
    this.#window = options.window ?? { from: 0, to: 0 };
    this.#onEvent = options.onEvent;
    this.#watched = this.#onEvent !== undefined || this.#window.to > this.#window.from;
  }

  /** Records that `site` did something at `at`. The four values are integers of up to 53 bits. */
  event(at: Instant, site: number, a = 0, b = 0, c = 0, d = 0): void {
    this.#digest.event(this.#sites.hash(site), at, a, b, c, d);
    const index = this.#count++;
    this.#lastSite = site;
    if (this.#watched && ((index >= this.#window.from && index < this.#window.to) || this.#onEvent !== undefined)) {
      this.#keep({ index, at, site: this.#sites.name(site), values: [a, b, c, d] });
    }
    if (this.#count === this.#nextCheckpoint) this.#checkpoint();
  }

  get count(): number {
    return this.#count;
  }

  /** Where the last event was; empty before the first. */
  get lastSite(): string {
    return this.#count === 0 ? "" : this.#sites.name(this.#lastSite);
  }

  /** 16 hex digits over everything so far. */
  get digest(): string {
    return this.#digest.toString();
  }

  get checkpoints(): readonly Checkpoint[] {
    return this.#checkpoints;
  }

  /** The events of the window, in order. */
  get kept(): readonly TraceEvent[] {
    return this.#kept;
  }

  #keep(event: TraceEvent): void {
    if (event.index >= this.#window.from && event.index < this.#window.to) this.#kept.push(event);
    this.#onEvent?.(event);
  }

  #checkpoint(): void {
    this.#checkpoints.push({ index: this.#count, digest: this.digest });
    if (this.#checkpoints.length === MAX_CHECKPOINTS) {
      this.#interval *= 2;
      this.#checkpoints = this.#checkpoints.filter((checkpoint) => checkpoint.index % this.#interval === 0);
    }
    this.#nextCheckpoint = (Math.floor(this.#count / this.#interval) + 1) * this.#interval;
  }
}
