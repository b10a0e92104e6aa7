import type { Clock } from "../kernel/clock.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import { BackPressure, type Acceptance, type Admission, type WaitOptions } from "./back-pressure.ts";
import { BatchService } from "./batch-service.ts";
import type { PriorityBuffer } from "./buffer.ts";
import type { BusClientOptions, CloseOptions, CloseOutcome, ValuePublication } from "./client-options.ts";
import { ENHANCED_SPEC } from "./config/enhanced-spec.ts";
import { validConfig } from "./config/valid-config.ts";
import { FlushTimer } from "./flush-timer.ts";
import type { ProducerHealthReport } from "./health.ts";
import type { Publication } from "./message.ts";
import type { ProducerMetricsReport } from "./metrics.ts";
import { Outbox } from "./outbox.ts";
import { OutgoingPayloads } from "./outgoing-payloads.ts";
import type { Priority } from "./priority.ts";
import { ProducerLife } from "./producer-life.ts";
import { ProducerRecord } from "./producer-record.ts";
import { BatchSender } from "./wire/batch-sender.ts";

export type { Acceptance, Admission } from "./back-pressure.ts";
export type { BusClientOptions, CloseOptions, CloseOutcome, ValuePublication } from "./client-options.ts";

/**
 * The producing end of the bus: a buffer a class, one batch in service at a time.
 *
 * A message that becomes due waits for at most the one batch in service, whatever its class. Sequence numbers are given
 * in the order of sending and kept over retries. A write whose outcome is unknown is sent again until it is
 * acknowledged: consumers drop what they have seen. No failure of the store ends the producer, unless a later life of
 * it has taken over or the configuration limits the attempts; what it is doing, `health` says.
 */
export class BufferedMessageBusClient {
  readonly #clock: Clock;
  readonly #outbox: Outbox;
  readonly #service: BatchService;
  readonly #room: BackPressure;
  readonly #payloads: OutgoingPayloads;
  readonly #record: ProducerRecord;
  readonly #life: ProducerLife;
  readonly #timer: FlushTimer;
  readonly #filtered: ReadonlySet<string>;
  #closed = false;
  #end: CloseOutcome | undefined;
  #closing: Promise<CloseOutcome> | undefined;
  #onEnd: (() => void) | undefined;
  #onRelief: (() => void) | undefined;

  /**
   * @throws {WavetankError} E_CONFIG - the validator refuses the configuration; E_EPOCH - no epoch and nowhere to take
   * one.
   */
  constructor(options: BusClientOptions) {
    const config = validConfig(ENHANCED_SPEC, options.config);
    const { clock, store, producer, jitter, onFault, wire = config.wire } = options;
    this.#clock = clock;
    this.#filtered = new Set(config.typesFilter);
    this.#payloads = new OutgoingPayloads(config.wire);
    this.#record = new ProducerRecord({ config, clock, probe: options.probe, producer });
    this.#outbox = new Outbox({
      config, prepare: (publication) => this.#payloads.prepared(publication),
      dropped: (message, reason) => this.#record.dropped(message, reason),
    });
    this.#life = new ProducerLife(options, {
      began: (epoch) => this.#begin(new BatchSender({ producer, epoch, store, stream: config.stream, wire }), epoch),
      heardAgain: () => this.#service.hurry(),
      gaveUp: () => this.#finish("gave-up"),
    });
    this.#timer = new FlushTimer(clock, () => this.#flush());
    this.#service = new BatchService({
      clock, retry: config.retry, jitter, onFault,
      listener: {
        sent: (batch) => this.#record.sent(batch),
        stored: (messages, attempt) => {
          this.#outbox.release(messages);
          this.#record.stored(messages, attempt);
          this.#life.stored();
        },
        failed: (batch, error) => {
          this.#record.failed(batch, error);
          const end = this.#life.failed(error, batch.attempt);
          if (end !== undefined) this.#finish(end);
          return end === undefined;
        },
        givenUp: (messages) => {
          this.#outbox.release(messages);
          for (const message of messages) this.#record.dropped(message, this.#life.dropReason);
        },
        done: () => this.#next(),
      },
    });
    this.#room = new BackPressure({
      clock, isPressured: (priority) => this.buffer(priority).pressured,
      admit: (publication, publishedAt) => this.#take(publication, publishedAt, false),
    });
    this.#life.openIfKnown();
  }

  /** Messages accepted and neither acknowledged by the store nor dropped. */
  get held(): number {
    return this.#outbox.held;
  }

  /** True while any class is above its water marks. */
  get pressured(): boolean {
    return this.#outbox.pressured;
  }

  /** Publications that wait for room. */
  get waiting(): number {
    return this.#room.waiting;
  }

  /** What the producer is doing, since when, and why. */
  get health(): ProducerHealthReport {
    return this.#life.health.report();
  }

  /** What it did in the last window and in all; undefined if the configuration turns metrics off. */
  get metrics(): ProducerMetricsReport | undefined {
    return this.#record.report();
  }

  buffer(priority: Priority): PriorityBuffer {
    return this.#outbox.buffer(priority);
  }

  /** Takes an epoch, if none was given, and watches over the store from then on. What is published before is held. */
  start(): Promise<void> {
    return this.#life.start();
  }

  /** Calls `callback` once, when no class is pressured any more; at once if none is. */
  onRelief(callback: () => void): void {
    if (this.pressured) this.#onRelief = callback;
    else callback();
  }

  /** Takes a message, or says why not. Never blocks, never loses silently. */
  publish(publication: Publication): Acceptance {
    return this.#refused(publication, this.#take(publication, this.#clock.monotonic(), true));
  }

  /** As `publish`, of a value in the configuration's encoding. @throws {TypeError} the codec has no form for it. */
  publishValue({ value, ...publication }: ValuePublication): Acceptance {
    return this.publish({ ...publication, ...this.#payloads.encode(value) });
  }

  /**
   * As `publish`, but waits while the class is under back-pressure, and drops no other message to make room.
   * Publications of one class that wait are taken in the order of the calls. What is not taken is counted, except what
   * its caller has given up.
   */
  async publishWhenRoom(publication: Publication, options: WaitOptions = {}): Promise<Admission> {
    const admission = await this.#room.publish(publication, options);
    if (admission === "cancelled" || admission === "deadline") return admission;
    return this.#refused(publication, admission);
  }

  /**
   * Refuses what comes from now on and sends what is held, without waiting for intervals. Resolves when all is
   * acknowledged, or given up. Closing again waits for the same end.
   */
  close(options: CloseOptions = {}): Promise<CloseOutcome> {
    return (this.#closing ??= this.#close(options));
  }

  /** Gives up what is held: every message is dropped with reason "closed". Nothing is sent any more. */
  abandon(): void {
    this.#finish("abandoned");
  }

  async #close({ deadline = Infinity }: CloseOptions): Promise<CloseOutcome> {
    this.#closed = true;
    this.#life.closing();
    this.#room.close();
    this.#outbox.drain();
    if (this.held > 0 && this.#end === undefined) {
      if (!this.#life.willBegin) this.#finish("abandoned");
      else await this.#drained(deadline);
    }
    this.#finish("drained");
    this.#life.health.closed();
    return this.#end as CloseOutcome;
  }

  #drained(deadline: Duration): Promise<void> {
    return new Promise((resolve) => {
      const timer =
        deadline === Infinity ? undefined : this.#clock.after(deadline, "bus.close", () => this.#finish("deadline"));
      const onEnd = (): void => {
        timer?.cancel();
        resolve();
        // Whoever waits goes on at this instant, also when it was a timer or a caller that ended the wait.
        void this.#clock.sleep(0, "bus.close");
      };
      this.#onEnd = onEnd;
      this.#flush();
    });
  }

  /** The end of this producer, for good: the first reason counts. No timer is left. */
  #finish(end: CloseOutcome["end"]): void {
    this.#closed = true;
    if (this.#end === undefined) {
      this.#end = { end, leftovers: this.held };
      this.#life.end(end);
      this.#timer.disarm();
      this.#outbox.dropQueued(this.#life.dropReason);
      this.#service.stop();
      this.#room.close();
    }
    this.#onEnd?.();
    this.#onEnd = undefined;
  }

  #begin(sender: BatchSender, epoch: number): void {
    this.#record.began(epoch);
    this.#service.open(sender);
    this.#flush();
  }

  #take(publication: Publication, publishedAt: Instant, mayDrop: boolean): Acceptance {
    if (this.#closed) return "closed";
    if (this.#filtered.size > 0 && this.#filtered.has(publication.type)) return "filtered";
    const now = mayDrop ? publishedAt : this.#clock.monotonic();
    const message = this.#outbox.offer(publication, now, publishedAt, mayDrop);
    if (message === undefined) return "full";
    this.#record.accepted(message);
    if (this.#service.free) this.#flushOrArm(now, this.buffer(message.servedAs));
    return "accepted";
  }

  #refused({ topic, priority }: Publication, acceptance: Acceptance): Acceptance {
    if (acceptance !== "accepted") this.#record.refused(topic, priority, acceptance);
    return acceptance;
  }

  #flushOrArm(now: Instant, buffer: PriorityBuffer): void {
    if (buffer.due(now) !== undefined) this.#flush();
    else this.#timer.arm(buffer.dueAt, now);
  }

  /** Sends the next batch if something is due; otherwise sets the timer for what will be. */
  #flush(): void {
    if (!this.#service.free) return;
    const now = this.#clock.monotonic();
    const batch = this.#outbox.compose(now);
    if (batch === undefined) {
      const { dueAt } = this.#outbox;
      if (dueAt !== Infinity) this.#timer.arm(dueAt, now);
    } else {
      this.#timer.disarm();
      this.#service.begin(batch);
    }
  }

  /** A batch is done with. */
  #next(): void {
    this.#relieve();
    if (this.#closed && this.held === 0) this.#finish("drained");
    this.#flush();
  }

  #relieve(): void {
    this.#room.relieve();
    const callback = this.#onRelief;
    if (callback === undefined || this.pressured) return;
    this.#onRelief = undefined;
    callback();
  }
}
