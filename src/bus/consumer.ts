import type { Clock } from "../kernel/clock.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { DeadLetters } from "./dead-letters.ts";
import { fromEntry } from "./envelope.ts";
import type { ConsumedMessage } from "./message.ts";
import type { ConsumerProbe } from "./probe.ts";
import { SeenSequences } from "./seen.ts";
import { StoreError, type GroupCursor, type StreamEntry, type StreamStore } from "./store.ts";

/** Handles one message. A throw or a rejection counts as a failed attempt. */
export type MessageHandler = (message: ConsumedMessage) => void | Promise<void>;

export interface StreamConsumerOptions {
  readonly config: EnhancedMessageBusConfig;
  readonly consumer: string;
  readonly clock: Clock;
  readonly store: StreamStore;
  readonly handler: MessageHandler;
  readonly probe: ConsumerProbe;
  /** Told of a failure of the consumer itself, which no retry can mend. */
  readonly onFault: (error: unknown) => void;
}

/** Messages of one key that wait behind one whose handling failed. */
interface ParkedKey {
  readonly waiting: ConsumedMessage[];
  /** Failed attempts at the first of them. */
  attempts: number;
}

const START = "0-0";
/** Wait before the store is asked again after an error. */
const STORE_RETRY_MS = 50;

/**
 * One consumer of the group: reads, handles, and only then acknowledges.
 *
 * An entry is handled once for each (producer, epoch, sequence); what comes again is acknowledged without a call. When
 * the handler fails, the message is tried again after a growing wait, the later messages of its key wait behind it,
 * and everything else goes on; after the last attempt it is written to the dead-letter stream with the reason, and
 * then acknowledged. What this consumer had read and not acknowledged before it started is taken up first; what other
 * consumers leave idle is claimed.
 */
export class StreamConsumer {
  readonly #options: StreamConsumerOptions;
  readonly #at: GroupCursor;
  readonly #deadLetters: DeadLetters;
  readonly #seen = new Map<string, SeenSequences>();
  readonly #parked = new Map<string, ParkedKey>();
  /** Ids of entries taken and not done with: parked, or with a handler that has not returned. */
  readonly #inHands = new Set<string>();
  readonly #unacknowledged: string[] = [];
  #running = false;
  #crashed = false;
  #parkedCount = 0;
  #claimCursor = START;
  #onStopped: (() => void) | undefined;

  constructor(options: StreamConsumerOptions) {
    this.#options = options;
    const { config, consumer, store } = options;
    this.#at = { stream: config.stream, group: config.group, consumer };
    this.#deadLetters = new DeadLetters(config.stream, store);
  }

  /** Messages read and waiting behind a failed one of their key. */
  get parked(): number {
    return this.#parkedCount;
  }

  /** Makes the group if need be, then reads until `stop`. */
  async start(): Promise<void> {
    this.#running = true;
    const { store, config, clock } = this.#options;
    while (this.#running) {
      try {
        await store.createGroup(config.stream, config.group, "0");
        break;
      } catch {
        await clock.sleep(STORE_RETRY_MS * 1_000_000, "consumer.create-group");
      }
    }
    this.#claimLater();
    await this.#recover();
    await this.#readUntilStopped();
  }

  /** Ends reading after the current batch. Resolves when it has. */
  stop(): Promise<void> {
    if (!this.#running) return Promise.resolve();
    this.#running = false;
    return new Promise((resolve) => (this.#onStopped = resolve));
  }

  /** The process is gone: nothing is handled or acknowledged any more, memory is lost. */
  crash(): void {
    this.#running = false;
    this.#crashed = true;
    this.#parked.clear();
    this.#inHands.clear();
    this.#parkedCount = 0;
  }

  /** Entries that were delivered to this name before it started, oldest first. */
  async #recover(): Promise<void> {
    const { store, config } = this.#options;
    let after = START;
    while (this.#running) {
      const entries = await this.#ask(() => store.readPending(this.#at, config.consumer.batch, after));
      if (entries === undefined) continue;
      const last = entries.at(-1);
      if (last === undefined) return;
      after = last.id;
      this.#options.probe.read(this.#at.consumer, entries.length, false);
      await this.#handleAll(entries);
      await this.#acknowledge();
    }
  }

  async #readUntilStopped(): Promise<void> {
    const { store, config } = this.#options;
    const { batch, block } = config.consumer;
    while (this.#running) {
      const entries = await this.#ask(() => store.readNew(this.#at, batch, block));
      if (this.#crashed) return;
      if (entries !== undefined && entries.length > 0) {
        this.#options.probe.read(this.#at.consumer, entries.length, false);
        const handled = this.#handleAll(entries);
        if (handled !== undefined) await handled;
      }
      // Not awaited: the acknowledgement and the next read travel together.
      if (this.#unacknowledged.length > 0) this.#watch(this.#acknowledge());
    }
    this.#onStopped?.();
  }

  /** Runs a store command; after an error it waits, makes the group again if it is missing, and answers undefined. */
  async #ask<T>(command: () => Promise<T>): Promise<T | undefined> {
    const { store, config, clock } = this.#options;
    try {
      return await command();
    } catch (error) {
      await clock.sleep(STORE_RETRY_MS * 1_000_000, "consumer.store-retry");
      if (error instanceof StoreError && error.kind === "missing" && this.#running) {
        await this.#ask(() => store.createGroup(config.stream, config.group, "0"));
      }
      return undefined;
    }
  }

  /** Handles in order; returns a promise only if some handler did. */
  #handleAll(entries: readonly StreamEntry[]): Promise<void> | undefined {
    for (let i = 0; i < entries.length; i++) {
      const pending = this.#take(entries[i] as StreamEntry);
      if (pending !== undefined) return this.#handleRest(pending, entries, i + 1);
    }
    return undefined;
  }

  async #handleRest(first: Promise<void>, entries: readonly StreamEntry[], from: number): Promise<void> {
    await first;
    for (let i = from; i < entries.length && !this.#crashed; i++) {
      const pending = this.#take(entries[i] as StreamEntry);
      if (pending !== undefined) await pending;
    }
  }

  #take(entry: StreamEntry): Promise<void> | undefined {
    let message: ConsumedMessage;
    try {
      message = fromEntry(entry);
    } catch (error) {
      return this.#giveUp(entry.id, undefined, String(error));
    }
    const seen = this.#seenOf(message);
    if (seen.has(message.sequence)) {
      this.#options.probe.duplicate(this.#at.consumer, message);
      if (!this.#inHands.has(entry.id)) this.#unacknowledged.push(entry.id);
      return undefined;
    }
    seen.add(message.sequence);
    const parked = this.#parked.get(message.key);
    if (parked !== undefined) {
      parked.waiting.push(message);
      this.#parkedCount++;
      this.#inHands.add(entry.id);
      return undefined;
    }
    return this.#deliver(message, 1);
  }

  #deliver(message: ConsumedMessage, attempt: number): Promise<void> | undefined {
    const { handler, probe } = this.#options;
    probe.delivered(this.#at.consumer, message, attempt);
    try {
      const result = handler(message);
      if (result === undefined) {
        this.#done(message);
        return undefined;
      }
      this.#inHands.add(message.entryId);
      return result.then(() => this.#done(message), (error: unknown) => this.#failed(message, attempt, error));
    } catch (error) {
      return this.#failed(message, attempt, error);
    }
  }

  #done(message: ConsumedMessage): void {
    if (this.#crashed) return;
    if (this.#inHands.size > 0) this.#inHands.delete(message.entryId);
    this.#options.probe.handled(this.#at.consumer, message);
    this.#unacknowledged.push(message.entryId);
  }

  #failed(message: ConsumedMessage, attempt: number, error: unknown): Promise<void> | undefined {
    if (this.#crashed) return undefined;
    const { config, probe, clock } = this.#options;
    probe.handlerFailed(this.#at.consumer, message, attempt, error);
    if (attempt >= config.consumer.maxAttempts) {
      return this.#giveUp(message.entryId, message, `handler failed ${attempt} times, last: ${String(error)}`);
    }
    let parked = this.#parked.get(message.key);
    if (parked === undefined) {
      this.#parked.set(message.key, (parked = { waiting: [message], attempts: attempt }));
      this.#parkedCount++;
      this.#inHands.add(message.entryId);
    }
    parked.attempts = attempt;
    const wait = config.consumer.retryBase * 2 ** (attempt - 1);
    clock.after(wait, "consumer.retry", () => this.#watch(this.#retryKey(message.key)));
    return undefined;
  }

  /** Tries the first parked message of `key` again and, once it is done with, those behind it. */
  async #retryKey(key: string): Promise<void> {
    const parked = this.#parked.get(key);
    for (let message = parked?.waiting[0]; parked !== undefined && message !== undefined; message = parked.waiting[0]) {
      const before = parked.attempts;
      await this.#deliver(message, before + 1);
      // Failed again and waiting for its next turn: a later timer goes on.
      if (this.#crashed || parked.attempts !== before) return;
      parked.waiting.shift();
      this.#parkedCount--;
      parked.attempts = 0;
    }
    this.#parked.delete(key);
    await this.#acknowledge();
  }

  /** Dead-letters first and acknowledges after, so that a crash between the two repeats rather than loses. */
  async #giveUp(entryId: string, message: ConsumedMessage | undefined, reason: string): Promise<void> {
    const written = await this.#ask(() => this.#deadLetters.write(entryId, message, reason));
    if (this.#crashed) return;
    if (written === undefined) return this.#giveUp(entryId, message, reason);
    this.#inHands.delete(entryId);
    this.#options.probe.deadLettered(this.#at.consumer, entryId, message, reason);
    this.#unacknowledged.push(entryId);
  }

  async #acknowledge(): Promise<void> {
    if (this.#unacknowledged.length === 0 || this.#crashed) return;
    const { store, probe } = this.#options;
    const ids = this.#unacknowledged.splice(0);
    try {
      await store.acknowledge(this.#at.stream, this.#at.group, ids);
      probe.acknowledged(this.#at.consumer, ids);
    } catch {
      // Still pending at the store; acknowledging twice does no harm.
      this.#unacknowledged.push(...ids);
    }
  }

  #watch(work: Promise<void>): void {
    work.catch(this.#options.onFault);
  }

  #claimLater(): void {
    const { clock, config } = this.#options;
    clock.after(config.consumer.claimInterval, "consumer.claim", () => {
      if (this.#running) this.#watch(this.#claim().then(() => this.#claimLater()));
    });
  }

  async #claim(): Promise<void> {
    const { store, config, probe } = this.#options;
    const { claimIdle, claimBatch } = config.consumer;
    const outcome = await this.#ask(() => store.claimIdle(this.#at, claimIdle, claimBatch, this.#claimCursor));
    if (outcome === undefined || this.#crashed) return;
    this.#claimCursor = outcome.cursor;
    if (outcome.vanished.length > 0) probe.vanished(this.#at.consumer, outcome.vanished);
    if (outcome.entries.length === 0) return;
    probe.read(this.#at.consumer, outcome.entries.length, true);
    await this.#handleAll(outcome.entries);
    await this.#acknowledge();
  }

  #seenOf(message: ConsumedMessage): SeenSequences {
    const life = message.epoch === this.#lastEpoch && message.producer === this.#lastProducer ? this.#lastSeen : undefined;
    return life ?? this.#lookUpSeen(message);
  }

  #lastProducer = "";
  #lastEpoch = -1;
  #lastSeen: SeenSequences | undefined;

  #lookUpSeen(message: ConsumedMessage): SeenSequences {
    const life = `${message.epoch}-${message.producer}`;
    let seen = this.#seen.get(life);
    if (seen === undefined) this.#seen.set(life, (seen = new SeenSequences()));
    this.#lastProducer = message.producer;
    this.#lastEpoch = message.epoch;
    this.#lastSeen = seen;
    return seen;
  }
}
