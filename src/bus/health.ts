import type { Clock } from "../kernel/clock.ts";
import { formatDuration, type Instant } from "../kernel/time.ts";
import type { StoreError } from "./store.ts";

/**
 * What a producer is doing, from its beginning to its end.
 *
 * - `starting`: it takes an epoch; what is published is held.
 * - `connected`: the last that was heard of the store was good.
 * - `degraded`: heartbeats were missed, fewer than the limit.
 * - `retrying`: a write has failed and is tried again.
 * - `down`: as many heartbeats were missed as the limit says; it goes on trying.
 * - `closing`: it takes nothing more and sends what it holds.
 * - `fenced`: a later life of the producer has taken over. `gave-up`: too many attempts. Both for good.
 * - `closed`: nothing more happens.
 */
export type ProducerState =
  "starting" | "connected" | "degraded" | "retrying" | "down" | "closing" | "fenced" | "gave-up" | "closed";

export interface ProducerHealthReport {
  readonly state: ProducerState;
  /** When the state began, on the producer's monotonic clock. */
  readonly since: Instant;
  /** For people: why it is in this state, or what it waits for. */
  readonly reason: string;
  /** The error code of the last failure: the server's (`READONLY`, `LOADING`, `OOM`, `FENCED`, …), or `NO-ANSWER`. */
  readonly code: string | undefined;
  /** Attempts at the write in service that have failed. */
  readonly failedAttempts: number;
  /** Heartbeats in a row that had no answer. */
  readonly missedHeartbeats: number;
}

interface Failure {
  readonly error: StoreError;
  readonly attempt: number;
  readonly since: Instant;
}

const codeOf = ({ kind, message }: StoreError): string =>
  kind === "unknown" ? "NO-ANSWER" : (/^[A-Z]{2,}/.exec(message)?.[0] ?? "ERR");

/** Keeps what is known of a producer and its store, and says what it comes to. */
export class ProducerHealth {
  readonly #clock: Clock;
  readonly #changed: (report: ProducerHealthReport) => void;
  #phase: "starting" | "open" | "closing" | "closed";
  #end: { readonly state: "fenced" | "gave-up"; readonly reason: string } | undefined;
  #failure: Failure | undefined;
  #missed = 0;
  #limit = Infinity;
  #state: ProducerState;
  #code: string | undefined;
  #since: Instant;

  constructor(clock: Clock, isOpen: boolean, changed: (report: ProducerHealthReport) => void) {
    this.#clock = clock;
    this.#changed = changed;
    this.#phase = isOpen ? "open" : "starting";
    this.#state = isOpen ? "connected" : "starting";
    this.#since = clock.monotonic();
  }

  started(): void {
    if (this.#phase === "starting") this.#phase = "open";
    this.#failure = undefined;
    this.#update();
  }

  /** The store has acknowledged a write, or part of one. */
  stored(): void {
    if (this.#failure === undefined && this.#missed === 0) return;
    this.#failure = undefined;
    this.#missed = 0;
    this.#update();
  }

  /** A write failed, for the `attempt`-th time; with `end` it was the last. */
  failed(error: StoreError, attempt: number, end?: "fenced" | "gave-up"): void {
    if (end === "fenced") this.#end = { state: end, reason: error.message };
    if (end === "gave-up") this.#end = { state: end, reason: `${attempt} attempts failed, the last: ${error.message}` };
    this.#failure = { error, attempt, since: this.#failure?.since ?? this.#clock.monotonic() };
    // A server that refuses is there.
    if (error.kind !== "unknown") this.#missed = 0;
    this.#update();
  }

  answered(): void {
    if (this.#missed === 0) return;
    this.#missed = 0;
    this.#update();
  }

  missed(missed: number, limit: number): void {
    this.#missed = missed;
    this.#limit = limit;
    this.#update();
  }

  closing(): void {
    if (this.#phase !== "closed") this.#phase = "closing";
    this.#update();
  }

  closed(): void {
    this.#phase = "closed";
    this.#update();
  }

  report(): ProducerHealthReport {
    return {
      state: this.#state, since: this.#since, reason: this.#reason(), code: this.#code,
      failedAttempts: this.#failure?.attempt ?? 0, missedHeartbeats: this.#missed,
    };
  }

  #update(): void {
    const state = this.#next();
    const code = this.#failure === undefined ? undefined : codeOf(this.#failure.error);
    if (state === this.#state && code === this.#code) return;
    if (state !== this.#state) this.#since = this.#clock.monotonic();
    this.#state = state;
    this.#code = code;
    this.#changed(this.report());
  }

  /** What weighs most: the end, then closing, then what is wrong, the worse first. */
  #next(): ProducerState {
    if (this.#phase === "closed") return "closed";
    if (this.#end !== undefined) return this.#end.state;
    if (this.#phase === "closing") return "closing";
    if (this.#missed >= this.#limit) return "down";
    if (this.#phase === "starting") return "starting";
    if (this.#failure !== undefined) return "retrying";
    return this.#missed > 0 ? "degraded" : "connected";
  }

  #reason(): string {
    if (this.#end !== undefined) return this.#end.reason;
    const facts: string[] = [];
    if (this.#failure !== undefined) {
      const { error, attempt, since } = this.#failure;
      facts.push(
        `attempt ${attempt} failed, first ${formatDuration(this.#clock.monotonic() - since)} ago: ${error.message}`,
      );
    }
    if (this.#missed > 0) facts.push(`${this.#missed} heartbeats missed, the limit is ${this.#limit}`);
    return facts.length > 0 ? facts.join("; ") : REASONS[this.#phase];
  }
}

const REASONS = {
  starting: "the producer has no epoch yet", open: "no failure is known", closing: "what is held is sent",
  closed: "closed by its owner",
} as const;
