import type { DecisionPoint, Decisions } from "../kernel/decisions.ts";
import type { Duration, Instant } from "../kernel/time.ts";

/**
 * One way through a network as an inverse CDF: equally likely one-way latencies in ascending order, the median in the
 * middle. Integers only.
 */
export type LatencyTable = readonly Duration[];

/**
 * Two machines in one data centre: 45 us floor, 65 us median, a tail to 1.2 ms. Shaped after the round trips of a
 * loopback server with the cable added; a user's own measurement belongs in its place.
 */
export const LAN_LATENCY: LatencyTable = [
  45_000, 48_000, 50_000, 52_000, 54_000, 55_000, 56_000, 57_000, 58_000, 59_000, 60_000, 61_000, 62_000, 63_000,
  64_000, 65_000, 66_000, 67_000, 68_000, 70_000, 72_000, 75_000, 78_000, 82_000, 88_000, 95_000, 105_000, 120_000,
  150_000, 220_000, 450_000, 1_200_000,
];

/** One direction of one connection: latency drawn for each message, order kept, as TCP keeps it. */
export class Link {
  readonly #table: LatencyTable;
  readonly #point: DecisionPoint;
  #count = 0;
  #lastArrival: Instant = 0;

  constructor(name: string, table: LatencyTable, decisions: Decisions) {
    this.#table = table;
    this.#point = decisions.point(`link.${name}.latency`, table.length, table.length >> 1);
  }

  /** When a message that leaves at `departure` arrives: never before one that left earlier. */
  arrival(departure: Instant): Instant {
    const latency = this.#table[this.#point.decide(this.#count++)] as Duration;
    return (this.#lastArrival = Math.max(this.#lastArrival, departure + latency));
  }
}
