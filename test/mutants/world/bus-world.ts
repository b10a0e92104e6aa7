import { BufferedMessageBusClient } from "../../../src/bus/client.ts";
import { deadLetterStream } from "../../../src/bus/dead-letters.ts";
import type { EntryId } from "../../../src/bus/entry-id.ts";
import { StreamConsumer } from "../../../src/bus/consumer.ts";
import type { ConsumedMessage } from "../../../src/bus/message.ts";
import { RedisStreamManager } from "../../../src/bus/streams.ts";
import { Cpu } from "../../../src/kernel/cpu.ts";
import { Decisions, type Taken } from "../../../src/kernel/decisions.ts";
import type { Drain } from "../../../src/kernel/host.ts";
import { NodeClock } from "../../../src/kernel/node-clock.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { Sites } from "../../../src/kernel/site.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { Deployment } from "../../../src/redis/deployment/deployment.ts";
import { LAN_LATENCY } from "../../../src/redis/link.ts";
import { ModelStore } from "../../../src/redis/stores/model-store.ts";
import { readFields } from "../../../src/redis/stores/text-fields.ts";
import { EntryBatch } from "../../../src/redis/streams/entry.ts";
import type { StreamId } from "../../../src/redis/streams/stream-id.ts";
import { StreamValue, WHOLE } from "../../../src/redis/streams/stream-value.ts";
import { groupProblem, trimProblem } from "./group-truth.ts";
import { Judges, numberOf, payloadOf } from "./judges.ts";
import type { Incident, Plan, Publication } from "./plan.ts";

const EPOCH_UNIX_MS = 1_767_571_200_000;
const SLOW = ms(3);

interface Process {
  readonly name: string;
  readonly clock: NodeClock;
  readonly consumer: StreamConsumer;
  alive: boolean;
}

/** A producer, a store and the consumers of a group on one virtual clock, judged. */
export class BusWorld {
  readonly scheduler: Scheduler;
  readonly judges: Judges;
  readonly deployment: Deployment;
  readonly producerClock: NodeClock;
  readonly #plan: Plan;
  readonly #decisions: Decisions;
  readonly #site: number;
  readonly #attempts = new Map<number, number>();
  readonly #processes: Process[] = [];
  readonly #manager: RedisStreamManager;
  readonly #stores: ModelStore[] = [];
  #client: BufferedMessageBusClient;
  #epoch = 1;
  /** The last entry that the group had acknowledged when it was removed; undefined while there is one. */
  #groupLost: StreamId | undefined;
  #published = 0;
  #jitters = 0;

  constructor(plan: Plan, drain: Drain) {
    this.#plan = plan;
    const sites = new Sites();
    this.scheduler = new Scheduler({ sites, drain, livelockBudget: 20_000 });
    this.#site = sites.id("world");
    this.#decisions = new Decisions(plan.seed, {
      enabled: plan.tape === undefined ? [...plan.faults, ...latencies(plan.consumers)] : [], tape: plan.tape ?? [],
      record: true,
    });
    this.deployment = new Deployment({
      scheduler: this.scheduler, decisions: this.#decisions, epochUnixMs: EPOCH_UNIX_MS, compat: "7.2",
      persistence: { kind: "none" },
      ...plan.deployment,
    });
    this.deployment.start(false);
    this.judges = new Judges(this.scheduler, {
      held: () => this.#client.held, buffer: (priority) => this.#client.buffer(priority),
      backlog: () => this.#backlog(), group: () => groupProblem(this.#stream(), plan.config.group),
      unread: () => trimProblem(this.#stream(), plan.config.group), regrouped: (after) => this.#regrouped(after),
      mayRepeat: plan.mayRepeat, isOrdered: plan.consumers === 1,
    });
    this.producerClock = new NodeClock(this.scheduler, "producer");
    this.#client = this.#newClient(this.#store("producer"));
    for (let i = 0; i < plan.consumers; i++) this.#processes.push(this.#newProcess(i));
    const clock = new NodeClock(this.scheduler, "keeper");
    this.#manager = new RedisStreamManager({
      config: plan.config, clock, epochUnixMs: EPOCH_UNIX_MS, store: this.#store("keeper"), probe: this.judges.stream,
      onFault: this.#fail,
    });
  }

  readonly #fail = (error: unknown): void => this.scheduler.fail(error);

  /** Sets everything going. Inside the run's macrotask. */
  start(): void {
    const { traffic, incidents, closeAt, consumersAt = 0 } = this.#plan;
    this.#at(consumersAt, () => this.#processes.forEach(({ consumer }) => this.#run(consumer)));
    this.#manager.start();
    for (const publication of traffic) this.#at(publication.at, () => this.#publish(publication));
    for (const incident of incidents) this.#at(incident.at, () => this.#befall(incident));
    if (closeAt !== undefined)
      this.#at(closeAt, () => void this.close().then((leftovers) => (this.leftovers = leftovers), this.#fail));
    this.scheduler.onEvent(() => this.judges.audit());
  }

  /** Undefined when everything has come to rest, else what has not. */
  get unrest(): string | undefined {
    const parked = this.#processes.reduce((sum, { consumer }) => sum + consumer.parked, 0);
    const backlog = this.#backlog();
    if (this.#client.held + parked === 0 && backlog === 0 && this.#published === this.#plan.traffic.length)
      return undefined;
    return `held ${this.#client.held}, in the store ${backlog ?? "unknown"}, parked ${parked}`;
  }

  /** Numbers of the messages in the dead-letter stream. */
  get buried(): readonly number[] {
    const value = this.deployment.master.server?.databases[0]?.get(deadLetterStream(this.#plan.config.stream));
    if (!(value instanceof StreamValue)) return [];
    const batch = new EntryBatch();
    value.range(WHOLE, Infinity, batch);
    return batch.fields.flatMap((fields) =>
      fields === undefined ? [] : [numberOf(Buffer.from(readFields(fields)[5] as Uint8Array))],
    );
  }

  /** Decisions that were not neutral. */
  get taken(): readonly Taken[] {
    return this.#decisions.taken;
  }

  get streamLength(): number {
    return this.#stream()?.length ?? 0;
  }

  /** What `close` could not deliver; undefined before it has ended. */
  leftovers: number | undefined;
  heldAtClose = 0;

  /** Ends everything once what is held has been handled. Resolves when it has ended. */
  async close(): Promise<number> {
    void this.#manager.stop();
    const { leftovers } = await this.#client.close();
    this.heldAtClose = this.#client.held;
    await this.producerClock.sleep(sec(2), "world.drain");
    for (const { consumer } of this.#processes) await consumer.stop();
    return leftovers;
  }

  #publish({ key, priority, number = this.#published }: Publication): void {
    this.#published++;
    const payload = payloadOf(number);
    this.judges.answered(number, this.#client.publish({ topic: `topic.${key}`, type: "T", payload, priority, key }));
  }

  #befall({ kind, lasting = ms(300) }: Incident): void {
    const { deployment, scheduler } = this;
    switch (kind) {
      case "store-crash": {
        const { name } = deployment.master;
        deployment.crash(name, "process");
        return this.#at(scheduler.now + lasting, () => deployment.restart(name));
      }
      case "failover": return void deployment.failover();
      case "consumer-crash": {
        const process = this.#processes[0] as Process;
        process.consumer.crash();
        process.alive = false;
        return this.#at(scheduler.now + lasting, () => this.#run((this.#processes[0] = this.#newProcess(0)).consumer));
      }
      case "producer-restart":
        // Between two messages: what a dead process held is another law's matter.
        if (this.#client.held > 0) return this.#at(scheduler.now + ms(1), () => this.#befall({ at: 0, kind }));
        this.#epoch++;
        this.#client = this.#newClient(this.#stores[0] as ModelStore);
        this.judges.producerGone();
        return;
      case "producer-step": return this.producerClock.step(-sec(3_600));
      case "consumer-step": return this.#processes[0]?.clock.step(-sec(3_600));
      case "group-lost": return this.#loseGroup();
      case "foreign": return this.#writeForeign();
    }
  }

  /** An operator removes the group while nothing is pending: it has to be made again, and nothing may be skipped. */
  #loseGroup(): void {
    const stream = this.#stream();
    if (this.deployment.master.state !== "up" || this.#backlog() !== 0 || this.#client.held > 0)
      return this.#at(this.scheduler.now + ms(1), () => this.#loseGroup());
    if (stream?.groups.has(this.#plan.config.group) !== true) return;
    this.#groupLost = stream.last;
    this.#command("XGROUP", "DESTROY", this.#plan.config.stream, this.#plan.config.group);
  }

  /** What comes once more is to be acknowledged once more. */
  #regrouped(after: EntryId): void {
    const last = this.#groupLost;
    const stream = this.#stream();
    if (last === undefined || stream === undefined) return;
    this.#groupLost = undefined;
    this.judges.conservation.entriesAcknowledged -=
      stream.countAfter(after.ms, after.seq) - stream.countAfter(last.ms, last.seq);
  }

  #writeForeign(): void {
    if (this.deployment.master.state !== "up") return this.#at(this.scheduler.now + ms(1), () => this.#writeForeign());
    const number = 1_000_000 + this.judges.accounts.size;
    const topic = "data.foreign";
    const payload = payloadOf(number);
    this.judges.foreign(number, topic, payload);
    this.judges.conservation.entriesApplied++;
    this.#command(
      "XADD", this.#plan.config.stream, "*", "topic", topic, "type", "T", "payload",
      Buffer.from(payload).toString("latin1"), "encoding", "json",
    );
  }

  #command(...words: readonly string[]): void {
    const { server, nowUs } = this.deployment.master;
    if (server !== undefined) server.apply(server.connect({ deliver: () => {} }), words, nowUs);
  }

  #handle(message: ConsumedMessage, process: Process): void | Promise<void> {
    const { clock } = process;
    const number = numberOf(message.payload);
    this.judges.called(process);
    const attempt = (this.#attempts.get(number) ?? 0) + 1;
    this.#attempts.set(number, attempt);
    this.judges.attempted(number, attempt, this.#plan.config.consumer.maxAttempts);
    switch (this.#plan.handling(number, attempt)) {
      case "fails": return this.#fails(number, clock);
      case "slowly":
        return clock.sleep(SLOW, "handler").then(() => (process.alive ? this.judges.effect(message) : undefined));
      case "at once": return this.judges.effect(message);
    }
  }

  /** At once, or after a while. */
  #fails(number: number, clock: NodeClock): Promise<void> {
    const error = new Error(`number ${number} does not please`);
    if (number % 2 === 0) throw error;
    return clock.sleep(SLOW, "handler").then(() => {
      throw error;
    });
  }

  #newClient(store: ModelStore): BufferedMessageBusClient {
    const { config, wire } = this.#plan;
    return new BufferedMessageBusClient({
      config, store, wire, producer: "p", epoch: this.#epoch, clock: this.producerClock, onFault: this.#fail,
      probe: this.judges.producer(config.batch), jitter: (limit) => (this.#jitters++ * 7_919) % limit,
    });
  }

  #newProcess(index: number): Process {
    const name = `engine-${index}`;
    const clock = new NodeClock(this.scheduler, name);
    const consumer: StreamConsumer = new StreamConsumer({
      config: this.#plan.config, consumer: name, clock, store: this.#store(`consumer-${index}`),
      probe: this.judges.consumer, onFault: this.#fail, handler: (message) => this.#handle(message, process),
    });
    const process: Process = { name, clock, consumer, alive: true };
    return process;
  }

  #run(consumer: StreamConsumer): void {
    consumer.start().catch(this.#fail);
  }

  #store(node: string): ModelStore {
    const { scheduler, deployment } = this;
    const store = new ModelStore({
      scheduler, endpoint: deployment.endpoint("master"), cpu: new Cpu(scheduler), node, latency: LAN_LATENCY,
      decisions: this.#decisions, commandTimeout: ms(200),
      onApplied: (stream, entries) => {
        if (stream === this.#plan.config.stream) this.judges.conservation.entriesApplied += entries.length;
      },
      onAcknowledged: (count) => void (this.judges.conservation.entriesAcknowledged += count),
    });
    this.#stores.push(store);
    return store;
  }

  #stream(): StreamValue | undefined {
    const value = this.deployment.master.server?.databases[0]?.get(this.#plan.config.stream);
    return value instanceof StreamValue ? value : undefined;
  }

  #backlog(): number | undefined {
    if (this.deployment.master.server === undefined || this.#groupLost !== undefined) return undefined;
    const stream = this.#stream();
    const group = stream?.groups.get(this.#plan.config.group);
    if (stream === undefined || group === undefined) return stream?.length ?? 0;
    return stream.countAfter(group.lastMs, group.lastSeq) + group.pending.size;
  }

  #at(at: number, callback: () => void): void {
    this.scheduler.at(at, this.#site, callback);
  }
}

const latencies = (consumers: number): string[] =>
  ["producer", "keeper", ...Array.from({ length: consumers }, (_, i) => `consumer-${i}`)].flatMap((node) =>
    ["commands", "reads"].flatMap((connection) =>
      ["request", "reply"].map((way) => `link.${node}.${connection}.${way}.latency`),
    ),
  );
