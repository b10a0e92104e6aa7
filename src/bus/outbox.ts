import type { Instant } from "../kernel/time.ts";
import { PriorityBuffer, type FlushReason } from "./buffer.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { KeyOrder } from "./key-order.ts";
import { BusMessage, UNSENT, type Publication } from "./message.ts";
import { PRIORITIES, type Priority } from "./priority.ts";
import type { DropReason } from "./probe.ts";

/** Messages that go to the store together, in order of urgency, and why they go now. */
export interface Batch {
  readonly messages: BusMessage[];
  readonly reason: FlushReason;
  attempt: number;
}

export interface OutboxOptions {
  readonly config: Pick<EnhancedMessageBusConfig, "buffers" | "batch">;
  /** What is held of a publication: the same, or compressed. Asked only if there is room. */
  readonly prepare: (publication: Publication) => Publication;
  readonly dropped: (message: BusMessage, reason: DropReason) => void;
}

/**
 * What a producer holds: a buffer a class, and the order of each key over all of them.
 *
 * When some class is due, a batch takes what is held in all of them, the most urgent first, up to its size B; each due
 * class further down is left at least a share of s = max(1, ⌊B / 32⌋), so that none starves. The n-th message of a due
 * class leaves with the ⌈n / s⌉-th batch from then on at the latest, whatever is published in classes above: within
 * ⌈n / s⌉ · S, if a batch takes S at most, after the batch that is in service already.
 */
export class Outbox {
  readonly #buffers: readonly PriorityBuffer[];
  readonly #keys = new KeyOrder();
  readonly #options: OutboxOptions;
  readonly #size: number;
  readonly #share: number;
  #nextOrdinal = 0;
  #nextSequence = 1;
  #draining = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    const { buffers, batch } = options.config;
    this.#buffers = [buffers.LOW, buffers.NORMAL, buffers.HIGH, buffers.CRITICAL]
      .map((buffer, priority) => new PriorityBuffer(priority as Priority, buffer));
    this.#size = batch;
    this.#share = Math.max(1, batch >> 5);
  }

  /** Messages accepted and neither acknowledged by the store nor dropped. */
  get held(): number {
    let held = 0;
    for (const buffer of this.#buffers) held += buffer.size;
    return held;
  }

  /** True while any class is above its water marks. */
  get pressured(): boolean {
    return this.#buffers.some((buffer) => buffer.pressured);
  }

  /** When the next interval ends; Infinity when nothing is queued. */
  get dueAt(): Instant {
    let at = Infinity;
    for (const buffer of this.#buffers) if (buffer.queued > 0) at = Math.min(at, buffer.dueAt);
    return at;
  }

  buffer(priority: Priority): PriorityBuffer {
    return this.#buffers[priority] as PriorityBuffer;
  }

  /** From now on all that is queued is due. */
  drain(): void {
    this.#draining = true;
  }

  /** Holds a publication; undefined when its class is full. Without `mayDrop` nothing is dropped to make room. */
  offer(publication: Publication, now: Instant, publishedAt: Instant, mayDrop: boolean): BusMessage | undefined {
    const servedAs = this.#keys.classFor(publication.key, publication.priority);
    const buffer = this.buffer(servedAs);
    const overtaken = this.#keys.queuedBelow(publication.key, servedAs);
    if (!this.#hasRoom(buffer, overtaken.length + 1, mayDrop)) return undefined;
    const message = new BusMessage(this.#options.prepare(publication), this.#nextOrdinal++, now, servedAs, publishedAt);
    for (const earlier of overtaken) {
      this.buffer(earlier.servedAs).remove(earlier);
      buffer.push(earlier);
    }
    this.#keys.add(message);
    buffer.push(message);
    return message;
  }

  /** When some class is due: all that is held, in order of urgency, with a share for each due class further down. */
  compose(now: Instant): Batch | undefined {
    let dueBelow = 0;
    let reason: FlushReason | undefined;
    for (const priority of PRIORITIES) {
      const due = this.#due(this.buffer(priority), now);
      if (due === undefined) continue;
      reason ??= due;
      dueBelow++;
    }
    if (reason === undefined) return undefined;
    const messages: BusMessage[] = [];
    for (const priority of PRIORITIES) {
      const buffer = this.buffer(priority);
      if (this.#due(buffer, now) !== undefined) dueBelow--;
      this.#take(buffer, this.#size - dueBelow * this.#share, messages, now);
    }
    return { messages, reason, attempt: 0 };
  }

  /** The store has these; or, in service, they were given up. */
  release(messages: readonly BusMessage[]): void {
    for (const message of messages) {
      this.buffer(message.servedAs).release(1);
      this.#keys.remove(message);
    }
  }

  /** Drops all that is queued. What is in service is left to whoever serves it. */
  dropQueued(reason: DropReason): void {
    for (const buffer of this.#buffers) {
      for (let message = buffer.first; message !== undefined; message = buffer.first)
        this.#drop(message, buffer, reason);
    }
  }

  /** Room for `count` more in `buffer`, made by dropping its oldest where the policy says so. */
  #hasRoom(buffer: PriorityBuffer, count: number, mayDrop: boolean): boolean {
    const { capacity, overflow } = buffer.config;
    if (overflow === "refuse" || !mayDrop) return buffer.size + count <= capacity;
    // What is in service cannot be dropped: if that leaves no room, nothing is dropped in vain.
    if (buffer.size - buffer.queued + count > capacity) return false;
    for (let oldest = buffer.first; oldest !== undefined && buffer.size + count > capacity; oldest = buffer.first) {
      this.#drop(oldest, buffer, "overflow");
    }
    return true;
  }

  #drop(message: BusMessage, buffer: PriorityBuffer, reason: DropReason): void {
    buffer.remove(message);
    this.#keys.remove(message);
    this.#options.dropped(message, reason);
  }

  /** Takes from `buffer` until the batch has `limit` messages. */
  #take(buffer: PriorityBuffer, limit: number, messages: BusMessage[], now: Instant): void {
    if (buffer.queued === 0) return;
    while (messages.length < limit) {
      const message = buffer.take();
      if (message === undefined) break;
      if (message.sequence === UNSENT) message.sequence = this.#nextSequence++;
      message.sentAt = now;
      messages.push(message);
    }
    // A class that is not emptied stays due: what is left goes with the next batch, not after another interval.
    if (buffer.queued === 0) buffer.flushed(now);
  }

  #due(buffer: PriorityBuffer, now: Instant): FlushReason | undefined {
    if (this.#draining) return buffer.queued > 0 ? "close" : undefined;
    return buffer.due(now);
  }
}
