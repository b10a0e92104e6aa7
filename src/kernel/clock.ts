import type { Duration, Instant } from "./time.ts";

/**
 * What code under test may know of time. `now` is the node's wall clock and may jump; `monotonic` never goes back, and
 * is what intervals are measured with. The epoch of both is the run's.
 */
export interface Clock {
  now(): Instant;
  monotonic(): Instant;
  /** Calls `callback` once, `delay` of this node's time from now. `site` names the place in reports. */
  after(delay: Duration, site: string, callback: () => void): Timer;
  /** Resolves `delay` of this node's time from now. */
  sleep(delay: Duration, site: string): Promise<void>;
  /** Has reports say that somebody waits for `what`, which is not time, until the returned function is called. */
  waiting(what: string): () => void;
}

export interface Timer {
  cancel(): void;
}
