import { BufferedMessageBusClient } from "../bus/client.ts";
import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../bus/config/config.ts";
import { StreamConsumer } from "../bus/consumer.ts";
import type { MessageHandler } from "../bus/delivery.ts";
import { TopicDispatcher } from "../bus/dispatcher.ts";
import type { ConsumedMessage } from "../bus/message.ts";
import { RedisStreamManager } from "../bus/streams.ts";
import { Cpu } from "../kernel/cpu.ts";
import { Decisions, type Override } from "../kernel/decisions.ts";
import { WavetankError } from "../kernel/error.ts";
import type { Drain } from "../kernel/host.ts";
import { NodeClock } from "../kernel/node-clock.ts";
import { Scheduler } from "../kernel/scheduler.ts";
import type { Seed } from "../kernel/seed.ts";
import { Sites } from "../kernel/site.ts";
import { ms, sec, us, type Duration, type Instant } from "../kernel/time.ts";
import { Trace, type TraceWindow } from "../kernel/trace.ts";
import { DataEngine } from "../engines/data-engine.ts";
import { Instruments } from "../market/instruments.ts";
import { Deployment } from "../redis/deployment/deployment.ts";
import { LAN_LATENCY } from "../redis/link.ts";
import { ModelStore } from "../redis/stores/model-store.ts";
import type { RedisServer } from "../redis/server/server.ts";
import type { ConsumerGroup } from "../redis/streams/consumer-group.ts";
import { StreamValue } from "../redis/streams/stream-value.ts";
import { CaptureHandler } from "./capture-handler.ts";
import type { CaptureTally } from "./capture-tally.ts";
import { LatencyBook } from "./latency.ts";
import { RunObserver } from "./observer.ts";

export interface SimulationOptions {
  readonly seed: Seed;
  readonly epochUnixNs: bigint;
  readonly drain: Drain;
  readonly config?: EnhancedMessageBusConfig;
  /** Fault sites at which the seed decides, beside the latencies, which always are drawn. */
  readonly faults?: readonly string[];
  readonly tape?: readonly Override[];
  /** Makes the engine's handler fail: called before each message is applied. */
  readonly sabotage?: (sequence: number, attempt: number) => void;
  /** The traffic is a capture of a bus: what is not the engine's is counted here, instead of being a failure. */
  readonly capture?: CaptureTally | undefined;
  readonly window?: TraceWindow;
  readonly drainAlways?: boolean;
}

/** What the nodes' threads spend. Rough figures of one core; they shape queueing, and a user may put his own. */
export const NODE_COST = {
  /** Taking a frame: the call, and each byte of JSON. */
  frame: us(2),
  framePerKilobyte: us(8),
  /** Handling one message: the call, and each byte of payload. */
  handle: us(2),
  handlePerKilobyte: us(4),
} as const satisfies Record<string, Duration>;

const PRODUCER = "feed";
const CONSUMER = "engine-1";
const COMMAND_TIMEOUT = ms(500);

/**
 * Three nodes on one virtual clock: the feed (venue adapters and the bus client), the store (the model server), and
 * the engine (a consumer of the group). Each has its own thread and its own clock.
 */
export class Simulation {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly decisions: Decisions;
  readonly instruments = new Instruments();
  readonly latency = new LatencyBook();
  readonly feedCpu: Cpu;
  readonly engineCpu: Cpu;
  readonly deployment: Deployment;
  readonly client: BufferedMessageBusClient;
  readonly consumer: StreamConsumer;
  readonly manager: RedisStreamManager;
  readonly engine: DataEngine;
  readonly observer: RunObserver;
  readonly config: EnhancedMessageBusConfig;
  readonly stores: readonly ModelStore[];

  constructor(options: SimulationOptions) {
    const { seed, epochUnixNs, drain } = options;
    const sites = new Sites();
    const config = (this.config = options.config ?? DEFAULT_CONFIG);
    const scheduler = (this.scheduler = new Scheduler({ sites, drain, drainAlways: options.drainAlways ?? false }));
    this.trace = new Trace(options.window === undefined ? { sites } : { sites, window: options.window });
    this.decisions = new Decisions(seed, {
      enabled: [...LATENCY_SITES, RETRY_SITE, ...(options.faults ?? [])],
      tape: options.tape ?? [],
    });
    const epochUnixMs = Number(epochUnixNs / 1_000_000n);
    this.deployment = new Deployment({
      scheduler, epochUnixMs, decisions: this.decisions, compat: "7.2", persistence: { kind: "none" },
    });
    this.deployment.start(false);
    this.feedCpu = new Cpu(scheduler);
    this.engineCpu = new Cpu(scheduler);
    this.engine = new DataEngine(this.instruments);
    this.observer = new RunObserver({
      scheduler, trace: this.trace, latency: this.latency, buffer: (priority) => this.client.buffer(priority),
      producerHeld: () => this.client.held, storeBacklog: () => this.#storeBacklog(),
    });
    const feedStore = this.#store("feed", this.feedCpu);
    const engineStore = this.#store("engine", this.engineCpu);
    this.stores = [feedStore, engineStore];
    const onFault = (error: unknown): void => scheduler.fail(error);
    const jitter = this.decisions.point(RETRY_SITE, 1 << 20, 0);
    let retries = 0;
    this.client = new BufferedMessageBusClient({
      config, store: feedStore, producer: PRODUCER, epoch: 1, probe: this.observer, onFault,
      clock: new NodeClock(scheduler, "feed"),
      jitter: (limit) => Math.floor((jitter.decide(retries++) / (1 << 20)) * limit),
    });
    this.consumer = new StreamConsumer({
      config, store: engineStore, consumer: CONSUMER, probe: this.observer, onFault,
      clock: new NodeClock(scheduler, "engine"), handler: this.#handler(options),
    });
    this.manager = new RedisStreamManager({
      config, store: engineStore, probe: this.observer, onFault, epochUnixMs, clock: new NodeClock(scheduler, "engine"),
    });
  }

  /** True when everything that was appended has been read and acknowledged. */
  get drained(): boolean {
    return this.client.held + this.#storeBacklog() === 0;
  }

  #store(node: string, cpu: Cpu): ModelStore {
    return new ModelStore({
      scheduler: this.scheduler, endpoint: this.deployment.endpoint("master"), cpu, node, latency: LAN_LATENCY,
      decisions: this.decisions, commandTimeout: COMMAND_TIMEOUT,
      onMessagesApplied: (stream, messages) => {
        if (stream === this.config.stream) this.observer.applied(messages);
      },
      onAcknowledged: (count) => this.observer.acknowledgedAtStore(count),
    });
  }

  /** Delivered messages go to their topics' subscribers; the engine is one. A message nobody takes is a failure. */
  #handler({ sabotage, capture }: SimulationOptions): MessageHandler {
    const others = capture === undefined ? undefined : new CaptureHandler(capture, this.instruments);
    const attempts = new Map<number, number>();
    const dispatcher = new TopicDispatcher<ConsumedMessage>();
    let handledAt: Instant = 0;
    this.engine.listen(dispatcher, (message, event) => {
      const changed = event?.kind === "snapshot" || event?.kind === "delta";
      this.observer.engineHandled(message, handledAt, changed ? this.engine.state(event.instrument)?.book : undefined);
    });
    return (message) => {
      handledAt = this.engineCpu.charge(
        NODE_COST.handle + Math.floor((message.payload.length * NODE_COST.handlePerKilobyte) / 1_024),
      );
      if (sabotage !== undefined) {
        const attempt = (attempts.get(message.sequence) ?? 0) + 1;
        attempts.set(message.sequence, attempt);
        sabotage(message.sequence, attempt);
      }
      if (others?.takes(message) === true) {
        this.observer.engineHandled(message, handledAt, undefined);
        return;
      }
      if (dispatcher.publish(message.topic, message) === 0) {
        throw new WavetankError("E_TOPIC", `nobody listens to ${message.topic.slice(0, 80)}`);
      }
    };
  }

  /** Entries in the stream. */
  get streamLength(): number {
    return this.#stream()?.length ?? 0;
  }

  /** Entries that the group has not read, or read and not acknowledged. */
  #storeBacklog(): number {
    const { server } = this.deployment.master;
    // Asked after every event: looking the group up would cost more than all else that is asked.
    if (this.#held === undefined || this.#held.server !== server) {
      const stream = this.#stream();
      const group = stream?.groups.get(this.config.group);
      if (stream === undefined || group === undefined) return stream?.length ?? 0;
      this.#held = { server, stream, group };
    }
    const { stream, group } = this.#held;
    return unread(stream, group) + group.pending.size;
  }

  /** The group of the process that runs now. In a run nobody deletes a stream or a group. */
  #held:
    | { readonly server: RedisServer | undefined; readonly stream: StreamValue; readonly group: ConsumerGroup }
    | undefined;

  #stream(): StreamValue | undefined {
    const value = this.deployment.master.server?.databases[0]?.get(this.config.stream);
    return value instanceof StreamValue ? value : undefined;
  }
}

/** Entries that the group has still to read. What was trimmed is the oldest, and in a run nothing is deleted by id. */
function unread(stream: StreamValue, { entriesRead, lastMs, lastSeq }: ConsumerGroup): number {
  const { added, length } = stream;
  if (typeof entriesRead !== "number" || typeof added !== "number") return stream.countAfter(lastMs, lastSeq);
  return Math.min(length, added - entriesRead);
}

const RETRY_SITE = "bus.retry-jitter";
const LATENCY_SITES = ["feed", "engine"].flatMap((node) => ["commands", "reads"].flatMap((connection) =>
  ["request", "reply"].map((way) => `link.${node}.${connection}.${way}.latency`)));

/** How long a run may take to drain after its last record before it counts as stuck. */
export const DRAIN_LIMIT: Duration = sec(600);
