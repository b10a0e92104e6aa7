import type { Clock } from "../kernel/clock.ts";
import { ms } from "../kernel/time.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Delivery, type MessageHandler } from "./delivery.ts";
import { BEGINNING, type EntryId } from "./entry-id.ts";
import type { ConsumedMessage } from "./message.ts";
import type { ConsumerProbe } from "./probe.ts";
import { StoreError, type GroupCursor, type StreamEntry, type StreamStore } from "./store.ts";
import { EntryReader } from "./wire/entry-reader.ts";
import type { PriorityRule } from "./wire/foreign-priority.ts";

export interface StreamConsumerOptions {
  readonly config: EnhancedMessageBusConfig;
  readonly consumer: string;
  readonly clock: Clock;
  readonly store: StreamStore;
  readonly handler: MessageHandler;
  readonly probe: ConsumerProbe;
  /** The class of messages whose writer names none. Default: by NautilusTrader's topics. */
  readonly priorityRule?: PriorityRule;
  /** Told of a failure of the consumer itself, which no retry can mend. */
  readonly onFault: (error: unknown) => void;
}

/** Wait before the store is asked again after an error. */
const STORE_RETRY = ms(50);

/**
 * One consumer of the group: reads, handles, and only then acknowledges, together with the next read.
 *
 * What this consumer's name had read and not acknowledged before it started is taken up first; what other consumers
 * leave idle is claimed. For what happens to each entry see Delivery.
 */
export class StreamConsumer {
  readonly #options: StreamConsumerOptions;
  readonly #at: GroupCursor;
  readonly #deadLetters: DeadLetters;
  readonly #delivery: Delivery;
  #unacknowledged: EntryId[] = [];
  #running = false;
  #crashed = false;
  #claimCursor: EntryId = BEGINNING;
  #onStopped: (() => void) | undefined;

  constructor(options: StreamConsumerOptions) {
    this.#options = options;
    const { config, consumer, store, clock, handler, probe, onFault, priorityRule } = options;
    this.#at = { stream: config.stream, group: config.group, consumer };
    this.#deadLetters = new DeadLetters(config.stream, store);
    this.#delivery = new Delivery({
      consumer, reader: new EntryReader(config.stream, priorityRule), config: config.consumer, clock, handler, probe, onFault,
      done: (entry) => void this.#unacknowledged.push(entry),
      bury: (dead, reason) => this.#bury(dead, reason),
      retried: () => this.#acknowledge(),
    });
  }

  /** Messages read and waiting behind a failed one of their key. */
  get parked(): number {
    return this.#delivery.parked;
  }

  /** Makes the group if need be, then reads until `stop`. */
  async start(): Promise<void> {
    this.#running = true;
    await this.#makeGroup();
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
    this.#delivery.end();
  }

  async #makeGroup(): Promise<void> {
    const { store, config } = this.#options;
    while (this.#running) {
      if ((await this.#ask(() => store.createGroup(config.stream, config.group, "0"))) !== undefined) return;
    }
  }

  /** Entries that were delivered to this name and are not acknowledged, oldest first. */
  async #recover(): Promise<void> {
    const { store, config, probe } = this.#options;
    let after = BEGINNING;
    while (this.#running) {
      const entries = await this.#ask(() => store.readPending(this.#at, config.consumer.batch, after));
      if (entries === undefined) continue;
      const last = entries.at(-1);
      if (last === undefined) return;
      after = last;
      probe.read(this.#at.consumer, entries.length, false);
      await this.#takeAll(entries);
      await this.#acknowledge();
    }
  }

  async #readUntilStopped(): Promise<void> {
    const { store, config, probe } = this.#options;
    const { batch, block } = config.consumer;
    while (this.#running) {
      const acknowledge = this.#unacknowledged;
      this.#unacknowledged = [];
      let entries: readonly StreamEntry[];
      try {
        entries = await store.readNew(this.#at, { count: batch, block, acknowledge });
      } catch (error) {
        // Acknowledging twice does no harm.
        this.#unacknowledged.push(...acknowledge);
        await this.#recoverFrom(error);
        // Entries may have been delivered in a reply that was lost: only the pending list has them, and what is new must
        // not overtake them.
        await this.#recover();
        continue;
      }
      if (this.#crashed) return;
      if (acknowledge.length > 0) probe.acknowledged(this.#at.consumer, acknowledge);
      if (entries.length === 0) continue;
      probe.read(this.#at.consumer, entries.length, false);
      const pending = this.#takeAll(entries);
      if (pending !== undefined) await pending;
    }
    await this.#acknowledge();
    this.#onStopped?.();
  }

  /** Takes entries in order; returns a promise only if one of them has to be waited for. */
  #takeAll(entries: readonly StreamEntry[]): Promise<void> | undefined {
    for (let i = 0; i < entries.length && !this.#crashed; i++) {
      const pending = this.#delivery.take(entries[i] as StreamEntry);
      if (pending !== undefined) return this.#takeRest(pending, entries, i + 1);
    }
    return undefined;
  }

  async #takeRest(first: Promise<void>, entries: readonly StreamEntry[], from: number): Promise<void> {
    await first;
    for (let i = from; i < entries.length && !this.#crashed; i++) {
      const pending = this.#delivery.take(entries[i] as StreamEntry);
      if (pending !== undefined) await pending;
    }
  }

  /** Runs a store command; answers undefined after an error. */
  async #ask<T>(command: () => Promise<T>): Promise<T | undefined> {
    try {
      return await command();
    } catch (error) {
      await this.#recoverFrom(error);
      return undefined;
    }
  }

  /** Waits before the store is asked again, and makes the group anew if it is missing. */
  async #recoverFrom(error: unknown): Promise<void> {
    const { store, config, clock } = this.#options;
    await clock.sleep(STORE_RETRY, "consumer.store-retry");
    if (error instanceof StoreError && error.kind === "missing" && this.#running) {
      await this.#ask(() => store.createGroup(config.stream, config.group, "0"));
    }
  }

  /** Buries first and acknowledges after, so that a crash between the two repeats rather than loses. */
  async #bury(dead: ConsumedMessage | StreamEntry, reason: string): Promise<void> {
    while (!this.#crashed) {
      if ((await this.#ask(() => this.#deadLetters.write(dead, reason))) !== undefined) return;
    }
  }

  async #acknowledge(): Promise<void> {
    if (this.#unacknowledged.length === 0 || this.#crashed) return;
    const { store, probe } = this.#options;
    const ids = this.#unacknowledged;
    this.#unacknowledged = [];
    try {
      await store.acknowledge(this.#at.stream, this.#at.group, ids);
      probe.acknowledged(this.#at.consumer, ids);
    } catch {
      // Still pending at the store; they go with the next read.
      this.#unacknowledged.push(...ids);
    }
  }

  #claimLater(): void {
    const { clock, config, onFault } = this.#options;
    clock.after(config.consumer.claimInterval, "consumer.claim", () => {
      if (this.#running) this.#claim().then(() => this.#claimLater()).catch(onFault);
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
    await this.#takeAll(outcome.entries);
    await this.#acknowledge();
  }
}
