import type { Clock, Timer } from "../kernel/clock.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import type { Publication } from "./message.ts";
import { PRIORITIES, priorityName, type Priority } from "./priority.ts";
import type { RefusalReason } from "./probe.ts";

/** What became of a publication. */
export type Acceptance = "accepted" | RefusalReason;

/** What became of one that waited. `cancelled` and `deadline`: nothing was accepted. */
export type Admission = Acceptance | "cancelled" | "deadline";

/** What the bus needs of an AbortSignal. */
export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

export interface WaitOptions {
  readonly signal?: Cancellation;
  /** The longest wait; 0 does not wait. */
  readonly deadline?: Duration;
}

export interface BackPressureOptions {
  readonly clock: Clock;
  readonly isPressured: (priority: Priority) => boolean;
  /** Takes a publication that has waited since `publishedAt`, without dropping another for it. */
  readonly admit: (publication: Publication, publishedAt: Instant) => Acceptance;
}

interface Waiter {
  readonly publication: Publication;
  readonly publishedAt: Instant;
  readonly settle: (admission: Admission) => void;
}

/** Publications that may wait at once; further ones are refused as `full`. */
const MOST_WAITING = 65_536;

/**
 * Publications that wait while their class is under back-pressure: from its high-water mark on until it is down at its
 * low-water mark. Those of one class go in the order in which they came; one that waits is passed only by those that do
 * not wait.
 */
export class BackPressure {
  readonly #options: BackPressureOptions;
  /** By priority. A Set keeps the order and removes from the middle. */
  readonly #queues: readonly Set<Waiter>[] = PRIORITIES.map(() => new Set<Waiter>());
  /** By priority: ends the record of its wait; undefined where nobody waits. */
  readonly #recorded: ((() => void) | undefined)[] = PRIORITIES.map(() => undefined);
  #waiting = 0;

  constructor(options: BackPressureOptions) {
    this.#options = options;
  }

  /** Publications that wait. */
  get waiting(): number {
    return this.#waiting;
  }

  publish(publication: Publication, { signal, deadline }: WaitOptions): Promise<Admission> {
    const publishedAt = this.#options.clock.monotonic();
    if (signal?.aborted === true) return Promise.resolve("cancelled");
    const queue = this.#queue(publication.priority);
    const now =
      queue.size > 0 || this.#options.isPressured(publication.priority)
        ? "full"
        : this.#options.admit(publication, publishedAt);
    if (now !== "full" || this.#waiting >= MOST_WAITING) return Promise.resolve(now);
    if (deadline === 0) return Promise.resolve("deadline");
    return this.#wait(queue, publication, publishedAt, signal, deadline);
  }

  /** Something has left: whoever has room now is admitted. */
  relieve(): void {
    if (this.#waiting === 0) return;
    for (const priority of PRIORITIES) {
      for (const waiter of this.#queue(priority)) {
        if (this.#options.isPressured(priority)) break;
        const admission = this.#options.admit(waiter.publication, waiter.publishedAt);
        if (admission === "full") break;
        waiter.settle(admission);
      }
    }
  }

  /** Nothing is admitted any more: everybody who waits is told. */
  close(): void {
    if (this.#waiting === 0) return;
    for (const queue of this.#queues)
      for (const waiter of queue) waiter.settle(this.#options.admit(waiter.publication, waiter.publishedAt));
    this.#attend();
  }

  #wait(
    queue: Set<Waiter>, publication: Publication, publishedAt: Instant, signal: Cancellation | undefined,
    deadline: Duration | undefined,
  ): Promise<Admission> {
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const settle = (admission: Admission): void => {
        if (!queue.delete(waiter)) return;
        this.#waiting--;
        this.#record(publication.priority);
        timer?.cancel();
        signal?.removeEventListener("abort", cancel);
        resolve(admission);
      };
      const cancel = (): void => {
        settle("cancelled");
        // The next in line may have waited only for this one, whose key needed more room.
        this.relieve();
        this.#attend();
      };
      const waiter: Waiter = { publication, publishedAt, settle };
      queue.add(waiter);
      this.#waiting++;
      this.#record(publication.priority);
      signal?.addEventListener("abort", cancel);
      if (deadline !== undefined && deadline < Infinity) {
        timer = this.#options.clock.after(deadline, "bus.room", () => {
          settle("deadline");
          this.relieve();
          this.#attend();
        });
      }
    });
  }

  /** One record for a whole class: thousands may wait in it. */
  #record(priority: Priority): void {
    const recorded = this.#recorded[priority];
    if ((this.#queue(priority).size > 0) === (recorded !== undefined)) return;
    recorded?.();
    this.#recorded[priority] =
      recorded === undefined ? this.#options.clock.waiting(`room for ${priorityName(priority)} messages`) : undefined;
  }

  /**
   * Promises that were settled by a timer or a caller are attended to at this instant: a sleep makes the scheduler do
   * it.
   */
  #attend(): void {
    void this.#options.clock.sleep(0, "bus.room");
  }

  #queue(priority: Priority): Set<Waiter> {
    return this.#queues[priority] as Set<Waiter>;
  }
}
