import type { Clock, Timer } from "../kernel/clock.ts";
import { ms } from "../kernel/time.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { ENHANCED_SPEC } from "./config/enhanced-spec.ts";
import { validConfig } from "./config/valid-config.ts";
import { ConsumerTracing } from "./consumer-tracing.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Delivery, type MessageHandler } from "./delivery.ts";
import { BEGINNING, type EntryId } from "./entry-id.ts";
import { GroupKeeper, type GroupPositions } from "./group-keeper.ts";
import { GroupMemory } from "./group-memory.ts";
import type { ConsumedMessage } from "./message.ts";
import type { ConsumerProbe } from "./probe.ts";
import { StoreError, type GroupCursor, type StreamEntry, type StreamStore } from "./store.ts";
import type { TraceSpan } from "./tracing.ts";
import { EntryReader } from "./wire/entry-reader.ts";
import type { PriorityRule } from "./wire/foreign-priority.ts";
import { Backlog } from "./workers/backlog.ts";
import type { WorkerPool } from "./workers/worker-pool.ts";

export interface StreamConsumerOptions {
  readonly config: EnhancedMessageBusConfig;
  readonly consumer: string;
  readonly clock: Clock;
  readonly store: StreamStore;
  readonly handler: MessageHandler;
  readonly probe: ConsumerProbe;
  /** The class of messages whose writer names none. Default: by NautilusTrader's topics. */
  readonly priorityRule?: PriorityRule;
  /** Handles messages of different keys side by side. Without it, one after the other. */
  readonly pool?: WorkerPool;
  /** To be shared by consumers of one group in one process, so that they handle a message once between them. */
  readonly memory?: GroupMemory;
  /** Told of each step of the messages that the configuration follows. */
  readonly onSpan?: (span: TraceSpan) => void;
  /** What else is known of the group, should it vanish. */
  readonly positions?: GroupPositions;
  /** Told of a failure of the consumer itself, which no retry can mend. */
  readonly onFault: (error: unknown) => void;
}

/** Wait before the store is asked again after an error. */
const STORE_RETRY = ms(50);

/** How often a consumer that stops asks the store to take its last acknowledgements. */
const LAST_TRIES = 3;

/**
 * One consumer of the group: reads, handles, and only then acknowledges, together with the next read.
 *
 * What this consumer's name had read and not acknowledged before it started is taken up first; what other consumers
 * leave idle is claimed. For what happens to each entry see Delivery, for a group that vanishes see GroupKeeper.
 */
export class StreamConsumer {
  readonly #options: StreamConsumerOptions;
  readonly #at: GroupCursor;
  readonly #deadLetters: DeadLetters;
  readonly #delivery: Delivery;
  readonly #group: GroupKeeper;
  #unacknowledged: EntryId[] = [];
  #running = false;
  #crashed = false;
  #isAcknowledging = false;
  #acknowledging: Promise<void> = Promise.resolve();
  #lastRead: EntryId | undefined;
  #claimCursor: EntryId = BEGINNING;
  #claimTimer: Timer | undefined;
  #claiming: Promise<void> | undefined;
  #life: Promise<void> = Promise.resolve();

  /** @throws {WavetankError} E_CONFIG - the validator refuses the configuration. */
  constructor(options: StreamConsumerOptions) {
    this.#options = { ...options, config: validConfig(ENHANCED_SPEC, options.config) };
    const {
      config, consumer, store, clock, handler, probe, onFault, priorityRule, pool, memory = new GroupMemory(),
      positions, onSpan,
    } = options;
    this.#at = { stream: config.stream, group: config.group, consumer };
    this.#deadLetters = new DeadLetters(this.#at, store);
    this.#group = new GroupKeeper(config, store, positions);
    this.#delivery = new Delivery({
      consumer, reader: new EntryReader(config.stream, priorityRule), config: config.consumer, clock, handler, probe,
      onFault,
      tracing:
        onSpan !== undefined && config.tracing.enabled
          ? new ConsumerTracing({ config: config.tracing, clock, tell: onSpan })
          : undefined,
      memory, pool, backlog: pool?.backlog ?? new Backlog(config.workers.queue),
      done: (entry) => void this.#unacknowledged.push(entry),
      bury: (dead, reason) => this.#bury(dead, reason),
      emptied: () => this.#acknowledgeSoon(),
    });
  }

  /** Messages in hand: at work, or waiting behind one of their key. */
  get parked(): number {
    return this.#delivery.parked;
  }

  /** Makes the group if need be, then reads until `stop`. */
  start(): Promise<void> {
    this.#running = true;
    this.#delivery.open();
    return (this.#life = this.#live());
  }

  /**
   * Ends reading. Resolves when the handlers at work have returned and what they did is acknowledged: nothing runs,
   * waits or is timed any more. What was read and not handled stays pending, for the next start or another consumer;
   * so does what was handled, if the store has not taken the acknowledgement in a few tries.
   */
  async stop(): Promise<void> {
    this.#running = false;
    this.#claimTimer?.cancel();
    await Promise.allSettled([this.#delivery.close(), this.#life, this.#claiming]);
    // Entries that were on their way have opened no lanes, and a claim may have closed some.
    await this.#delivery.close();
    this.#delivery.letGo();
    await this.#acknowledging;
    for (let tries = 1; !await this.#acknowledge() && this.#unacknowledged.length > 0; tries++) {
      if (this.#crashed || tries === LAST_TRIES) return;
      await this.#options.clock.sleep(STORE_RETRY, "consumer.store-retry");
    }
  }

  /** The process is gone: nothing is handled or acknowledged any more, memory is lost. */
  crash(): void {
    this.#running = false;
    this.#crashed = true;
    this.#claimTimer?.cancel();
    this.#delivery.end();
  }

  async #live(): Promise<void> {
    await this.#makeGroup();
    this.#claimLater();
    await this.#recover();
    await this.#readUntilStopped();
  }

  async #makeGroup(): Promise<void> {
    while (this.#running) if ((await this.#ask(() => this.#group.make())) !== undefined) return;
  }

  /** Entries that were delivered to this name and are not acknowledged, oldest first. */
  async #recover(): Promise<void> {
    const { store, config, probe } = this.#options;
    let after = BEGINNING;
    while (this.#running) {
      const acknowledge = this.#unacknowledged;
      this.#unacknowledged = [];
      const entries = await this.#ask(() => store.readPending(this.#at, config.consumer.batch, after, acknowledge));
      if (entries === undefined) {
        this.#unacknowledged.push(...acknowledge);
        continue;
      }
      if (this.#crashed) return;
      if (acknowledge.length > 0) probe.acknowledged(this.#at.consumer, acknowledge);
      const last = entries.at(-1);
      if (last === undefined || !this.#running) return;
      after = last;
      probe.read(this.#at.consumer, entries.length, false);
      await this.#takeAll(entries);
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
        // Entries may have been delivered in a reply that was lost: only the pending list has them, and what is new
        // must not overtake them.
        await this.#recover();
        continue;
      }
      if (this.#crashed) return;
      if (acknowledge.length > 0) probe.acknowledged(this.#at.consumer, acknowledge);
      if (entries.length === 0) continue;
      this.#lastRead = entries[entries.length - 1];
      probe.read(this.#at.consumer, entries.length, false);
      const pending = this.#takeAll(entries);
      if (pending !== undefined) await pending;
    }
  }

  /** Takes entries in order while the consumer runs; returns a promise only if one of them has to be waited for. */
  #takeAll(entries: readonly StreamEntry[]): Promise<void> | undefined {
    for (let i = 0; i < entries.length && this.#running; i++) {
      const pending = this.#delivery.take(entries[i] as StreamEntry);
      if (pending !== undefined) return this.#takeRest(pending, entries, i + 1);
    }
    return undefined;
  }

  async #takeRest(first: Promise<void>, entries: readonly StreamEntry[], from: number): Promise<void> {
    await first;
    for (let i = from; i < entries.length && this.#running; i++) {
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
    const { clock, probe } = this.#options;
    await clock.sleep(STORE_RETRY, "consumer.store-retry");
    if (!(error instanceof StoreError) || error.kind !== "missing" || !this.#running) return;
    const gap = await this.#ask(() => this.#group.makeAgain(this.#lastRead, this.#delivery.lowestInHand));
    if (gap !== undefined) probe.regrouped(this.#at.consumer, gap);
  }

  /** Buries first and acknowledges after, so that a crash between the two repeats rather than loses. */
  async #bury(dead: ConsumedMessage | StreamEntry, reason: string): Promise<boolean> {
    do {
      if ((await this.#ask(() => this.#deadLetters.write(dead, reason))) !== undefined) return true;
    } while (this.#running);
    return false;
  }

  /** What is done by and by while a read waits: one call at a time takes all that there is. */
  #acknowledgeSoon(): Promise<void> {
    return this.#isAcknowledging ? Promise.resolve() : (this.#acknowledging = this.#acknowledgeAll());
  }

  async #acknowledgeAll(): Promise<void> {
    this.#isAcknowledging = true;
    while (this.#unacknowledged.length > 0 && await this.#acknowledge()) {}
    this.#isAcknowledging = false;
  }

  /** False when the store did not take it all: then it goes with the next read. */
  async #acknowledge(): Promise<boolean> {
    if (this.#unacknowledged.length === 0 || this.#crashed) return false;
    const { store, probe } = this.#options;
    const ids = this.#unacknowledged;
    this.#unacknowledged = [];
    try {
      if (await store.acknowledge(this.#at.stream, this.#at.group, ids) === ids.length) {
        probe.acknowledged(this.#at.consumer, ids);
        return true;
      }
      // Some were not pending where this was asked: a master that has been replaced, perhaps. Whoever gives what is new
      // has to be told too.
    } catch {
      // Still pending at the store.
    }
    this.#unacknowledged.push(...ids);
    return false;
  }

  #claimLater(): void {
    const { clock, config, onFault } = this.#options;
    if (!this.#running) return;
    this.#claimTimer = clock.after(config.consumer.claimInterval, "consumer.claim", () => {
      this.#claiming = this.#claim().then(() => this.#claimLater()).catch(onFault);
    });
  }

  async #claim(): Promise<void> {
    const { store, config, probe } = this.#options;
    const { claimIdle, claimBatch } = config.consumer;
    const outcome = await this.#ask(() => store.claimIdle(this.#at, claimIdle, claimBatch, this.#claimCursor));
    if (outcome === undefined || !this.#running) return;
    this.#claimCursor = outcome.cursor;
    if (outcome.vanished.length > 0) probe.vanished(this.#at.consumer, outcome.vanished);
    if (outcome.entries.length === 0) return;
    probe.read(this.#at.consumer, outcome.entries.length, true);
    await this.#takeAll(outcome.entries);
    await this.#acknowledge();
  }
}
