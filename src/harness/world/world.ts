import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../../bus/config/config.ts";
import { deadLetterStream } from "../../bus/dead-letters.ts";
import { Network } from "../../faults/network.ts";
import { Buggify } from "../../kernel/buggify.ts";
import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { ms, us, type Duration, type Instant } from "../../kernel/time.ts";
import type { Trace } from "../../kernel/trace.ts";
import { stallReport, type StallReport } from "../../kernel/wait-cycle.ts";
import type { DataLoss } from "../../oracles/evidence/account.ts";
import type { BookComparison, ProducerLife, RunView, StreamFacts } from "../../oracles/evidence/witness.ts";
import { Deployment } from "../../redis/deployment/deployment.ts";
import { StreamValue } from "../../redis/streams/stream-value.ts";
import { entriesIn, NO_STREAM, streamFacts } from "./stream-facts.ts";
import type { PctOrder } from "../explore/order.ts";
import { PriorityLinks } from "../explore/priority-links.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Workload } from "../scenario/workload.ts";
import { BookDesk } from "./book-desk.ts";
import type { Account } from "./account.ts";
import { ConsumerNode } from "./consumer-node.ts";
import { Moments } from "./moments.ts";
import { ProducerNode } from "./producer-node.ts";
import { Recorder } from "./recorder.ts";
import type { SiteHost, Surroundings } from "./site-host.ts";

/** 2026-01-01T00:00:00Z: wall clocks have to start somewhere. */
const EPOCH_UNIX_MS = 1_767_225_600_000;
const COMMAND_TIMEOUT = ms(500);
const HANDLING = us(20);

export interface WorldOptions {
  readonly scenario: Scenario;
  readonly config: EnhancedMessageBusConfig;
  readonly workload: Workload;
  readonly scheduler: Scheduler;
  readonly decisions: Decisions;
  readonly trace: Trace;
  readonly buggify: boolean;
  readonly commandTimeout: Duration | undefined;
  readonly sentinelDownAfter: Duration | undefined;
  readonly faultsEnd: Instant;
  readonly priorities?: PctOrder | undefined;
}

/** Producers, consumers and the store of one run, on one clock, and what can be seen of them from outside. */
export class World implements RunView {
  readonly scheduler: Scheduler;
  readonly recorder: Recorder;
  readonly moments = new Moments();
  readonly network = new Network();
  readonly buggify: Buggify;
  readonly deployment: Deployment;
  readonly producers: readonly ProducerNode[];
  readonly engines: readonly ConsumerNode[];
  readonly config: EnhancedMessageBusConfig;
  readonly workload: Workload;
  readonly faultsEnd: Instant;
  readonly fenced: boolean;
  readonly #options: WorldOptions;
  readonly #publishSite: number;
  #next = 0;
  #stopped = false;

  constructor(options: WorldOptions) {
    const { scenario, config, scheduler, decisions, trace } = options;
    this.#options = options;
    this.scheduler = scheduler;
    this.config = config;
    this.workload = options.workload;
    this.faultsEnd = options.faultsEnd;
    this.fenced = scenario.bus?.wire?.fenced ?? false;
    this.buggify = new Buggify(decisions, options.buggify);
    const { session } = options.workload;
    this.recorder = new Recorder({
      scheduler, trace, moments: this.moments, workload: options.workload,
      books: session === undefined ? undefined : new BookDesk(session.instruments),
    });
    const { persistence = { kind: "none" } as const, replicas = 0, replicaLag, sentinel } = scenario.deployment ?? {};
    this.deployment = new Deployment({
      scheduler, decisions, epochUnixMs: EPOCH_UNIX_MS, compat: "7.2", persistence, replicas,
      ...(replicaLag === undefined ? {} : { replicaLag }),
      ...(sentinel === undefined ? {} : { sentinel: { downAfter: options.sentinelDownAfter ?? sentinel.downAfter } }),
    });
    const commandTimeout = options.commandTimeout ?? scenario.deployment?.commandTimeout ?? COMMAND_TIMEOUT;
    const around: Surroundings = {
      scheduler, decisions, config, buggify: this.buggify, deployment: this.deployment, network: this.network,
      recorder: this.recorder, epochUnixMs: EPOCH_UNIX_MS, commandTimeout,
      priorities:
        options.priorities === undefined
          ? undefined
          : new PriorityLinks(scheduler, decisions, options.priorities, commandTimeout),
    };
    const { handling = HANDLING, wire } = scenario.bus ?? {};
    this.producers = producerNames(scenario).map((name, index) => new ProducerNode(name, index, around, wire));
    this.engines = consumerNames(scenario).map((name, index) =>
      new ConsumerNode(name, this.producers.length + index, around, handling, index === 0));
    this.#publishSite = scheduler.sites.id("traffic.publish");
  }

  start(): void {
    this.deployment.start(false);
    for (const node of [...this.producers, ...this.engines]) node.start();
    this.#publishNext();
  }

  /** A producer or consumer by name. */
  host(name: string): SiteHost | undefined {
    return this.producers.find((node) => node.name === name) ?? this.engines.find((node) => node.name === name);
  }

  /** A decision of a thousand, of which the last does nothing. */
  decide(site: string): DecisionPoint {
    return this.#options.decisions.point(site, 1_000, 999);
  }

  /** Who waits for what, for reports. */
  stall(): StallReport {
    return stallReport(this.scheduler.waits);
  }

  /** Gives up what cannot be sent. */
  abandon(): void {
    for (const node of this.producers) node.abandon();
  }

  /** No more traffic. */
  stopTraffic(): void {
    this.#stopped = true;
  }

  get published(): number {
    return this.#next;
  }

  // What can be seen.

  get now(): Instant {
    return this.scheduler.now;
  }

  get messages(): readonly Account[] {
    return this.recorder.accounts;
  }

  get losses(): readonly DataLoss[] {
    return this.recorder.losses;
  }

  get counters(): Readonly<Record<string, number>> {
    return this.recorder.counters;
  }

  get held(): number {
    let held = 0;
    for (const node of this.producers) held += node.held;
    return held;
  }

  get parked(): number {
    let parked = 0;
    for (const node of this.engines) parked += node.parked;
    return parked;
  }

  get consumers(): number {
    return this.engines.length;
  }

  get trimHolds(): boolean {
    return this.config.trim.unacknowledged === "hold";
  }

  get capacity(): readonly number[] {
    const { LOW, NORMAL, HIGH, CRITICAL } = this.config.buffers;
    return [LOW, NORMAL, HIGH, CRITICAL].map(({ capacity }) => capacity);
  }

  get peaks(): readonly number[] {
    const peaks = this.producers.map((node) => node.peaks);
    return [0, 1, 2, 3].map((priority) => Math.max(...peaks.map((of) => of[priority] as number)));
  }

  get batch(): number {
    return this.config.batch;
  }

  get books(): BookComparison | undefined {
    return this.recorder.books?.finish(this.now);
  }

  get metrics(): Readonly<Record<string, number>> {
    return { "client.held": this.held, "stream.added": this.stream?.added ?? 0 };
  }

  get resources(): Readonly<Record<string, number>> {
    const { process } = this.deployment.master;
    return {
      timers: [...this.producers, ...this.engines].reduce((sum, node) => sum + node.timers, 0),
      waits: this.scheduler.waits.length,
      blocked: [...(process?.blocked ?? [])].length,
      held: this.held,
      parked: this.parked,
    };
  }

  get stream(): StreamFacts | undefined {
    const value = this.#streamAt(this.config.stream);
    if (!(value instanceof StreamValue)) return value === "absent" ? NO_STREAM : undefined;
    return streamFacts(value, value.groups.get(this.config.group));
  }

  /** What a node that has just become the master has of what was published. */
  masterChanged(): void {
    const value = this.#streamAt(this.config.stream);
    if (value !== "unknown") this.recorder.masterHolds(() => (value === "absent" ? [] : entriesIn(value)));
  }

  get letters(): readonly Account[] | undefined {
    const value = this.#streamAt(deadLetterStream(this.config.stream));
    if (value === "unknown") return undefined;
    const letters = value === "absent" ? [] : entriesIn(value);
    return letters.map((letter) => this.recorder.accountOfEntry(letter)).filter((account) => account !== undefined);
  }

  get lives(): readonly ProducerLife[] {
    return this.recorder.lives;
  }

  /** What the master has under that name, if it can be asked. */
  #streamAt(name: string): StreamValue | "absent" | "unknown" {
    const { process, state } = this.deployment.master;
    if (process === undefined || state !== "up") return "unknown";
    const value = process.databases[0]?.get(name);
    return value instanceof StreamValue ? value : "absent";
  }

  #publishNext(): void {
    const { workload, scheduler } = this;
    const index = this.#next;
    if (this.#stopped || index >= workload.size) return;
    const at = workload.at[index] as number;
    scheduler.at(Math.max(scheduler.now, at), this.#publishSite, this.#publish);
  }

  readonly #publish = (): void => {
    const { workload, scheduler } = this;
    const index = this.#next;
    const node = this.producers[workload.producer[index] as number] as ProducerNode;
    if (this.#stopped) return;
    if (node.pausedUntil > scheduler.now) {
      scheduler.at(node.pausedUntil, this.#publishSite, this.#publish);
      return;
    }
    this.#next++;
    node.publish(workload, index);
    this.#publishNext();
  };
}

export const producerNames = ({ bus }: Pick<Scenario, "bus">): readonly string[] =>
  Array.from({ length: bus?.producers ?? 1 }, (_, index) => `feed-${index + 1}`);

export const consumerNames = ({ bus }: Pick<Scenario, "bus">): readonly string[] =>
  Array.from({ length: bus?.consumers ?? 1 }, (_, index) => `engine-${index + 1}`);

export const storeNames = ({ deployment }: Pick<Scenario, "deployment">): readonly string[] =>
  Array.from({ length: 1 + (deployment?.replicas ?? 0) }, (_, index) => `redis-${index}`);

/** The bus configuration that a scenario and its knobs ask for. */
export function configOf(
  { bus = {} }: Pick<Scenario, "bus">, knobs: Readonly<Record<string, number>>,
): EnhancedMessageBusConfig {
  const base = DEFAULT_CONFIG;
  const { buffers = {} } = bus;
  const knob = (name: string, value: number): number => knobs[name] ?? value;
  const consumer = { ...base.consumer, ...bus.consumer };
  const trim = { ...base.trim, ...bus.trim };
  const retry = { ...base.retry, ...bus.retry };
  return {
    ...base,
    batch: knob("bus.batch", bus.batch ?? base.batch),
    buffers: {
      LOW: { ...base.buffers.LOW, ...buffers.LOW }, NORMAL: { ...base.buffers.NORMAL, ...buffers.NORMAL },
      HIGH: { ...base.buffers.HIGH, ...buffers.HIGH }, CRITICAL: { ...base.buffers.CRITICAL, ...buffers.CRITICAL },
    },
    retry: { ...retry, base: knob("retry.base", retry.base), cap: knob("retry.cap", retry.cap) },
    consumer: {
      ...consumer,
      batch: knob("consumer.batch", consumer.batch), block: knob("consumer.block", consumer.block),
      claimIdle: knob("consumer.claimIdle", consumer.claimIdle),
      claimInterval: knob("consumer.claimInterval", consumer.claimInterval),
    },
    trim: { ...trim, interval: knob("trim.interval", trim.interval) },
  };
}
