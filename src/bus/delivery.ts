import type { Clock } from "../kernel/clock.ts";
import { Alarm } from "./alarm.ts";
import type { ConsumerConfig } from "./config/config.ts";
import type { ConsumerTracing } from "./consumer-tracing.ts";
import { EntriesInHand } from "./entries-in-hand.ts";
import type { EntryId } from "./entry-id.ts";
import type { GroupMemory } from "./group-memory.ts";
import { Lane } from "./lane.ts";
import type { ConsumedMessage } from "./message.ts";
import type { ConsumerProbe } from "./probe.ts";
import type { StreamEntry } from "./store.ts";
import type { EntryReader } from "./wire/entry-reader.ts";
import { isPacked } from "./wire/packed-reader.ts";
import type { Backlog } from "./workers/backlog.ts";
import type { WorkerPool } from "./workers/worker-pool.ts";

/** Handles one message. A throw or a rejection counts as a failed attempt. */
export type MessageHandler = (message: ConsumedMessage) => void | Promise<void>;

export interface DeliveryOptions {
  readonly consumer: string;
  readonly reader: EntryReader;
  readonly config: ConsumerConfig;
  readonly clock: Clock;
  readonly handler: MessageHandler;
  readonly probe: ConsumerProbe;
  readonly memory: GroupMemory;
  /** Counts the messages that are in hand while others go on; with a pool, the pool's. */
  readonly backlog: Backlog;
  /** Runs handlers of different keys side by side. Without it one message is handled after the other. */
  readonly pool: WorkerPool | undefined;
  readonly tracing: ConsumerTracing | undefined;
  /** The entry is done with and may be acknowledged. */
  readonly done: (entry: EntryId) => void;
  /** Writes to the dead-letter stream; false when that was given up, because the consumer ends. */
  readonly bury: (dead: ConsumedMessage | StreamEntry, reason: string) => Promise<boolean>;
  /** Runs when a lane is empty again. */
  readonly emptied: () => Promise<void>;
  readonly onFault: (error: unknown) => void;
}

/**
 * From an entry to its effect, once: what was seen before is skipped; what fails is tried again after a growing wait
 * while the later messages of its key wait behind it and everything else goes on; what fails for the last time is
 * buried, and its key goes on. An entry is done with when all its messages are.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  /** By key, those that have something at work or waiting. */
  readonly #lanes = new Map<string, Lane>();
  readonly #entries: EntriesInHand;
  #parked = 0;
  #ended = false;
  #closing = false;
  #laneClosed: (() => void) | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#entries = new EntriesInHand(options.memory);
  }

  /** Messages in hand: at work, or behind one of their key. */
  get parked(): number {
    return this.#parked;
  }

  /** The first of the entries in hand. */
  get lowestInHand(): EntryId | undefined {
    return this.#entries.lowest;
  }

  /** Nothing more is delivered or reported: the process is gone. */
  end(): void {
    this.#ended = true;
    for (const { retry } of this.#lanes.values()) retry.cancel();
  }

  /** Takes messages again after `close`. */
  open(): void {
    this.#closing = false;
  }

  /** Lets what is at work come to its end. What waits for another attempt is given back: it stays pending. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#options.backlog.release();
    for (const lane of [...this.#lanes.values()]) if (lane.retry.isSet) this.#giveBack(lane);
    while (this.#lanes.size > 0 && !this.#ended) await new Promise<void>((resolve) => (this.#laneClosed = resolve));
  }

  /** Forgets what was given back, for other consumers of the group to take up. To be called after `close`. */
  letGo(): void {
    this.#entries.letGo();
  }

  /** Takes one entry. Returns a promise only if something has to be waited for before the next one. */
  take(entry: StreamEntry): Promise<void> | undefined {
    const { reader } = this.#options;
    if (entry.message === undefined && isPacked(entry.fields)) {
      let messages: readonly ConsumedMessage[];
      try {
        messages = reader.readPacked(entry);
      } catch (error) {
        return this.#giveUpEntry(entry, error);
      }
      return this.#takePacked(entry, messages);
    }
    let message: ConsumedMessage;
    try {
      message = reader.readSingle(entry);
    } catch (error) {
      return this.#giveUpEntry(entry, error);
    }
    return this.#takeSingle(message);
  }

  #takeSingle(message: ConsumedMessage): Promise<void> | undefined {
    return this.#see(message) ? this.#dispatch(message) : this.#doneUnlessInHand(message.entry);
  }

  #takePacked(entry: StreamEntry, messages: readonly ConsumedMessage[]): Promise<void> | undefined {
    const unseen = messages.filter((message) => this.#see(message));
    if (unseen.length === 0) return this.#doneUnlessInHand(entry);
    // The messages share the entry, and all of them have to be done with.
    this.#entries.hold((unseen[0] as ConsumedMessage).entry, unseen.length);
    return this.#dispatchAll(unseen, 0);
  }

  /** Delivered a second time while the first is at work, it is acknowledged with that. */
  #doneUnlessInHand(entry: EntryId): undefined {
    if (!this.#options.memory.isInHand(entry)) this.#options.done(entry);
  }

  #dispatchAll(messages: readonly ConsumedMessage[], from: number): Promise<void> | undefined {
    for (let at = from; at < messages.length && !this.#ended; at++) {
      const message = messages[at] as ConsumedMessage;
      const pending = this.#closing ? this.#refuse(message) : this.#dispatch(message);
      if (pending !== undefined) return pending.then(() => this.#dispatchAll(messages, at + 1));
    }
    return undefined;
  }

  /** Remembers the message; false, and reported, if it was seen before. */
  #see(message: ConsumedMessage): boolean {
    const { memory, probe, consumer, tracing } = this.#options;
    const isNew = memory.see(message);
    if (!isNew) probe.duplicate(consumer, message);
    else tracing?.arrived(message);
    return isNew;
  }

  /** To the handler, or to the others of its key that are in hand. */
  #dispatch(message: ConsumedMessage): Promise<void> | undefined {
    const { pool, backlog, onFault } = this.#options;
    const lane = this.#lanes.size === 0 ? undefined : this.#lanes.get(message.key);
    if (lane !== undefined) {
      this.#enter(lane, message);
      return backlog.room();
    }
    const pending = this.#deliver(message, 1);
    if (pending === undefined) return this.#lanes.size === 0 ? undefined : backlog.room();
    const opened = this.#open(message);
    const served = pending.then(() => (opened.attempts === 0 ? this.#goOn(opened) : undefined));
    if (pool === undefined) return served;
    served.catch(onFault);
    return backlog.room();
  }

  /** Returns a promise if the handler does, or if the message has to be buried; then it is in a lane. */
  #deliver(message: ConsumedMessage, attempt: number): Promise<void> | undefined {
    const { pool } = this.#options;
    let result: void | Promise<void>;
    try {
      result = pool === undefined ? this.#try(message, attempt) : pool.run(message, () => this.#try(message, attempt));
    } catch (error) {
      return this.#failed(message, attempt, error);
    }
    if (result === undefined) {
      this.#handled(message);
      return undefined;
    }
    return result.then(() => this.#handled(message), (error: unknown) => this.#failed(message, attempt, error));
  }

  #try(message: ConsumedMessage, attempt: number): void | Promise<void> {
    // Waited for a worker, and the process has gone meanwhile.
    if (this.#ended) return undefined;
    const { handler, probe, consumer, tracing } = this.#options;
    probe.delivered(consumer, message, attempt);
    return tracing === undefined ? handler(message) : tracing.call(message, handler);
  }

  #handled(message: ConsumedMessage): void {
    if (this.#ended) return;
    this.#options.probe.handled(this.#options.consumer, message);
    if (this.#entries.finish(message.entry)) this.#options.done(message.entry);
  }

  #failed(message: ConsumedMessage, attempt: number, error: unknown): Promise<void> | undefined {
    if (this.#ended) return undefined;
    const { config, probe, consumer } = this.#options;
    probe.handlerFailed(consumer, message, attempt, error);
    if (attempt >= config.maxAttempts) {
      return this.#giveUp(message, `handler failed ${attempt} times, last: ${String(error)}`);
    }
    const lane = this.#lanes.get(message.key) ?? this.#open(message);
    lane.attempts = attempt;
    if (this.#closing) this.#giveBack(lane);
    else lane.retry.set(config.retryBase * 2 ** (attempt - 1), () => this.#serve(lane));
    return undefined;
  }

  /** Tries the first message of the lane again and, once it is done with, those behind it. */
  async #serve(lane: Lane): Promise<void> {
    for (let [message] = lane.waiting; message !== undefined && !this.#ended; [message] = lane.waiting) {
      const before = lane.attempts;
      await this.#deliver(message, before + 1);
      // Failed again and waiting for its next turn, or given back.
      if (lane.attempts !== before) return;
      this.#leave(lane);
    }
    this.#close(lane);
    await this.#options.emptied();
  }

  /** The first message of the lane was handled at the first attempt. */
  #goOn(lane: Lane): Promise<void> | undefined {
    this.#leave(lane);
    if (lane.waiting.length > 0 || this.#options.pool !== undefined) return this.#serve(lane);
    // One after the other: the entry is acknowledged with the next read.
    this.#close(lane);
    return undefined;
  }

  async #giveUp(message: ConsumedMessage, reason: string): Promise<void> {
    const { bury, probe, consumer, done } = this.#options;
    const isBuried = await bury(message, reason);
    if (this.#ended) return;
    if (isBuried) {
      probe.deadLettered(consumer, message.entry, message, reason);
      if (this.#entries.finish(message.entry)) done(message.entry);
      return;
    }
    const lane = this.#lanes.get(message.key);
    if (lane !== undefined) this.#giveBack(lane);
  }

  async #giveUpEntry(entry: StreamEntry, error: unknown): Promise<void> {
    const reason = String(error);
    if (!(await this.#options.bury(entry, reason)) || this.#ended) return;
    this.#options.probe.deadLettered(this.#options.consumer, entry, undefined, reason);
    this.#options.done(entry);
  }

  /** A lane with the message at its head. */
  #open(message: ConsumedMessage): Lane {
    const { clock, onFault } = this.#options;
    const lane = new Lane(message.key, new Alarm(clock, "consumer.retry", onFault));
    this.#lanes.set(message.key, lane);
    this.#enter(lane, message);
    return lane;
  }

  #enter(lane: Lane, message: ConsumedMessage): void {
    lane.waiting.push(message);
    this.#parked++;
    this.#options.backlog.add(message.priority);
    this.#entries.hold(message.entry, 1);
  }

  #leave(lane: Lane): void {
    const message = lane.waiting.shift() as ConsumedMessage;
    lane.attempts = 0;
    this.#parked--;
    this.#options.backlog.remove(message.priority);
  }

  /** What waits in the lane stays pending, for whoever takes it up. */
  #giveBack(lane: Lane): void {
    lane.retry.cancel();
    for (const message of [...lane.waiting]) {
      this.#leave(lane);
      this.#refuse(message);
    }
    // The attempt that was under way does not go on with the lane.
    lane.attempts = -1;
    this.#close(lane);
  }

  /** Seen, and not to be handled here: whatever becomes of the other messages of its entry, that is not done with. */
  #refuse(message: ConsumedMessage): undefined {
    this.#options.memory.forget(message);
    this.#entries.spoil(message.entry);
  }

  #close(lane: Lane): void {
    this.#lanes.delete(lane.key);
    this.#laneClosed?.();
  }
}
