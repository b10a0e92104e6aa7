import { Cpu } from "../../kernel/cpu.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import type { Duration, Instant } from "../../kernel/time.ts";

/** The one thread of a process: work that arrives while it is busy waits, and is done in the order of arrival. */
export class NodeThread<W> {
  readonly #scheduler: Scheduler;
  readonly #cpu: Cpu;
  readonly #site: number;
  readonly #perform: (work: W) => void;
  #waiting: W[] = [];
  #next = 0;
  #stopped = false;

  /** `perform` does one piece of work. */
  constructor(scheduler: Scheduler, site: number, perform: (work: W) => void) {
    this.#perform = perform;
    this.#scheduler = scheduler;
    this.#cpu = new Cpu(scheduler);
    this.#site = site;
  }

  /** When what was charged so far is done. */
  get readyAt(): Instant {
    return this.#cpu.readyAt;
  }

  get busyTotal(): Duration {
    return this.#cpu.busyTotal;
  }

  charge(cost: Duration): Instant {
    return this.#cpu.charge(cost);
  }

  /** Does the work now, or when the thread gets to it. The work charges what it costs. */
  run(work: W): void {
    if (this.#waiting.length === 0 && this.#cpu.readyAt <= this.#scheduler.now) {
      this.#perform(work);
      return;
    }
    this.#waiting.push(work);
    if (this.#waiting.length === 1) this.#wakeWhenFree();
  }

  /** The process is gone: what waited is never done. */
  stop(): void {
    this.#stopped = true;
  }

  #wakeWhenFree(): void {
    this.#scheduler.at(this.#cpu.readyAt, this.#site, () => {
      if (this.#stopped) return;
      // What was charged since this was arranged keeps the thread longer.
      while (this.#next < this.#waiting.length && this.#cpu.readyAt <= this.#scheduler.now) {
        this.#perform(this.#waiting[this.#next++] as W);
      }
      if (this.#next < this.#waiting.length) return this.#wakeWhenFree();
      this.#waiting = [];
      this.#next = 0;
    });
  }
}
