import type { Instant } from "../kernel/time.ts";
import type { BufferConfig } from "./config/config.ts";
import type { BusMessage } from "./message.ts";
import type { Priority } from "./priority.ts";

/** Why a buffer must be flushed. */
export type FlushReason = "interval" | "high-water" | "nearly-full" | "close";

/**
 * The messages of one class between acceptance and the store's acknowledgement: those queued, in order of service, and
 * those in the batch that is being written. Both count towards the capacity: a message leaves only when the store has
 * acknowledged it, or by a drop that is counted.
 */
export class PriorityBuffer {
  readonly priority: Priority;
  readonly config: BufferConfig;
  #head: BusMessage | undefined;
  #tail: BusMessage | undefined;
  #queued = 0;
  #inService = 0;
  #peak = 0;
  #pressured = false;
  #lastFlush: Instant = -Infinity;

  constructor(priority: Priority, config: BufferConfig) {
    this.priority = priority;
    this.config = config;
  }

  /** Messages held: queued and in service. */
  get size(): number {
    return this.#queued + this.#inService;
  }

  get queued(): number {
    return this.#queued;
  }

  get peak(): number {
    return this.#peak;
  }

  /** On from the high-water mark up, off from the low-water mark down, unchanged between. */
  get pressured(): boolean {
    return this.#pressured;
  }

  /** The reason to flush at `now`, or undefined. Back-pressure keeps flushing until the low-water mark. */
  due(now: Instant): FlushReason | undefined {
    if (this.#queued === 0) return undefined;
    const size = this.size;
    if (size * 10 >= this.config.capacity * 9) return "nearly-full";
    if (this.#pressured) return "high-water";
    return now >= this.dueAt ? "interval" : undefined;
  }

  /** When the interval since the buffer was last emptied ends. After an idle interval a message is due at once. */
  get dueAt(): Instant {
    return this.#lastFlush + this.config.flushInterval;
  }

  push(message: BusMessage): void {
    message.servedAs = this.priority;
    message.previous = this.#tail;
    message.next = undefined;
    if (this.#tail === undefined) this.#head = message;
    else this.#tail.next = message;
    this.#tail = message;
    this.#queued++;
    this.#watch();
  }

  /** The message served next, left in place. */
  get first(): BusMessage | undefined {
    return this.#head;
  }

  /** Takes the next message into service. */
  take(): BusMessage | undefined {
    const message = this.#head;
    if (message === undefined) return undefined;
    this.#unlink(message);
    this.#inService++;
    return message;
  }

  /** Removes a queued message: dropped, or moved to another class. */
  remove(message: BusMessage): void {
    this.#unlink(message);
    this.#watch();
  }

  /** The store has acknowledged `count` messages in service. */
  release(count: number): void {
    this.#inService -= count;
    this.#watch();
  }

  /** Everything queued has been taken into service. */
  flushed(now: Instant): void {
    this.#lastFlush = now;
  }

  #unlink(message: BusMessage): void {
    const { previous, next } = message;
    if (previous === undefined) this.#head = next;
    else previous.next = next;
    if (next === undefined) this.#tail = previous;
    else next.previous = previous;
    message.previous = undefined;
    message.next = undefined;
    this.#queued--;
  }

  #watch(): void {
    const size = this.size;
    if (size > this.#peak) this.#peak = size;
    if (size >= this.config.highWater) this.#pressured = true;
    else if (size <= this.config.lowWater) this.#pressured = false;
  }
}
