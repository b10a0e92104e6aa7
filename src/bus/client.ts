import type { Clock } from "../kernel/clock.ts";
import type { Instant } from "../kernel/time.ts";
import { PriorityBuffer, type FlushReason } from "./buffer.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { FlushTimer } from "./flush-timer.ts";
import { KeyOrder } from "./key-order.ts";
import { BusMessage, UNSENT, type Publication } from "./message.ts";
import { PRIORITIES, type Priority } from "./priority.ts";
import type { ProducerProbe } from "./probe.ts";
import { StoreError, type StreamStore } from "./store.ts";
import { BatchSender, DEFAULT_WIRE, type WireOptions } from "./wire/batch-sender.ts";

export type Acceptance = "accepted" | "full" | "closed";

export interface BusClientOptions {
  readonly config: EnhancedMessageBusConfig;
  readonly clock: Clock;
  readonly store: StreamStore;
  /** Names this producer; with the epoch it scopes the sequence numbers. */
  readonly producer: string;
  /** Greater than that of every earlier life of this producer. */
  readonly epoch: number;
  readonly probe: ProducerProbe;
  /** Default: one XADD a message, in the enhanced layout. */
  readonly wire?: WireOptions;
  /** An integer from 0 below `limit`: spreads retries. */
  readonly jitter: (limit: number) => number;
  /** Told of a failure of the client itself, which no retry can mend. */
  readonly onFault: (error: unknown) => void;
}

interface Batch {
  readonly messages: BusMessage[];
  readonly reason: FlushReason;
  attempt: number;
}

/** What `close` could not deliver. */
export interface CloseOutcome {
  readonly leftovers: number;
}

/**
 * The producing end of the bus: a buffer a class, one batch in service at a time.
 *
 * When some class is due, a batch takes what is held in all of them, the most urgent first, up to its size; each due
 * class further down is left at least a thirty-second of it, so that none starves: the n-th message of a due class
 * leaves within ⌈n / share⌉ batches. A message that becomes due waits for at most the one batch in service.
 *
 * Sequence numbers are given in the order of sending and kept over retries. A write whose outcome is unknown is sent
 * again until it is acknowledged: consumers drop what they have seen.
 */
export class BufferedMessageBusClient {
  readonly #options: BusClientOptions;
  readonly #buffers: readonly PriorityBuffer[];
  readonly #keys = new KeyOrder();
  readonly #reserved: number;
  readonly #timer: FlushTimer;
  readonly #sender: BatchSender;
  #nextOrdinal = 0;
  #nextSequence = 1;
  #batch: Batch | undefined;
  #closed = false;
  #closing: Promise<CloseOutcome> | undefined;
  #abandoned = false;
  #onDrained: (() => void) | undefined;
  #onRelief: (() => void) | undefined;

  constructor(options: BusClientOptions) {
    this.#options = options;
    const { buffers, batch } = options.config;
    this.#buffers = [buffers.LOW, buffers.NORMAL, buffers.HIGH, buffers.CRITICAL]
      .map((buffer, priority) => new PriorityBuffer(priority as Priority, buffer));
    this.#reserved = Math.max(1, batch >> 5);
    const { producer, epoch, store, wire = DEFAULT_WIRE } = options;
    this.#sender = new BatchSender({ producer, epoch, store, stream: options.config.stream, wire });
    this.#timer = new FlushTimer(options.clock, () => this.#flush());
  }

  /** Messages accepted and neither acknowledged by the store nor dropped. */
  get held(): number {
    let held = 0;
    for (const buffer of this.#buffers) held += buffer.size;
    return held;
  }

  buffer(priority: Priority): PriorityBuffer {
    return this.#buffers[priority] as PriorityBuffer;
  }

  /** True while any class is above its water marks. */
  get pressured(): boolean {
    return this.#buffers.some((buffer) => buffer.pressured);
  }

  /** Calls `callback` once, when no class is pressured any more; at once if none is. */
  onRelief(callback: () => void): void {
    if (this.pressured) this.#onRelief = callback;
    else callback();
  }

  /** Takes a message, or says why not. Never blocks, never loses silently. */
  publish(publication: Publication): Acceptance {
    const { probe, clock } = this.#options;
    if (this.#closed) {
      probe.refused(publication.topic, publication.priority, "closed");
      return "closed";
    }
    const now = clock.monotonic();
    const servedAs = this.#keys.classFor(publication.key, publication.priority);
    const buffer = this.buffer(servedAs);
    const overtaken = this.#keys.queuedBelow(publication.key, servedAs);
    if (!this.#hasRoom(buffer, overtaken.length + 1)) {
      probe.refused(publication.topic, publication.priority, "full");
      return "full";
    }
    const message = new BusMessage(publication, this.#nextOrdinal++, now, servedAs);
    for (const earlier of overtaken) {
      this.buffer(earlier.servedAs).remove(earlier);
      buffer.push(earlier);
    }
    this.#keys.add(message);
    buffer.push(message);
    probe.accepted(message);
    if (this.#batch === undefined) this.#flushOrArm(now, buffer);
    return "accepted";
  }

  /**
   * Refuses what comes from now on and sends what is held, without waiting for intervals. Resolves when all is
   * acknowledged; `abandon` ends the wait early. Closing again waits for the same end.
   */
  close(): Promise<CloseOutcome> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<CloseOutcome> {
    this.#closed = true;
    if (this.held > 0 && !this.#abandoned) {
      const drained = new Promise<void>((resolve) => (this.#onDrained = resolve));
      if (this.#batch === undefined) this.#flush();
      await drained;
    }
    this.#timer.disarm();
    return { leftovers: this.held };
  }

  /** Gives up what is held: every message is dropped with reason "closed". Nothing is sent any more. */
  abandon(): void {
    this.#closed = true;
    this.#abandoned = true;
    this.#timer.disarm();
    for (const buffer of this.#buffers) {
      for (let message = buffer.first; message !== undefined; message = buffer.first) this.#drop(message, buffer, "closed");
    }
    this.#onDrained?.();
  }

  /** Room for `count` more in `buffer`, made by dropping its oldest where the policy says so. */
  #hasRoom(buffer: PriorityBuffer, count: number): boolean {
    const { capacity, overflow } = buffer.config;
    if (overflow === "refuse") return buffer.size + count <= capacity;
    // What is in service cannot be dropped: if that leaves no room, nothing is dropped in vain.
    if (buffer.size - buffer.queued + count > capacity) return false;
    for (let oldest = buffer.first; oldest !== undefined && buffer.size + count > capacity; oldest = buffer.first) {
      this.#drop(oldest, buffer, "overflow");
    }
    return true;
  }

  #drop(message: BusMessage, buffer: PriorityBuffer, reason: "overflow" | "closed"): void {
    buffer.remove(message);
    this.#keys.remove(message);
    this.#options.probe.dropped(message, reason);
  }

  #flushOrArm(now: Instant, buffer: PriorityBuffer): void {
    if (buffer.due(now) !== undefined) this.#flush();
    else this.#timer.arm(buffer.dueAt, now);
  }

  /** Sends the next batch if something is due; otherwise sets the timer for what will be. */
  #flush(): void {
    if (this.#batch !== undefined || this.#abandoned) return;
    const now = this.#options.clock.monotonic();
    const batch = this.#compose(now);
    if (batch === undefined) this.#armForNext(now);
    else {
      this.#batch = batch;
      this.#timer.disarm();
      this.#send(batch);
    }
  }

  /** When some class is due: all that is held, in order of urgency, with a share for each due class further down. */
  #compose(now: Instant): Batch | undefined {
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
      this.#take(buffer, this.#options.config.batch - dueBelow * this.#reserved, messages, now);
    }
    return { messages, reason, attempt: 0 };
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
    if (this.#closed) return buffer.queued > 0 ? "close" : undefined;
    return buffer.due(now);
  }

  #send(batch: Batch): void {
    batch.attempt++;
    this.#options.probe.sent(batch.messages, batch.attempt, batch.reason);
    this.#sender.send(batch.messages).then(
      ({ applied, refused }) => this.#settle(batch, this.#sender.stored(applied), refused),
      (error: unknown) => this.#settle(batch, 0, asStoreError(error)),
    ).catch(this.#options.onFault);
  }

  #settle(batch: Batch, stored: number, refused: StoreError | undefined): void {
    const { messages } = batch;
    if (stored > 0) {
      const acknowledged = messages.splice(0, stored);
      for (const message of acknowledged) {
        this.buffer(message.servedAs).release(1);
        this.#keys.remove(message);
      }
      this.#options.probe.stored(acknowledged);
    }
    if (messages.length > 0) {
      this.#options.probe.failed(messages, refused ?? new StoreError("refused", "the store acknowledged too little"));
      if (refused?.kind === "fenced") this.abandon();
      this.#retry(batch);
      return;
    }
    this.#batch = undefined;
    this.#relieve();
    if (this.held === 0) this.#onDrained?.();
    this.#flush();
  }

  #retry(batch: Batch): void {
    const { clock, config, jitter } = this.#options;
    if (this.#abandoned) {
      for (const message of batch.messages) this.#giveUpInService(message);
      this.#batch = undefined;
      return;
    }
    const ceiling = Math.min(config.retry.cap, config.retry.base * 2 ** Math.min(batch.attempt - 1, 30));
    // Half fixed, half drawn: retries of many producers spread out and none is immediate.
    const half = Math.floor(ceiling / 2);
    clock.after(half + jitter(Math.max(1, half)), "bus.retry", () => this.#send(batch));
  }

  #giveUpInService(message: BusMessage): void {
    this.buffer(message.servedAs).release(1);
    this.#keys.remove(message);
    this.#options.probe.dropped(message, "closed");
  }

  #relieve(): void {
    const callback = this.#onRelief;
    if (callback === undefined || this.pressured) return;
    this.#onRelief = undefined;
    callback();
  }

  #armForNext(now: Instant): void {
    let at = Infinity;
    for (const buffer of this.#buffers) if (buffer.queued > 0) at = Math.min(at, buffer.dueAt);
    if (at !== Infinity) this.#timer.arm(at, now);
  }
}

function asStoreError(error: unknown): StoreError {
  return error instanceof StoreError ? error : new StoreError("unknown", String(error));
}
