import type { Clock } from "../../kernel/clock.ts";
import type { EnhancedMessageBusConfig } from "../config/config.ts";
import { StreamConsumer } from "../consumer.ts";
import type { EntryId } from "../entry-id.ts";
import type { ConsumedMessage } from "../message.ts";
import type { ConsumerProbe } from "../probe.ts";
import type { StreamStore, StreamTail } from "../store.ts";
import { ExternalStreams, isOwn } from "../wire/external-streams.ts";
import type { PriorityRule } from "../wire/foreign-priority.ts";
import type { BusTally } from "./bus-tally.ts";
import type { MessageBus } from "./message-bus.ts";
import type { Handler } from "./subscription.ts";

export interface IncomingOptions<T> {
  readonly bus: MessageBus<T>;
  readonly clock: Clock;
  readonly tally: BusTally;
  /** Producers whose messages this process has handled when it published them. */
  readonly own: ReadonlySet<string>;
  readonly priorityRule: PriorityRule;
  readonly onFault: (error: unknown) => void;
}

export interface TailOptions {
  readonly store: StreamTail;
  readonly streams: readonly string[];
  /**
   * How far each stream has been read; kept up to date. A stream that is not there is read from its newest entry on.
   */
  readonly cursors: Map<string, EntryId>;
}

/** Streams of others, read without a group: every node that reads them gets every message, at most once. */
export class TailIncoming<T> {
  readonly #external: ExternalStreams;
  readonly #options: IncomingOptions<T> & TailOptions;
  #reading: Promise<void> | undefined;

  constructor(options: IncomingOptions<T> & TailOptions) {
    const { clock, tally, own, priorityRule, store, streams, cursors } = options;
    this.#options = options;
    this.#external = new ExternalStreams({
      store, clock, own, priorityRule, probe: tally.external,
      streams: streams.map((stream) => ({ stream, after: cursors.get(stream) ?? "newest" })),
      handler: (message) => this.#take(message),
    });
  }

  #take({ topic, type, payload, encoding }: ConsumedMessage): void {
    const { bus, tally: { counts } } = this.#options;
    let incoming: ReturnType<MessageBus<T>["read"]>;
    try {
      incoming = bus.read(type, payload, encoding);
    } catch (error) {
      counts.unreadable++;
      throw error;
    }
    if (incoming === undefined) {
      counts.notStreaming++;
      return;
    }
    counts.received++;
    try {
      bus.publish(topic, incoming.message, false);
    } catch (error) {
      counts.handlerFailures++;
      throw error;
    }
  }

  begin(): void {
    this.#reading = this.#external.start();
    this.#reading.catch(this.#options.onFault);
  }

  /** Resolves when nothing more comes in. */
  async end(): Promise<void> {
    this.#external.stop();
    await this.#reading;
    for (const { stream, after } of this.#external.cursors) this.#options.cursors.set(stream, after);
  }
}

export interface GroupOptions {
  readonly store: StreamStore;
  readonly config: EnhancedMessageBusConfig;
  /** This node's name in the group. */
  readonly consumer: string;
}

/**
 * The bus's own stream, read as a consumer of its group: each message goes to one node of the group, is acknowledged
 * when every handler there has taken it, and otherwise goes again to those that threw, in the end to the dead letters.
 */
export class GroupIncoming<T> {
  readonly #options: IncomingOptions<T>;
  readonly #consumer: StreamConsumer;
  /** Handlers that threw, by message: of those that wait for their next attempt. */
  readonly #failed = new Map<string, readonly Handler<T>[]>();
  #reading: Promise<void> | undefined;

  constructor(options: IncomingOptions<T> & GroupOptions) {
    const { clock, tally, store, config, consumer, priorityRule, onFault } = options;
    this.#options = options;
    const probe: ConsumerProbe = {
      ...tally.consumer,
      deadLettered: (name, entry, message, reason) => {
        if (message !== undefined) this.#failed.delete(identity(message));
        tally.consumer.deadLettered(name, entry, message, reason);
      },
    };
    this.#consumer = new StreamConsumer({
      config, consumer, clock, store, probe, priorityRule, onFault, handler: (message) => this.#handle(message),
    });
  }

  begin(): void {
    this.#reading = this.#consumer.start();
    this.#reading.catch(this.#options.onFault);
  }

  async end(): Promise<void> {
    if (this.#reading !== undefined) await this.#consumer.stop();
  }

  #handle(message: ConsumedMessage): void {
    const { bus, tally, own } = this.#options;
    if (isOwn(message, own)) {
      tally.counts.echoes++;
      return;
    }
    const incoming = bus.read(message.type, message.payload, message.encoding);
    if (incoming === undefined) {
      tally.counts.notStreaming++;
      return;
    }
    const name = identity(message);
    const again = this.#failed.get(name);
    const failures = bus.serve(message.topic, incoming.message, again);
    if (again === undefined) tally.counts.received++;
    if (failures[0] === undefined) {
      this.#failed.delete(name);
      return;
    }
    this.#failed.set(name, failures.map(({ handler }) => handler));
    throw failures[0].error;
  }
}

const identity = ({ producer, epoch, sequence, entry }: ConsumedMessage): string =>
  `${producer} ${epoch} ${sequence} ${entry.ms}-${entry.seq}`;
