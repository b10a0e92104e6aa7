import { clearImmediate, clearTimeout, setImmediate, setTimeout } from "node:timers";
import type { Clock, Timer } from "../kernel/clock.ts";
import { EventQueue } from "../kernel/event-queue.ts";
import type { Duration, Instant } from "../kernel/time.ts";

const NS_PER_MS = 1_000_000;
/** The runtime's timers count whole milliseconds and come up to one late: what is left below this is waited out. */
const COARSE_NS = 2 * NS_PER_MS;
/** The longest wait that a timer of the runtime takes. */
const LONGEST_MS = 2_147_483_647;
/** Only reports of a simulation name the sites of timers. */
const NO_SITE = 0;

/** Bound when the module loads, before the guard's traps. */
const hrtime = process.hrtime.bigint.bind(process.hrtime);
const unixMs = Date.now.bind(Date);

/**
 * The machine's time as a {@link Clock}, for a bus that runs in production. Its epoch is its creation.
 *
 * `now` follows the machine's wall clock in whole milliseconds, and jumps when that is set. Timers fire in the order of
 * (time, asking), exact to a turn of the event loop: what the runtime's timers are too coarse for passes in turns that
 * do nothing else, so a process with a flush interval of 100 us is busy while something is buffered. Timers do not keep
 * the process alive, except for their last two milliseconds.
 */
export class LiveClock implements Clock {
  /** Unix milliseconds of instant 0 of `now`. */
  readonly epochUnixMs = unixMs();
  readonly #started = hrtime();
  readonly #queue = new EventQueue();
  /** What wakes it for the first of the queue. */
  #wake: { readonly at: Instant; readonly cancel: () => void } | undefined;

  now(): Instant {
    return (unixMs() - this.epochUnixMs) * NS_PER_MS;
  }

  monotonic(): Instant {
    return Number(hrtime() - this.#started);
  }

  after(delay: Duration, _site: string, callback: () => void): Timer {
    const handle = this.#queue.push(this.monotonic() + delay, NO_SITE, callback);
    this.#arm();
    return {
      cancel: () => {
        if (this.#queue.cancel(handle)) this.#arm();
      },
    };
  }

  sleep(delay: Duration, site: string): Promise<void> {
    return new Promise((resolve) => void this.after(delay, site, resolve));
  }

  /** Nothing here reports who waits. */
  waiting(): () => void {
    return () => {};
  }

  #arm(): void {
    const at = this.#queue.nextAt;
    if (this.#wake?.at === at) return;
    this.#wake?.cancel();
    this.#wake = at === Infinity ? undefined : { at, cancel: wakeIn(at - this.monotonic(), this.#look) };
  }

  readonly #look = (): void => {
    this.#wake = undefined;
    try {
      const now = this.monotonic();
      while (this.#queue.nextAt <= now) this.#queue.pop()();
    } finally {
      this.#arm();
    }
  };
}

/** Returns what calls it off. */
function wakeIn(left: Duration, callback: () => void): () => void {
  const ms = Math.floor((left - COARSE_NS) / NS_PER_MS);
  if (ms < 1) {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  }
  const timeout = setTimeout(callback, Math.min(ms, LONGEST_MS)).unref();
  return () => clearTimeout(timeout);
}
