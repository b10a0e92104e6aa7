import { DeadlockError, LivelockError } from "./stall.ts";
import { EventQueue } from "./event-queue.ts";
import { InvariantError } from "./error.ts";
import type { AsynchronousDrain, Drain } from "./host.ts";
import type { Sites } from "./site.ts";
import type { Duration, Instant } from "./time.ts";
import { Waits, type Wait } from "./waits.ts";

/** Names one scheduled event, for `cancel`. Stale handles are harmless. */
export type TimerHandle = number;

/** The place of an event of `site` among all that are due at `at`: 0 to 1023, the lowest first. */
export type TieRank = (site: number, at: Instant) => number;

export interface SchedulerOptions {
  readonly sites: Sites;
  /** How microtasks are run after an event that settled a promise. */
  readonly drain: Drain;
  /** Events allowed at one instant before the run is declared a livelock. */
  readonly livelockBudget?: number;
  /** Drain after every event, settled or not: slower, and must give the same digest. For self-checks. */
  readonly drainAlways?: boolean;
  /** Default: at one instant, events run in the order they were scheduled. Of equal rank they always do. */
  readonly ties?: TieRank;
}

const DEFAULT_LIVELOCK_BUDGET = 1_000_000;

/** Events before a livelock whose sites are told. */
const LAST_SITES = 256;

/**
 * The only place where time moves.
 *
 * Events are totally ordered by (at, seq): earlier instants first, and at one instant in the order they were
 * scheduled. An event is a callback. Microtasks run only after an event in which `settling` was called (a Deferred
 * does it), because an event that settles no promise cannot have made any.
 */
export class Scheduler {
  readonly sites: Sites;
  readonly #queue = new EventQueue();
  readonly #drain: Drain;
  readonly #livelockBudget: number;
  /** From so many events at one instant on, their sites are kept. */
  readonly #suspicious: number;
  #lastSites: number[] = [];
  readonly #drainAlways: boolean;
  readonly #ties: TieRank | undefined;
  readonly #waits = new Waits();
  #now: Instant = 0;
  #executed = 0;
  #atThisInstant = 0;
  #settled = false;
  #afterEvent: (() => void) | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: SchedulerOptions) {
    this.sites = options.sites;
    this.#drain = options.drain;
    this.#livelockBudget = options.livelockBudget ?? DEFAULT_LIVELOCK_BUDGET;
    this.#suspicious = Math.max(0, this.#livelockBudget + 1 - LAST_SITES);
    this.#drainAlways = options.drainAlways ?? false;
    this.#ties = options.ties;
  }

  /** True time. Reading it changes nothing. */
  get now(): Instant {
    return this.#now;
  }

  /** Events run so far. */
  get executed(): number {
    return this.#executed;
  }

  get pending(): number {
    return this.#queue.size;
  }

  /** @throws {InvariantError} `at` is in the past or not an integer. */
  at(at: Instant, site: number, callback: () => void): TimerHandle {
    return this.atWith(at, site, callback, undefined);
  }

  /** As `at`, of a callback that takes an argument: one function then serves many events. */
  atWith<T>(at: Instant, site: number, callback: (argument: T) => void, argument: T): TimerHandle {
    if (!(at >= this.#now) || Math.trunc(at) !== at) {
      throw new InvariantError(`${this.sites.name(site)} scheduled at ${at}, now is ${this.#now}`);
    }
    return this.#queue.push(at, site, callback, argument, this.#ties === undefined ? 0 : this.#ties(site, at));
  }

  after(delay: Duration, site: number, callback: () => void): TimerHandle {
    return this.at(this.#now + delay, site, callback);
  }

  /** Runs `callback` every `period`, first one period from now, until the returned function is called. */
  every(period: Duration, site: number, callback: () => void): () => void {
    if (!(period > 0)) throw new InvariantError(`${this.sites.name(site)}: period ${period} is not positive`);
    let handle = -1;
    let stopped = false;
    const fire = (): void => {
      handle = this.after(period, site, fire);
      callback();
    };
    handle = this.after(period, site, fire);
    return () => {
      if (!stopped) this.cancel(handle);
      stopped = true;
    };
  }

  /** False when the event has already run or been cancelled. */
  cancel(handle: TimerHandle): boolean {
    return this.#queue.cancel(handle);
  }

  /** Says that this event settled a promise: its reactions run before the next event. */
  settling(): void {
    this.#settled = true;
  }

  /** Calls `watch` after every event and its microtasks: for oracles, which only look. */
  onEvent(watch: () => void): void {
    this.#afterEvent = watch;
  }

  /** Puts a wait on record for the deadlock report, until `waitOver`. */
  waiting(wait: Wait): void {
    this.#waits.add(wait);
  }

  waitOver(wait: Wait): void {
    this.#waits.remove(wait);
  }

  /** Who waits for what now, in the order in which they began. */
  get waits(): readonly Wait[] {
    return this.#waits.all;
  }

  /** Makes the run end with `error` after the current event: for failures inside promise reactions. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /**
   * Runs events up to and including `until` (default: all there are), then sets the clock to `until`. Must be called
   * in a macrotask of its own, outside any microtask (see Host.hop), or a synchronous drain would do nothing.
   *
   * @throws {DeadlockError} E_DEADLOCK - nothing is scheduled and somebody waits.
   * @throws {LivelockError} E_LIVELOCK - the budget of events at one instant is spent.
   */
  async runUntil(until: Instant = Infinity): Promise<void> {
    const drain = this.#drain;
    if (drain.synchronous) this.#runSynchronously(until, drain);
    else await this.#runAsynchronously(until, drain);
    if (until !== Infinity) this.#now = Math.max(this.#now, until);
    else this.#assertNobodyWaits();
  }

  #runSynchronously(until: Instant, drain: Drain & { readonly synchronous: true }): void {
    // What was settled before the run (a consumer's first await) takes its reactions first.
    drain.drain();
    this.#settled = false;
    while (this.#step(until)) {
      if (this.#settled) {
        drain.drain();
        this.#settled = false;
      }
      this.#afterEvent?.();
      if (this.#failure !== undefined) throw this.#failure.error;
    }
  }

  /** Goes on where the drain calls back: outside any microtask, as in #runSynchronously. */
  #runAsynchronously(until: Instant, drain: AsynchronousDrain): Promise<void> {
    return new Promise((resolve, reject) => {
      const afterEvent = (): boolean => {
        this.#settled = false;
        this.#afterEvent?.();
        if (this.#failure !== undefined) reject(this.#failure.error);
        return this.#failure === undefined;
      };
      const run = (): void => {
        try {
          while (this.#step(until)) {
            if (this.#settled) return drain.drainThen(() => void (afterEvent() && run()), reject);
            if (!afterEvent()) return;
          }
          resolve();
        } catch (error) {
          reject(error);
        }
      };
      drain.drainThen(() => {
        this.#settled = false;
        run();
      }, reject);
    });
  }

  /** Runs the next event if it is due by `until`. */
  #step(until: Instant): boolean {
    const queue = this.#queue;
    const at = queue.nextAt;
    if (at > until || at === Infinity) return false;
    if (at === this.#now) {
      if (++this.#atThisInstant > this.#suspicious) this.#suspect();
    } else {
      this.#now = at;
      this.#atThisInstant = 1;
    }
    this.#executed++;
    if (this.#drainAlways) this.#settled = true;
    const callback: (argument: unknown) => void = queue.pop();
    callback(queue.lastArgument);
    return true;
  }

  #assertNobodyWaits(): void {
    if (!this.#waits.isEmpty) throw new DeadlockError(this.#now, this.#waits.all);
  }

  /** Not every long instant is a livelock: this one has a few events left. */
  #suspect(): void {
    if (this.#atThisInstant === this.#suspicious + 1) this.#lastSites = [];
    this.#lastSites.push(this.#queue.lastSite);
    if (this.#atThisInstant > this.#livelockBudget) throw this.#livelock();
  }

  #livelock(): LivelockError {
    const counts = new Map<number, number>();
    for (const site of [this.#queue.lastSite, ...this.#queue.queuedSites()]) {
      counts.set(site, (counts.get(site) ?? 0) + 1);
    }
    return new LivelockError(this.#now, {
      budget: this.#livelockBudget,
      lastSites: this.#lastSites.map((site) => this.sites.name(site)),
      queued: [...counts].map(([site, count]) => ({ site: this.sites.name(site), count })),
      waits: this.#waits.all,
    });
  }
}
