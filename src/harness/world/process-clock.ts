import type { Clock, Timer } from "../../kernel/clock.ts";
import { Deferred } from "../../kernel/deferred.ts";
import type { NodeClock } from "../../kernel/node-clock.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Duration, Instant } from "../../kernel/time.ts";

/** What a process needs to know of the machine that it runs on. */
export interface Machine {
  readonly scheduler: Scheduler;
  readonly clock: NodeClock;
  /** Until when the world stands still for it. */
  pausedUntil: Instant;
}

/** How late a timer of `site` fires: rarely more than 0. */
export type Lateness = (site: string) => Duration;

/** A machine's clock as one process sees it: timers wait while the machine stands still, and die with the process. */
export class ProcessClock implements Clock {
  readonly #machine: Machine;
  readonly #late: Lateness;
  #alive = true;
  #timers = 0;
  #waits: Deferred<void>[] = [];

  constructor(machine: Machine, late: Lateness) {
    this.#machine = machine;
    this.#late = late;
  }

  now(): Instant {
    return this.#machine.clock.now();
  }

  monotonic(): Instant {
    return this.#machine.clock.monotonic();
  }

  after(delay: Duration, site: string, callback: () => void): Timer {
    const { scheduler, clock } = this.#machine;
    let again = -1;
    let waiting = true;
    this.#timers++;
    const fire = (): void => {
      if (!this.#alive) return;
      const { pausedUntil } = this.#machine;
      if (pausedUntil > scheduler.now) again = scheduler.at(pausedUntil, scheduler.sites.id(site), fire);
      else {
        waiting = false;
        this.#timers--;
        callback();
      }
    };
    const first = clock.after(delay + this.#late(site), site, fire);
    return {
      cancel: () => {
        if (waiting) this.#timers--;
        waiting = false;
        first.cancel();
        if (again >= 0) scheduler.cancel(again);
      },
    };
  }

  sleep(delay: Duration, site: string): Promise<void> {
    if (!this.#alive) return new Promise(() => {});
    const deferred = this.#wait(site);
    this.after(delay, site, () => deferred.resolve());
    return deferred.promise;
  }

  waiting(what: string): () => void {
    if (!this.#alive) return () => {};
    const deferred = this.#wait(what);
    return () => deferred.resolve();
  }

  #wait(what: string): Deferred<void> {
    const deferred = new Deferred<void>(this.#machine.scheduler, this.#machine.clock.node, what);
    this.#waits.push(deferred);
    if (this.#waits.length > WAITS) this.#waits = this.#waits.filter((each) => !each.settled);
    return deferred;
  }

  /** Timers that are set. */
  get timers(): number {
    return this.#alive ? this.#timers : 0;
  }

  /** The process is gone. Nobody waits for it any more. */
  kill(): void {
    this.#alive = false;
    for (const deferred of this.#waits) this.#machine.scheduler.waitOver(deferred);
    this.#waits = [];
  }
}

/** Kept at least before those that are over are sorted out. */
const WAITS = 16;
