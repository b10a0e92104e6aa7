import type { Clock, Timer } from "./clock.ts";
import { Deferred } from "./deferred.ts";
import { InvariantError } from "./error.ts";
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
  /** How much faster than true time the node's oscillator runs, in parts per billion: see `isDrift`. */
  readonly driftPpb?: number;
}

const BILLION = 1_000_000_000;

/** From half the rate of true time to twice it. Quartz is within 100,000; one that stood still would end no wait. */
export const LEAST_DRIFT_PPB = -BILLION / 2;
export const MOST_DRIFT_PPB = BILLION;

/** Whether a clock can drift so. */
export const isDrift = (ppb: unknown): boolean =>
  Number.isSafeInteger(ppb) && (ppb as number) >= LEAST_DRIFT_PPB && (ppb as number) <= MOST_DRIFT_PPB;

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
    this.#driftPpb = checkedDrift(options.driftPpb ?? 0);
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

  /** From now on the oscillator runs at another rate. Nothing jumps. @throws {InvariantError} see `isDrift` */
  drift(ppb: number): void {
    checkedDrift(ppb);
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

function checkedDrift(ppb: number): number {
  if (isDrift(ppb)) return ppb;
  throw new InvariantError(`a clock drifts by ${ppb} ppb: expected ${LEAST_DRIFT_PPB} to ${MOST_DRIFT_PPB}`);
}

/** What is left of a second is multiplied in two parts, so that no product passes 2^53. */
const PART = 1 << 15;

/** floor(span × ppb / 10^9), exactly. */
function scaled(span: Duration, ppb: number): Duration {
  if (ppb === 0) return 0;
  const whole = Math.floor(span / BILLION);
  const rest = span - whole * BILLION;
  const parts = Math.floor(rest / PART);
  const high = Math.floor((parts * ppb) / BILLION);
  const low = (parts * ppb - high * BILLION) * PART + (rest - parts * PART) * ppb;
  return whole * ppb + high * PART + Math.floor(low / BILLION);
}
