import { StreamConsumer } from "../../bus/consumer.ts";
import type { ConsumedMessage } from "../../bus/message.ts";
import type { ConsumerProbe } from "../../bus/probe.ts";
import { RedisStreamManager } from "../../bus/streams.ts";
import type { Duration } from "../../kernel/time.ts";
import type { ConsumerProcess } from "../../oracles/evidence/witness.ts";
import { isIntact, isSame } from "./payload.ts";
import { SiteHost, type HostProcess, type Surroundings } from "./site-host.ts";

/** Decides whether handling a message fails this time. */
export type HandlerFate = (index: number, attempt: number) => boolean;

/** A machine that handles messages, and keeps the stream within its bounds if it is the first. */
export class ConsumerNode extends SiteHost {
  readonly #handling: Duration;
  readonly #keeps: boolean;
  #life = 0;
  #current:
    | {
        readonly process: HostProcess;
        readonly consumer: StreamConsumer;
        readonly manager: RedisStreamManager | undefined;
      }
    | undefined;
  /** What slow-handler faults add. */
  extraHandling: Duration = 0;
  failing: HandlerFate | undefined;

  constructor(name: string, index: number, around: Surroundings, handling: Duration, keeps: boolean) {
    super(name, index, around);
    this.#handling = handling;
    this.#keeps = keeps;
  }

  get isUp(): boolean {
    return this.#current !== undefined;
  }

  get parked(): number {
    return this.#current?.consumer.parked ?? 0;
  }

  get timers(): number {
    return this.#current?.process.clock.timers ?? 0;
  }

  get connections(): number {
    return this.#current?.process.access.open ?? 0;
  }

  start(): void {
    if (this.#current !== undefined) return;
    const { config, epochUnixMs, recorder } = this.around;
    const process = this.process();
    const identity: ConsumerProcess = { name: this.name, life: ++this.#life };
    const onFault = (error: unknown): void => this.scheduler.fail(error);
    const { clock, store } = process;
    const attempts = new Map<number, number>();
    const consumer = new StreamConsumer({
      config, clock, store, consumer: this.name, probe: this.#probe(identity), onFault,
      handler: (message) => this.#handle(message, identity, attempts),
    });
    const manager = this.#keeps
      ? new RedisStreamManager({
          config, clock, store, epochUnixMs, onFault,
          probe: {
            trimmed: (_stream, removed) => recorder.trimmed(removed),
            trimHeld: (_stream, _lowest, overdue) => recorder.trimHeld(overdue),
            trimmedUnread: () => recorder.trimmedUnread(),
          },
        })
      : undefined;
    this.#current = { process, consumer, manager };
    recorder.started(this.name, this.index);
    consumer.start().catch(onFault);
    manager?.start();
  }

  crash(): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    current.consumer.crash();
    void current.manager?.stop();
    current.process.kill();
    this.around.recorder.crashed(this.name, this.index);
  }

  stop(done: () => void): void {
    const current = this.#current;
    if (current === undefined) return done();
    Promise.all([current.manager?.stop(), current.consumer.stop()])
      .then(done)
      .catch((error: unknown) => this.scheduler.fail(error));
  }

  disconnect(): void {
    this.#current?.process.access.resetAll();
  }

  #handle(message: ConsumedMessage, process: ConsumerProcess, attempts: Map<number, number>): void {
    const { recorder } = this.around;
    this.cpu.charge(this.#handling + this.extraHandling);
    const account = recorder.accountOf(message);
    if (account !== undefined && this.failing !== undefined) {
      const attempt = (attempts.get(account.index) ?? 0) + 1;
      attempts.set(account.index, attempt);
      if (this.failing(account.index, attempt)) throw new Error("planned failure of the handler");
    }
    const market = account === undefined ? undefined : recorder.marketOf(account);
    const isWhole =
      account !== undefined &&
      (market === undefined ? isIntact(message.payload, account.index) : isSame(message.payload, market.payload));
    if (account !== undefined && market !== undefined)
      recorder.books?.handle(this.scheduler.now, account, market, message);
    recorder.handled(message, process, this.index, isWhole);
  }

  #probe(process: ConsumerProcess): ConsumerProbe {
    const { recorder } = this.around;
    const { index } = this;
    return {
      read: (_consumer, count, claimed) => recorder.read(index, count, claimed),
      delivered: () => {},
      handled: () => {},
      handlerFailed: (_consumer, message, attempt) => recorder.handlerFailed(message, process, index, attempt),
      duplicate: (_consumer, message) => recorder.duplicate(message, process, index),
      deadLettered: (_consumer, _entry, message, reason) => recorder.deadLettered(message, index, reason),
      regrouped: () => recorder.regrouped(index),
      acknowledged: (_consumer, entries) => recorder.acknowledged(index, entries),
      vanished: (_consumer, entries) => recorder.vanished(index, entries),
    };
  }
}
