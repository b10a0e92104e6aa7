import type { Clock } from "../kernel/clock.ts";
import { WavetankError } from "../kernel/error.ts";
import type { Duration } from "../kernel/time.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import { StreamConsumer } from "./consumer.ts";
import type { MessageHandler } from "./delivery.ts";
import type { GroupPositions } from "./group-keeper.ts";
import type { ConsumedMessage } from "./message.ts";
import type { ConsumerProbe } from "./probe.ts";
import { Receiver } from "./receive.ts";
import type { StreamStore } from "./store.ts";
import {
  Subscriptions, type SubscribeOptions, type TopicSubscription, type SubscriptionCounts,
} from "./subscriptions.ts";
import type { TraceSpan } from "./tracing.ts";
import type { PriorityRule } from "./wire/foreign-priority.ts";
import { WorkerPool, type WorkerProbe } from "./workers/worker-pool.ts";

export interface BusSubscriberOptions {
  readonly config: EnhancedMessageBusConfig;
  readonly clock: Clock;
  /** Names this process in the group. */
  readonly consumer: string;
  /** Makes the store of one stream: a read that waits takes a connection for itself. */
  readonly store: (stream: string) => StreamStore;
  readonly probe: ConsumerProbe;
  readonly workers: WorkerProbe;
  readonly priorityRule?: PriorityRule;
  readonly positions?: GroupPositions;
  /** Told of each step of the messages that the configuration follows. */
  readonly onSpan?: (span: TraceSpan) => void;
  /** Told of a failure of the subscriber itself, which no retry can mend. */
  readonly onFault: (error: unknown) => void;
}

/**
 * The consuming end of the bus: any number of streams, shared or one a topic, read by one consumer each; one pool of
 * workers that runs the handlers of all; and the subscriptions that say who gets what.
 */
export class BusSubscriber {
  readonly pool: WorkerPool;
  readonly #options: BusSubscriberOptions;
  readonly #subscriptions: Subscriptions;
  readonly #receiver: Receiver;
  readonly #consumers = new Map<string, StreamConsumer>();
  #connected = false;

  constructor(options: BusSubscriberOptions) {
    const { config, clock, workers, onFault } = options;
    this.#options = options;
    this.pool = new WorkerPool({ config: config.workers, clock, probe: workers, onFault });
    this.#subscriptions = new Subscriptions(config.consumer.maxConcurrent);
    this.#receiver = new Receiver(clock, onFault);
  }

  get counts(): SubscriptionCounts {
    return this.#subscriptions.counts;
  }

  /** Streams that are read. */
  get streams(): readonly string[] {
    return [...this.#consumers.keys()];
  }

  /**
   * Reads the stream of the configuration, and those that are added. Begin after subscribing: what nobody wants is done
   * with.
   */
  connect(): void {
    if (this.#connected) return;
    this.#connected = true;
    this.pool.start();
    this.addStream(this.#options.config.stream);
  }

  /** Reads one more stream. False when it is read already. @throws {WavetankError} E_CLOSED - not connected. */
  addStream(stream: string): boolean {
    if (!this.#connected)
      throw new WavetankError("E_CLOSED", "the subscriber is not connected", { hint: "connect first" });
    if (this.#consumers.has(stream)) return false;
    const { config, clock, consumer, store, probe, priorityRule, positions, onSpan, onFault } = this.#options;
    const added = new StreamConsumer({
      config: { ...config, stream }, clock, consumer, probe, onFault, store: store(stream),
      handler: this.#subscriptions.handle, pool: this.pool,
      ...(priorityRule === undefined ? {} : { priorityRule }),
      ...(positions === undefined ? {} : { positions }),
      ...(onSpan === undefined ? {} : { onSpan }),
    });
    this.#consumers.set(stream, added);
    added.start().catch(onFault);
    return true;
  }

  /** Ends reading a stream. False when it was not read. Resolves when none of its messages is at work any more. */
  async removeStream(stream: string): Promise<boolean> {
    const removed = this.#consumers.get(stream);
    if (removed === undefined) return false;
    this.#consumers.delete(stream);
    await removed.stop();
    return true;
  }

  /** Without a handler, messages are for `receive`. @throws {WavetankError} E_FILTER */
  subscribe(
    pattern: string, handler: MessageHandler = this.#receiver.handler, options: SubscribeOptions = {},
  ): TopicSubscription {
    return this.#subscriptions.subscribe(pattern, handler, options);
  }

  /** False when there was no such subscription. When it resolves, the handler is not called any more. */
  unsubscribe(pattern: string, handler: MessageHandler = this.#receiver.handler): Promise<boolean> {
    return this.#subscriptions.unsubscribe(pattern, handler);
  }

  /** The next message of the subscriptions without a handler; undefined when none has come for `timeout`. */
  receive(timeout: Duration): Promise<ConsumedMessage | undefined> {
    return this.#receiver.receive(timeout);
  }

  /**
   * Ends all reading for good. When it resolves, no handler is at work, nothing is timed, and what was handled is
   * acknowledged; what was read and not handled stays pending.
   */
  async disconnect(): Promise<void> {
    this.#connected = false;
    this.pool.stop();
    const consumers = [...this.#consumers.values()];
    this.#consumers.clear();
    const stopped = consumers.map((consumer) => consumer.stop());
    this.#receiver.close();
    await Promise.all(stopped);
    await this.#subscriptions.clear();
  }
}
