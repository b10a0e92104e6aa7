import type { Clock, Timer } from "../kernel/clock.ts";
import type { Duration } from "../kernel/time.ts";

/**
 * A timer that can be taken back and whose callback may settle promises. Virtual time runs reactions only after events
 * that settle a promise of the clock's own, so the callback is the reaction to one.
 */
export class Alarm {
  readonly #clock: Clock;
  readonly #site: string;
  readonly #onFault: (error: unknown) => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, site: string, onFault: (error: unknown) => void) {
    this.#clock = clock;
    this.#site = site;
    this.#onFault = onFault;
  }

  get isSet(): boolean {
    return this.#timer !== undefined;
  }

  /** Runs `callback` `delay` from now, and nothing that was set before. */
  set(delay: Duration, callback: () => void | Promise<void>): void {
    this.cancel();
    const timer = this.#clock.after(delay, this.#site, () => {
      this.#clock.sleep(0, this.#site).then(() => {
        // Taken back, or set anew, in between.
        if (this.#timer !== timer) return undefined;
        this.#timer = undefined;
        return callback();
      }).catch(this.#onFault);
    });
    this.#timer = timer;
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
