import type { Scheduler } from "./scheduler.ts";
import type { Duration, Instant } from "./time.ts";

/**
 * The one thread of a simulated node. Work is charged to it without an event of its own: what the node does next
 * leaves when the work is done, and what arrives meanwhile waits.
 */
export class Cpu {
  readonly #scheduler: Scheduler;
  #busyUntil: Instant = 0;
  #busyTotal: Duration = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** When the work charged so far is done; now, if there is none. */
  get readyAt(): Instant {
    return Math.max(this.#scheduler.now, this.#busyUntil);
  }

  /** Charged in all. */
  get busyTotal(): Duration {
    return this.#busyTotal;
  }

  /** Adds work behind what is charged already; returns when it will be done. */
  charge(cost: Duration): Instant {
    this.#busyTotal += cost;
    return (this.#busyUntil = this.readyAt + cost);
  }
}
