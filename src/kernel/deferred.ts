import type { Scheduler } from "./scheduler.ts";
import type { Instant } from "./time.ts";
import type { Wait } from "./waits.ts";

/**
 * A promise that the simulation settles. Settling tells the scheduler to run the promise's reactions before the next
 * event; until then the wait is on record for the deadlock report.
 */
export class Deferred<T> implements Wait {
  readonly promise: Promise<T>;
  readonly who: string;
  readonly what: string;
  readonly whom: string | undefined;
  readonly since: Instant;
  waitBefore: Wait | undefined = undefined;
  waitAfter: Wait | undefined = undefined;
  onRecord = false;
  readonly #scheduler: Scheduler;
  #settled = false;
  #resolve!: (value: T) => void;
  #reject!: (error: unknown) => void;

  /** `whom`: who alone settles it, if that is one of those who may wait themselves. */
  constructor(scheduler: Scheduler, who: string, what: string, whom?: string) {
    this.#scheduler = scheduler;
    this.who = who;
    this.what = what;
    this.whom = whom;
    this.since = scheduler.now;
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    scheduler.waiting(this);
  }

  get settled(): boolean {
    return this.#settled;
  }

  resolve(value: T): void {
    if (this.#finish()) this.#resolve(value);
  }

  reject(error: unknown): void {
    if (this.#finish()) this.#reject(error);
  }

  #finish(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#scheduler.waitOver(this);
    this.#scheduler.settling();
    return true;
  }
}
