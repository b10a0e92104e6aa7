import type { Scheduler } from "./scheduler.ts";

/**
 * A promise that the simulation settles. Settling tells the scheduler to run the promise's reactions before the next
 * event; until then the wait is on record for the deadlock report.
 */
export class Deferred<T> {
  readonly promise: Promise<T>;
  readonly #scheduler: Scheduler;
  readonly #endWait: () => void;
  #settled = false;
  #resolve!: (value: T) => void;
  #reject!: (error: unknown) => void;

  constructor(scheduler: Scheduler, who: string, what: string) {
    this.#scheduler = scheduler;
    this.#endWait = scheduler.waiting(who, what);
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
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
    this.#endWait();
    this.#scheduler.settling();
    return true;
  }
}
