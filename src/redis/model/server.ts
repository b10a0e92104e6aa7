import { Cpu } from "../../kernel/cpu.ts";
import type { Scheduler, TimerHandle } from "../../kernel/scheduler.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import { Group } from "./group.ts";
import { BEGINNING } from "./position.ts";
import { ModelStream } from "./stream.ts";

export interface ModelServerOptions {
  readonly scheduler: Scheduler;
  /** Unix milliseconds of instant 0. */
  readonly epochUnixMs: number;
}

/** A blocked reader: asked again after every append to its stream until it takes something or its time is up. */
interface Waiter {
  readonly attempt: () => boolean;
  timer: TimerHandle;
}

/**
 * The streams of one simulated server with a single thread. Commands take effect in the order of arrival; each costs
 * time, so its reply waits for the turns of those before it. After an append, blocked readers are served in the order
 * in which they blocked.
 */
export class ModelServer {
  readonly #scheduler: Scheduler;
  readonly #epochUnixMs: number;
  readonly #cpu: Cpu;
  readonly #streams = new Map<string, ModelStream>();
  readonly #waiters = new Map<string, Waiter[]>();
  readonly #blockSite: number;
  #commands = 0;

  constructor(options: ModelServerOptions) {
    this.#scheduler = options.scheduler;
    this.#epochUnixMs = options.epochUnixMs;
    this.#cpu = new Cpu(options.scheduler);
    this.#blockSite = options.scheduler.sites.id("redis.block-timeout");
  }

  /** The server's clock as ids show it. */
  get nowMs(): number {
    return this.#epochUnixMs + Math.floor(this.#scheduler.now / 1_000_000);
  }

  get commands(): number {
    return this.#commands;
  }

  get busyTotal(): Duration {
    return this.#cpu.busyTotal;
  }

  /**
   * A command has arrived: the caller applies it at once. Returns when its turn is over and its reply may leave; those
   * behind it wait that long.
   */
  turn(cost: Duration, commands: number): Instant {
    this.#commands += commands;
    return this.#cpu.charge(cost);
  }

  stream(key: string): ModelStream | undefined {
    return this.#streams.get(key);
  }

  /** The stream, made if it is missing. */
  streamFor(key: string): ModelStream {
    let stream = this.#streams.get(key);
    if (stream === undefined) this.#streams.set(key, (stream = new ModelStream()));
    return stream;
  }

  createGroup(key: string, name: string, fromStart: boolean): "created" | "exists" {
    const stream = this.streamFor(key);
    if (stream.groups.has(name)) return "exists";
    stream.groups.set(name, new Group(fromStart ? BEGINNING : stream.last));
    return "created";
  }

  group(key: string, name: string): { readonly stream: ModelStream; readonly group: Group } | undefined {
    const stream = this.#streams.get(key);
    const group = stream?.groups.get(name);
    return stream === undefined || group === undefined ? undefined : { stream, group };
  }

  /** Blocks a reader of `key` until `attempt` is true or `block` has passed; then calls `timedOut`. */
  wait(key: string, block: Duration, attempt: () => boolean, timedOut: () => void): void {
    let waiters = this.#waiters.get(key);
    if (waiters === undefined) this.#waiters.set(key, (waiters = []));
    const waiter: Waiter = { attempt, timer: -1 };
    waiter.timer = this.#scheduler.after(block, this.#blockSite, () => {
      this.#forget(key, waiter);
      timedOut();
    });
    waiters.push(waiter);
  }

  /** Entries were added to `key`. */
  wake(key: string): void {
    const waiters = this.#waiters.get(key);
    if (waiters === undefined || waiters.length === 0) return;
    for (const waiter of [...waiters]) {
      if (!waiter.attempt()) continue;
      this.#scheduler.cancel(waiter.timer);
      this.#forget(key, waiter);
    }
  }

  #forget(key: string, waiter: Waiter): void {
    const waiters = this.#waiters.get(key) ?? [];
    const index = waiters.indexOf(waiter);
    if (index >= 0) waiters.splice(index, 1);
  }
}

/** What commands cost a server's thread: fitted to redis-server 7.0 on loopback (per call, and per entry). */
export const SERVICE_COST = {
  call: 2_000,
  appendEntry: 1_100,
  readEntry: 600,
  acknowledgeEntry: 350,
  trimEntry: 100,
} as const satisfies Record<string, Duration>;
