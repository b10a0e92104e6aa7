import type { Clock } from "../../kernel/clock.ts";
import type { Instant } from "../../kernel/time.ts";
import { Alarm } from "../alarm.ts";
import type { WorkersConfig } from "../config/config.ts";
import type { ConsumedMessage } from "../message.ts";
import { PRIORITIES, perPriority } from "../priority.ts";
import { Backlog } from "./backlog.ts";
import { KeyAffinity } from "./key-affinity.ts";
import { workersFor, type Pressure } from "./scaling.ts";

/** Told of every change of the number of workers. */
export interface WorkerProbe {
  scaled(from: number, to: number, pressure: Pressure): void;
}

export interface WorkerPoolOptions {
  readonly config: WorkersConfig;
  readonly clock: Clock;
  readonly probe: WorkerProbe;
  readonly onFault: (error: unknown) => void;
}

type Call = () => void | Promise<void>;

interface Job {
  readonly message: ConsumedMessage;
  readonly call: Call;
  readonly resolve: (result: void | Promise<void>) => void;
}

interface Worker {
  readonly queue: Job[];
  busy: boolean;
}

/**
 * Workers that each handle one message at a time, side by side. A key keeps its worker: see KeyAffinity. Whoever gives
 * messages to the pool gives those of one key one after the other, so their order holds whatever the number of workers.
 *
 * Once every cooldown the number follows the pressure of the worst class, which is the larger of two shares: how full
 * its part of the backlog is, and how much of the workers' time was spent since the last decision, if it had any.
 */
export class WorkerPool {
  readonly backlog: Backlog;
  readonly #options: WorkerPoolOptions;
  readonly #affinity: KeyAffinity;
  readonly #workers: Worker[] = [];
  readonly #alarm: Alarm;
  #active: number;
  #busy = 0;
  #busyTime = 0;
  #countedAt: Instant;
  #decidedAt: Instant;
  readonly #arrivals = [0, 0, 0, 0];

  constructor(options: WorkerPoolOptions) {
    const { config, clock, onFault } = options;
    this.#options = options;
    this.backlog = new Backlog(config.queue);
    this.#active = config.min;
    this.#affinity = new KeyAffinity(config.min);
    this.#alarm = new Alarm(clock, "workers.scale", onFault);
    this.#countedAt = this.#decidedAt = clock.monotonic();
    this.#grow();
  }

  /** Workers that take messages. One that was taken away ends what it has at work. */
  get workers(): number {
    return this.#active;
  }

  /** Messages at work. */
  get busy(): number {
    return this.#busy;
  }

  /** Keys of each worker. */
  get spread(): readonly number[] {
    return this.#affinity.spread;
  }

  /** Begins to follow the load, if the configuration says so. */
  start(): void {
    this.#countedAt = this.#decidedAt = this.#options.clock.monotonic();
    this.#busyTime = 0;
    if (this.#options.config.autoScale) this.#decideLater();
  }

  /** Ends following the load. What is at work or waits is not touched. */
  stop(): void {
    this.#alarm.cancel();
  }

  /** Runs `call` on the worker of the message's key. Returns what it returns, or a promise when it has to wait. */
  run(message: ConsumedMessage, call: Call): void | Promise<void> {
    (this.#arrivals[message.priority] as number)++;
    const worker = this.#workers[this.#affinity.workerOf(message.key)] as Worker;
    if (!worker.busy) return this.#serve(worker, call);
    return new Promise((resolve) => void worker.queue.push({ message, call, resolve }));
  }

  /** Pressure of each class now. */
  pressure(): Pressure {
    this.#count();
    const { clock } = this.#options;
    const offered = (clock.monotonic() - this.#decidedAt) * this.#active;
    const spent = offered === 0 ? 0 : Math.min(100, Math.floor((this.#busyTime * 100) / offered));
    return perPriority((priority) => {
      const held = this.backlog.of(priority);
      if (held === 0 && this.#arrivals[priority] === 0) return 0;
      return Math.max(spent, Math.min(100, Math.floor((held * 100) / this.backlog.limit)));
    });
  }

  #serve(worker: Worker, call: Call): void | Promise<void> {
    const result = call();
    if (result === undefined) return undefined;
    this.#count();
    this.#busy++;
    worker.busy = true;
    const next = (): void => {
      this.#count();
      this.#busy--;
      worker.busy = false;
      this.#go(worker);
    };
    return result.then(next, (error: unknown) => {
      next();
      throw error;
    });
  }

  /** Serves what waits, until something takes time. */
  #go(worker: Worker): void {
    for (let job = worker.queue.shift(); job !== undefined; job = worker.queue.shift()) {
      job.resolve(this.#attempt(worker, job.call));
      if (worker.busy) return;
    }
  }

  #attempt(worker: Worker, call: Call): void | Promise<void> {
    try {
      return this.#serve(worker, call);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #decideLater(): void {
    this.#alarm.set(this.#options.config.cooldown, () => {
      this.#decide();
      this.#decideLater();
    });
  }

  #decide(): void {
    const { config, clock, probe } = this.#options;
    const pressure = this.pressure();
    const [from, to] = [this.#active, workersFor(this.#active, pressure, config)];
    this.#decidedAt = clock.monotonic();
    this.#busyTime = 0;
    for (const priority of PRIORITIES) this.#arrivals[priority] = 0;
    if (to === from) return;
    this.#active = to;
    this.#grow();
    this.#affinity.resize(to);
    this.#redistribute();
    probe.scaled(from, to, pressure);
  }

  #grow(): void {
    while (this.#workers.length < this.#active) this.#workers.push({ queue: [], busy: false });
  }

  /** Gives what waits to the workers that there are now. Nothing of a waiting message's key is at work. */
  #redistribute(): void {
    const waiting = this.#workers.flatMap(({ queue }) => queue.splice(0));
    for (const job of waiting) (this.#workers[this.#affinity.workerOf(job.message.key)] as Worker).queue.push(job);
    for (const worker of this.#workers) if (!worker.busy) this.#go(worker);
  }

  /** Adds the time that workers have spent since it was last asked. */
  #count(): void {
    const now = this.#options.clock.monotonic();
    this.#busyTime += (now - this.#countedAt) * this.#busy;
    this.#countedAt = now;
  }
}
