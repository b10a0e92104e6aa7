import { Histogram } from "../kernel/histogram.ts";
import type { Duration } from "../kernel/time.ts";
import { PRIORITIES, priorityName, type Priority } from "../bus/priority.ts";

/** The stations of a message, each measured from the one before; `total` is from receipt to the end of handling. */
export const HOPS = ["decode", "buffer", "store", "deliver", "handle", "total"] as const;
export type Hop = (typeof HOPS)[number];

/** Nearest-rank quantiles of one series, in nanoseconds. Negative where a venue's clock is ahead of the recorder's. */
export interface LatencySummary {
  readonly count: number;
  readonly min: Duration;
  readonly p50: Duration;
  readonly p99: Duration;
  readonly p999: Duration;
  readonly max: Duration;
  /** Samples below zero. */
  readonly negative: number;
}

/** Latency by class and hop, and by venue from its own time to the receipt. */
export class LatencyBook {
  readonly #hops: readonly (readonly Histogram[])[] = PRIORITIES.map(() => HOPS.map(() => new Histogram()));
  readonly #wires = new Map<string, Histogram>();

  record(priority: Priority, hop: number, latency: Duration): void {
    ((this.#hops[priority] as readonly Histogram[])[hop] as Histogram).record(latency);
  }

  wire(venue: string): Histogram {
    let histogram = this.#wires.get(venue);
    if (histogram === undefined) this.#wires.set(venue, (histogram = new Histogram()));
    return histogram;
  }

  /** `CRITICAL.buffer`, …, `wire.BINANCE`: only series with samples. */
  summaries(): Record<string, LatencySummary> {
    const summaries: Record<string, LatencySummary> = {};
    for (const priority of PRIORITIES) {
      HOPS.forEach((hop, index) => {
        const histogram = (this.#hops[priority] as readonly Histogram[])[index] as Histogram;
        if (histogram.count > 0) summaries[`${priorityName(priority)}.${hop}`] = summarise(histogram);
      });
    }
    for (const [venue, histogram] of this.#wires)
      if (histogram.count > 0) summaries[`wire.${venue}`] = summarise(histogram);
    return summaries;
  }
}

function summarise(histogram: Histogram): LatencySummary {
  return {
    count: histogram.count,
    min: histogram.min,
    p50: histogram.quantile(1, 2),
    p99: histogram.quantile(99, 100),
    p999: histogram.quantile(999, 1_000),
    max: histogram.max,
    negative: histogram.negativeCount,
  };
}
