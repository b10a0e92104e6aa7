import { BufferedMessageBusClient, type BusClientOptions, type CloseOutcome } from "../client.ts";
import type { ProducerHealthReport } from "../health.ts";
import type { Publication } from "../message.ts";
import type { ProducerMetricsReport } from "../metrics.ts";
import { RedisStreamManager, type StreamManagerOptions } from "../streams.ts";
import type { Duration } from "../../kernel/time.ts";
import type { Backing, BusSerializer } from "./backing.ts";
import { appendByTopic, withAppend } from "./topic-streams.ts";

export interface StreamBackingOptions<T> {
  /** With `epochs` rather than `epoch`: it is taken when writing begins, since it fences who wrote before. */
  readonly client: BusClientOptions;
  readonly manager: Pick<StreamManagerOptions, "store" | "epochUnixMs" | "probe">;
  /** A stream a topic, `<config.stream>:<topic>`, instead of one for all. */
  readonly streamPerTopic: boolean;
  readonly serializer: BusSerializer<T>;
}

/** What became of what was held when a backing was closed. */
export interface DrainReport extends CloseOutcome {
  /** Messages that were held. */
  readonly held: number;
}

/** Streams of topics that are kept at most; messages on further topics are refused. */
const MAX_STREAMS = 10_000;

/**
 * What a bus publishes, by way of the buffered client to streams, which are kept within their bounds. Takes messages
 * from the start and writes from `begin` on, so that what went before elsewhere can be finished first.
 */
export class StreamBacking<T> implements Backing<T> {
  readonly serializer: BusSerializer<T>;
  readonly #options: StreamBackingOptions<T>;
  readonly #client: BufferedMessageBusClient;
  readonly #manager: RedisStreamManager;
  /** Streams of topics. */
  readonly #kept = new Set<string>();
  #drained: Promise<DrainReport> | undefined;

  constructor(options: StreamBackingOptions<T>) {
    const { client, manager, serializer, streamPerTopic } = options;
    this.#options = options;
    this.serializer = serializer;
    this.#client = new BufferedMessageBusClient(
      streamPerTopic ? { ...client, store: withAppend(client.store, appendByTopic(client.store)) } : client);
    this.#manager = new RedisStreamManager({
      ...manager,
      config: client.config, clock: client.clock, onFault: client.onFault,
    });
  }

  get open(): boolean {
    return this.#drained === undefined;
  }

  /** Messages taken and neither written nor given up. */
  get held(): number {
    return this.#client.held;
  }

  get pressured(): boolean {
    return this.#client.pressured;
  }

  get health(): ProducerHealthReport {
    return this.#client.health;
  }

  get metrics(): ProducerMetricsReport | undefined {
    return this.#client.metrics;
  }

  publish(publication: Publication): string | undefined {
    const { streamPerTopic, client } = this.#options;
    if (streamPerTopic && !this.#keep(`${client.config.stream}:${publication.topic}`)) return "streams";
    const acceptance = this.#client.publish(publication);
    // What is filtered was never to leave; the probe counts it.
    return acceptance === "accepted" || acceptance === "filtered" ? undefined : acceptance;
  }

  /** Lets what is held go out. */
  begin(): void {
    this.#manager.start();
    this.#client.start().catch(this.#options.client.onFault);
  }

  /** Takes nothing more, writes what is held, and after `limit` gives up what is left. */
  drain(limit: Duration): Promise<DrainReport> {
    return (this.#drained ??= this.#drain(limit));
  }

  async close(): Promise<void> {
    await this.drain(Infinity);
  }

  async #drain(limit: Duration): Promise<DrainReport> {
    const { held } = this;
    const stopped = this.#manager.stop();
    const outcome = await this.#client.close({ deadline: limit });
    await stopped;
    return { held, ...outcome };
  }

  /** Keeps a stream within its bounds; false when there are too many. */
  #keep(stream: string): boolean {
    if (this.#kept.has(stream)) return true;
    if (this.#kept.size >= MAX_STREAMS) return false;
    this.#kept.add(stream);
    this.#manager.keep(stream);
    return true;
  }
}
