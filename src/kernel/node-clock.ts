import type { Clock, Timer } from "./clock.ts";
import { Deferred } from "./deferred.ts";
import type { Scheduler, TimerHandle } from "./scheduler.ts";
import type { Duration, Instant } from "./time.ts";

class ScheduledTimer implements Timer {
  readonly #scheduler: Scheduler;
  readonly #handle: TimerHandle;

  constructor(scheduler: Scheduler, handle: TimerHandle) {
    this.#scheduler = scheduler;
    this.#handle = handle;
  }

  cancel(): void {
    this.#scheduler.cancel(this.#handle);
  }
}

export interface NodeClockOptions {
  /** Wall time minus true time at the start. */
  readonly offset?: Duration;
  /** How much faster than true time the node's oscillator runs, in parts per billion. */
  readonly driftPpb?: number;
}

/** Parts per billion that still keep `elapsed × ppb` an exact integer for an hour and 2 s of ppb product range. */
const BILLION = 1_000_000_000;

/**
 * One node's clocks over true time: `monotonic` drifts, `now` drifts, is offset, and can step. Timers measure this
 * node's monotonic time, so a fast node's timers fire early in true time. Integer arithmetic throughout.
 */
export class NodeClock implements Clock {
  readonly node: string;
  readonly #scheduler: Scheduler;
  #offset: Duration;
  #driftPpb: number;
  /** Where drift was last set: monotonic is linear from here. */
  #anchorTrue: Instant = 0;
  #anchorMonotonic: Instant = 0;
  /** The site of the last timer, nearly always that of the next. */
  #site: string | undefined;
  #siteId = 0;

  constructor(scheduler: Scheduler, node: string, options: NodeClockOptions = {}) {
    this.node = node;
    this.#scheduler = scheduler;
    this.#offset = options.offset ?? 0;
    this.#driftPpb = options.driftPpb ?? 0;
  }

  now(): Instant {
    return this.monotonic() + this.#offset;
  }

  monotonic(): Instant {
    const elapsed = this.#scheduler.now - this.#anchorTrue;
    return this.#anchorMonotonic + elapsed + scaled(elapsed, this.#driftPpb);
  }

  after(delay: Duration, site: string, callback: () => void): Timer {
    if (site !== this.#site) {
      this.#site = site;
      this.#siteId = this.#scheduler.sites.id(site);
    }
    const handle = this.#scheduler.after(this.#trueSpan(delay), this.#siteId, callback);
    return new ScheduledTimer(this.#scheduler, handle);
  }

  sleep(delay: Duration, site: string): Promise<void> {
    const deferred = new Deferred<void>(this.#scheduler, this.node, site);
    this.after(delay, site, () => deferred.resolve());
    return deferred.promise;
  }

  waiting(what: string): () => void {
    const deferred = new Deferred<void>(this.#scheduler, this.node, what);
    return () => deferred.resolve();
  }

  /** The wall clock jumps (an operator, NTP). Timers and `monotonic` do not notice. */
  step(by: Duration): void {
    this.#offset += by;
  }

  /** From now on the oscillator runs at another rate. Nothing jumps. */
  drift(ppb: number): void {
    this.#anchorMonotonic = this.monotonic();
    this.#anchorTrue = this.#scheduler.now;
    this.#driftPpb = ppb;
  }

  /** The true time in which `delay` of this node's time passes, rounded up: a timer never fires early. */
  #trueSpan(delay: Duration): Duration {
    if (this.#driftPpb === 0 || delay <= 0) return Math.max(0, delay);
    // Within a few nanoseconds of it; the loops make it exact.
    let span = Math.max(0, Math.floor(delay / (1 + this.#driftPpb / BILLION)));
    while (span + scaled(span, this.#driftPpb) < delay) span++;
    while (span > 0 && span - 1 + scaled(span - 1, this.#driftPpb) >= delay) span--;
    return span;
  }
}

/** floor(span × ppb / 10^9), exactly: the product alone could pass 2^53. */
function scaled(span: Duration, ppb: number): Duration {
  if (ppb === 0) return 0;
  const whole = Math.floor(span / BILLION);
  const rest = span - whole * BILLION;
  return whole * ppb + Math.floor((rest * ppb) / BILLION);
}
