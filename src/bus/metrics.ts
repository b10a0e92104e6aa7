import { Histogram } from "../kernel/histogram.ts";
import { sec, type Duration, type Instant } from "../kernel/time.ts";
import type { DropReason, RefusalReason } from "./probe.ts";

/** What a producer did in some span. */
export interface ProducerCounts {
  readonly accepted: number;
  /** By reason. */
  readonly refused: Readonly<Record<RefusalReason, number>>;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Messages that the store has acknowledged. */
  readonly stored: number;
  /** Messages that waited in their buffer for longer than their class's latency target. */
  readonly late: number;
  /** Attempts at a write, and those of them that failed. */
  readonly writes: number;
  readonly failedWrites: number;
}

export interface ProducerMetricsReport {
  /** The window is [from, to): the last ten whole tenths of it, fewer while the producer is young. */
  readonly from: Instant;
  readonly to: Instant;
  readonly window: ProducerCounts;
  /** Stored in the window, a second, rounded down; 0 while it is empty. */
  readonly storedPerSecond: number;
  /** Failed writes of a million in the window, rounded down. */
  readonly failedPerMillion: number;
  /** From acceptance to acknowledgement, of what was stored in the window: quantiles as Histogram gives them. */
  readonly latency: {
    readonly count: number;
    readonly sum: bigint;
    readonly max: Duration;
    readonly p50: Duration;
    readonly p99: Duration;
  };
  /** Since the producer began. */
  readonly total: ProducerCounts;
}

type Counts = { -readonly [K in "accepted" | "stored" | "late" | "writes" | "failedWrites"]: number } & {
  readonly refused: Record<RefusalReason, number>;
  readonly dropped: Record<DropReason, number>;
};

const noCounts = (): Counts => ({
  accepted: 0, stored: 0, late: 0, writes: 0, failedWrites: 0,
  refused: { full: 0, closed: 0, filtered: 0 }, dropped: { "overflow": 0, "closed": 0, "fenced": 0, "gave-up": 0 },
});

/** A tenth of a window. */
class Slot {
  readonly index: number;
  readonly counts = noCounts();
  readonly latency: Histogram;

  /** `latency` is empty. */
  constructor(index: number, latency: Histogram) {
    this.index = index;
    this.latency = latency;
  }
}

const TENTHS = 10;

/**
 * Counts what a producer does, in tenths of a window of time: what is reported is what happened in the last ten whole
 * ones, each message counted at its own instant. Instants are the producer's monotonic clock's and never go back.
 */
export class ProducerMetrics {
  readonly #tenth: Duration;
  readonly #startedAt: Instant;
  readonly #total = noCounts();
  /** The last whole tenths in which something happened, oldest first, and the one that is being filled. */
  readonly #slots: Slot[] = [];
  #slot: Slot;

  constructor(window: Duration, now: Instant) {
    this.#tenth = window / TENTHS;
    this.#startedAt = now;
    this.#slot = new Slot(this.#indexAt(now), new Histogram());
    this.#slots.push(this.#slot);
  }

  accepted(now: Instant): void {
    this.#at(now).counts.accepted++;
    this.#total.accepted++;
  }

  refused(now: Instant, reason: RefusalReason): void {
    this.#at(now).counts.refused[reason]++;
    this.#total.refused[reason]++;
  }

  dropped(now: Instant, reason: DropReason): void {
    this.#at(now).counts.dropped[reason]++;
    this.#total.dropped[reason]++;
  }

  /** An attempt at a write; of its messages so many were late. */
  wrote(now: Instant, late: number): void {
    const { counts } = this.#at(now);
    counts.writes++;
    counts.late += late;
    this.#total.writes++;
    this.#total.late += late;
  }

  failed(now: Instant): void {
    this.#at(now).counts.failedWrites++;
    this.#total.failedWrites++;
  }

  stored(now: Instant, messages: readonly { readonly acceptedAt: Instant }[]): void {
    const { counts, latency } = this.#at(now);
    counts.stored += messages.length;
    this.#total.stored += messages.length;
    for (const { acceptedAt } of messages) latency.record(now - acceptedAt);
  }

  report(now: Instant): ProducerMetricsReport {
    const end = this.#indexAt(now);
    const to = Math.max(this.#startedAt, end * this.#tenth);
    const from = Math.max(this.#startedAt, (end - TENTHS) * this.#tenth);
    const window = noCounts();
    const latency = new Histogram();
    for (const slot of this.#slots) {
      if (slot.index >= end || slot.index < end - TENTHS) continue;
      add(window, slot.counts);
      latency.merge(slot.latency);
    }
    const { count, sum, max } = latency;
    return {
      from, to, window,
      storedPerSecond: perSpan(window.stored, sec(1), to - from),
      failedPerMillion: perSpan(window.failedWrites, 1_000_000, window.writes),
      latency: { count, sum, max, p50: latency.quantile(1, 2), p99: latency.quantile(99, 100) },
      total: copyOf(this.#total),
    };
  }

  #at(now: Instant): Slot {
    const index = this.#indexAt(now);
    if (index === this.#slot.index) return this.#slot;
    // A histogram is large: the new tenth gets that of one that has passed.
    let passed: Histogram | undefined;
    while (this.#slots.length > 0 && (this.#slots[0] as Slot).index < index - TENTHS)
      passed = this.#slots.shift()?.latency;
    passed?.clear();
    this.#slot = new Slot(index, passed ?? new Histogram());
    this.#slots.push(this.#slot);
    return this.#slot;
  }

  #indexAt(now: Instant): number {
    return Math.floor(now / this.#tenth);
  }
}

function add(to: Counts, { accepted, stored, late, writes, failedWrites, refused, dropped }: Counts): void {
  to.accepted += accepted;
  to.stored += stored;
  to.late += late;
  to.writes += writes;
  to.failedWrites += failedWrites;
  for (const reason of Object.keys(refused) as RefusalReason[]) to.refused[reason] += refused[reason];
  for (const reason of Object.keys(dropped) as DropReason[]) to.dropped[reason] += dropped[reason];
}

function copyOf(counts: Counts): ProducerCounts {
  const copy = noCounts();
  add(copy, counts);
  return copy;
}

/** ⌊count · unit / span⌋, exactly: the product may pass 2^53. */
const perSpan = (count: number, unit: number, span: number): number =>
  (span === 0 ? 0 : Number((BigInt(count) * BigInt(unit)) / BigInt(span)));
