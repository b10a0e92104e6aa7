import { BufferedMessageBusClient } from "../../bus/client.ts";
import type { BusMessage } from "../../bus/message.ts";
import { PRIORITIES, type Priority } from "../../bus/priority.ts";
import type { ProducerProbe } from "../../bus/probe.ts";
import { DEFAULT_WIRE, type WireOptions } from "../../bus/wire/batch-sender.ts";
import type { DecisionPoint } from "../../kernel/decisions.ts";
import type { Workload } from "../scenario/workload.ts";
import type { Life } from "./account.ts";
import { makePayload } from "./payload.ts";
import { SiteHost, type HostProcess, type Surroundings } from "./site-host.ts";

const JITTER_STEPS = 1 << 20;
const ASCENDING = PRIORITIES.toReversed();

interface ProducerProcess {
  readonly process: HostProcess;
  readonly life: Life;
  readonly client: BufferedMessageBusClient;
}

/** A machine that publishes the workload. */
export class ProducerNode extends SiteHost {
  readonly #wire: WireOptions;
  readonly #jitter: DecisionPoint;
  #retries = 0;
  #epoch = 0;
  /** The message that is being published, for the probe. */
  #index = -1;
  #key = -1;
  #current: ProducerProcess | undefined;
  /** An older process that does not know that it has been replaced. */
  #twin: ProducerProcess | undefined;
  /** Replaced ones that still empty their buffers. */
  readonly #leaving = new Set<ProducerProcess>();

  constructor(name: string, index: number, around: Surroundings, wire: Partial<WireOptions> = {}) {
    super(name, index, around);
    this.#wire = { ...DEFAULT_WIRE, ...wire };
    this.#jitter = around.decisions.point(`${name}.retry-jitter`, JITTER_STEPS, 0);
  }

  get isUp(): boolean {
    return this.#current !== undefined;
  }

  /** Messages held by all its processes. */
  get held(): number {
    let held = (this.#current?.client.held ?? 0) + (this.#twin?.client.held ?? 0);
    for (const { client } of this.#leaving) held += client.held;
    return held;
  }

  get connections(): number {
    return this.#current?.process.access.open ?? 0;
  }

  get client(): BufferedMessageBusClient | undefined {
    return this.#current?.client;
  }

  start(): void {
    if (this.#current !== undefined) return;
    const { recorder, config } = this.around;
    const process = this.process();
    const life = recorder.openLife(this.name, ++this.#epoch);
    const client = new BufferedMessageBusClient({
      config, clock: process.clock, store: process.store, producer: this.name, epoch: life.epoch,
      probe: this.#probe(life), wire: this.#wire,
      jitter: (limit) => Math.floor((this.#jitter.decide(this.#retries++) / JITTER_STEPS) * limit),
      onFault: (error) => this.scheduler.fail(error),
    });
    this.#current = { process, life, client };
    recorder.started(this.name, this.index);
  }

  crash(): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    this.around.recorder.crashed(this.name, this.index);
    for (const each of [current, ...this.#leaving, ...(this.#twin === undefined ? [] : [this.#twin])]) {
      each.process.kill();
      this.around.recorder.closeLife(each.life);
    }
    this.#leaving.clear();
    this.#twin = undefined;
  }

  /** Closes the client while its successor takes over at once. */
  replace(): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    this.#leaving.add(current);
    this.start();
    current.client.close().then(() => {
      this.#leaving.delete(current);
      current.process.access.closeAll();
    }).catch((error: unknown) => this.scheduler.fail(error));
  }

  /**
   * A second process of the same name appears and publishes every other message. Ends by the first being killed, which
   * never learns of the other but by being fenced.
   */
  twin(): () => void {
    const first = this.#current;
    if (first === undefined) return () => {};
    this.#current = undefined;
    this.start();
    this.#twin = first;
    return () => {
      if (this.#twin !== first) return;
      this.#twin = undefined;
      first.process.kill();
      this.around.recorder.closeLife(first.life);
    };
  }

  /** Publishes the message at `position` of the workload. */
  publish(workload: Workload, position: number): void {
    const isOdd = position % 2 === 1;
    const client = (isOdd && this.#twin !== undefined ? this.#twin : this.#current)?.client;
    if (client === undefined) {
      this.around.recorder.counters.unpublished++;
      return;
    }
    const index = workload.index[position] as number;
    const key = workload.key[position] as number;
    this.#index = index;
    this.#key = key;
    const market = workload.market[position];
    if (market !== undefined) {
      client.publish(market);
      return;
    }
    const name = workload.keyNames[key] as string;
    client.publish({
      topic: name, type: "Message", key: name, priority: workload.priority[position] as Priority,
      payload: makePayload(index, workload.bytes[position] as number),
    });
  }

  /** Refuses what comes, sends what is held. */
  close(done: () => void): void {
    if (this.#current === undefined) return done();
    this.#current.client.close().then(done).catch((error: unknown) => this.scheduler.fail(error));
  }

  abandon(): void {
    this.#current?.client.abandon();
    for (const { client } of this.#leaving) client.abandon();
  }

  /** The most that each class has held, the least urgent first. */
  get peaks(): readonly number[] {
    return ASCENDING.map((priority) => this.#current?.client.buffer(priority).peak ?? 0);
  }

  get timers(): number {
    let timers = this.#current?.process.clock.timers ?? 0;
    for (const { process } of this.#leaving) timers += process.clock.timers;
    return timers;
  }

  disconnect(): void {
    this.#current?.process.access.resetAll();
  }

  #probe(life: Life): ProducerProbe {
    const { recorder } = this.around;
    return {
      accepted: (message: BusMessage) => recorder.accepted(life, message, this.#index, this.#key),
      refused: () => recorder.refused(this.#index),
      dropped: (message, reason) => recorder.dropped(life, message, reason),
      sent: (batch, attempt) => recorder.sent(life, batch, attempt),
      stored: (messages) => recorder.stored(life, messages),
      failed: (batch, error) => recorder.failed(life, batch, error),
    };
  }
}
