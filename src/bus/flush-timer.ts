import type { Clock, Timer } from "../kernel/clock.ts";
import type { Instant } from "../kernel/time.ts";

/** One timer for the earliest thing that will be due. */
export class FlushTimer {
  readonly #clock: Clock;
  readonly #due: () => void;
  #timer: Timer | undefined;
  #at: Instant = Infinity;

  constructor(clock: Clock, due: () => void) {
    this.#clock = clock;
    this.#due = due;
  }

  /** Makes sure that it fires by `at`; an earlier setting stands. */
  arm(at: Instant, now: Instant): void {
    if (at >= this.#at) return;
    this.disarm();
    this.#at = at;
    this.#timer = this.#clock.after(Math.max(0, at - now), "bus.flush", this.#fire);
  }

  readonly #fire = (): void => {
    this.#timer = undefined;
    this.#at = Infinity;
    this.#due();
  };

  disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#at = Infinity;
  }
}
