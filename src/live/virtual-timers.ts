import type { Scheduler, TimerHandle } from "../kernel/scheduler.ts";

export interface VirtualTimersOptions {
  readonly scheduler: Scheduler;
  /** Unix ms at virtual instant 0: what `Date.now()` counts from. */
  readonly epochUnixMs: number;
}

type Callback = (...args: unknown[]) => void;

const NAMES = [
  "setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate", "Date",
] as const;
const MILLISECOND = 1_000_000;
/** As the runtime does with what no timer can hold. */
const LONGEST_MS = 2_147_483_647;

/**
 * For client libraries that take their time from globals: until the returned function is called, `setTimeout`,
 * `setInterval`, `setImmediate`, what clears them, and `Date` belong to the scheduler. Ticks and microtasks stay what
 * they are; the scheduler's drain runs them. When a guard is to be armed too, arm it first and disarm it last.
 */
export function installVirtualTimers({ scheduler, epochUnixMs }: VirtualTimersOptions): () => void {
  const site = scheduler.sites.id("virtual-timers");
  const timer = (callback: Callback, args: unknown[], delayMs: unknown, repeats: boolean): VirtualTimer =>
    new VirtualTimer({ scheduler, site, callback, args, delay: delayOf(delayMs), repeats });
  const clear = (handle: unknown): void => {
    if (handle instanceof VirtualTimer) handle.close();
  };
  const standIns: Readonly<Record<(typeof NAMES)[number], unknown>> = {
    setTimeout: (callback: Callback, delayMs?: unknown, ...args: unknown[]) => timer(callback, args, delayMs, false),
    setInterval: (callback: Callback, delayMs?: unknown, ...args: unknown[]) => timer(callback, args, delayMs, true),
    setImmediate: (callback: Callback, ...args: unknown[]) =>
      new VirtualTimer({ scheduler, site, callback, args, delay: 0, repeats: false }),
    clearTimeout: clear, clearInterval: clear, clearImmediate: clear,
    Date: virtualDate(() => epochUnixMs + Math.floor(scheduler.now / MILLISECOND)),
  };
  const originals = NAMES.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const name of NAMES) {
    Object.defineProperty(globalThis, name, {
      value: standIns[name], configurable: true, writable: true, enumerable: false,
    });
  }
  return () => {
    for (const [name, original] of originals)
      if (original !== undefined) Object.defineProperty(globalThis, name, original);
  };
}

/** In ns. At least 1 ms, as the runtime's own. */
function delayOf(ms: unknown): number {
  const whole = Math.trunc(Number(ms));
  return (whole >= 1 && whole <= LONGEST_MS ? whole : 1) * MILLISECOND;
}

interface VirtualTimerOptions {
  readonly scheduler: Scheduler;
  readonly site: number;
  readonly callback: Callback;
  readonly args: unknown[];
  readonly delay: number;
  readonly repeats: boolean;
}

/**
 * What `setTimeout` returns: has the methods of the runtime's own, of which holding the process is none of its
 * business.
 */
class VirtualTimer {
  readonly #options: VirtualTimerOptions;
  #handle: TimerHandle;
  #open = true;

  constructor(options: VirtualTimerOptions) {
    this.#options = options;
    this.#handle = this.#schedule();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  refresh(): this {
    this.#options.scheduler.cancel(this.#handle);
    if (this.#open) this.#handle = this.#schedule();
    return this;
  }

  close(): this {
    this.#open = false;
    this.#options.scheduler.cancel(this.#handle);
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #schedule(): TimerHandle {
    const { scheduler, site, callback, args, delay, repeats } = this.#options;
    return scheduler.after(delay, site, () => {
      if (repeats) this.#handle = this.#schedule();
      scheduler.settling();
      callback(...args);
    });
  }
}

function virtualDate(now: () => number): DateConstructor {
  return new Proxy(Date, {
    get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver) as unknown),
    construct: (target, args: unknown[], newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: (target) => new target(now()).toString(),
  });
}
