import type { Clock } from "../kernel/clock.ts";
import type { Duration, Instant } from "../kernel/time.ts";
import type { EnhancedMessageBusConfig } from "./config/config.ts";
import type { BusMessage } from "./message.ts";
import { ProducerMetrics, type ProducerMetricsReport } from "./metrics.ts";
import type { Batch } from "./outbox.ts";
import type { DropReason, ProducerProbe, RefusalReason } from "./probe.ts";
import type { StoreError } from "./store.ts";
import { traceId, TraceSampler, type TraceStep } from "./tracing.ts";

export interface ProducerRecordOptions {
  readonly config: Pick<EnhancedMessageBusConfig, "buffers" | "metrics" | "tracing">;
  readonly clock: Clock;
  readonly probe: ProducerProbe;
  readonly producer: string;
}

/** Tells what a producer does: every step to the probe and to the metrics, and the way of sampled messages as spans. */
export class ProducerRecord {
  readonly #options: ProducerRecordOptions;
  readonly #probe: ProducerProbe;
  readonly #metrics: ProducerMetrics | undefined;
  /** By priority. */
  readonly #targets: readonly Duration[];
  #epoch = 0;
  #sampler: TraceSampler | undefined;
  /** When the attempt under way began. */
  #sentAt: Instant = 0;

  constructor(options: ProducerRecordOptions) {
    this.#options = options;
    const { config: { buffers, metrics }, clock, probe } = options;
    this.#probe = probe;
    this.#targets = [buffers.LOW, buffers.NORMAL, buffers.HIGH, buffers.CRITICAL].map(
      ({ latencyTarget }) => latencyTarget,
    );
    this.#metrics = metrics.enabled ? new ProducerMetrics(metrics.window, clock.monotonic()) : undefined;
  }

  /** Messages are followed from now on: before, none has an identity. */
  began(epoch: number): void {
    const { config: { tracing }, probe, producer } = this.#options;
    this.#epoch = epoch;
    if (tracing.enabled && probe.traced !== undefined) this.#sampler = new TraceSampler(tracing, producer, epoch);
  }

  report(): ProducerMetricsReport | undefined {
    return this.#metrics?.report(this.#now());
  }

  accepted(message: BusMessage): void {
    this.#metrics?.accepted(message.acceptedAt);
    this.#probe.accepted(message);
  }

  refused(topic: string, priority: number, reason: RefusalReason): void {
    this.#metrics?.refused(this.#now(), reason);
    this.#probe.refused(topic, priority, reason);
  }

  dropped(message: BusMessage, reason: DropReason): void {
    this.#metrics?.dropped(this.#now(), reason);
    this.#probe.dropped(message, reason);
  }

  sent({ messages, attempt, reason }: Batch): void {
    const now = this.#now();
    this.#sentAt = now;
    this.#metrics?.wrote(now, attempt === 1 ? this.#late(messages, now) : 0);
    this.#probe.sent(messages, attempt, reason);
    if (this.#sampler === undefined || attempt > 1) return;
    for (const message of messages) {
      if (!this.#sampler.follows(message.sequence)) continue;
      this.#span(message, "published", message.publishedAt, message.acceptedAt, 1);
      this.#span(message, "buffered", message.acceptedAt, now, 1);
    }
  }

  stored(messages: readonly BusMessage[], attempt: number): void {
    const now = this.#now();
    this.#metrics?.stored(now, messages);
    this.#probe.stored(messages);
    this.#followed(messages, "stored", now, attempt);
  }

  failed({ messages, attempt }: Batch, error: StoreError): void {
    const now = this.#now();
    this.#metrics?.failed(now);
    this.#probe.failed(messages, error);
    this.#followed(messages, "sent", now, attempt);
  }

  #late(messages: readonly BusMessage[], now: Instant): number {
    let late = 0;
    for (const { acceptedAt, priority } of messages)
      if (now - acceptedAt > (this.#targets[priority] as Duration)) late++;
    return late;
  }

  #followed(messages: readonly BusMessage[], step: TraceStep, now: Instant, attempt: number): void {
    if (this.#sampler === undefined) return;
    for (const message of messages) {
      if (this.#sampler.follows(message.sequence)) this.#span(message, step, this.#sentAt, now, attempt);
    }
  }

  #span({ sequence }: BusMessage, step: TraceStep, from: Instant, to: Instant, attempt: number): void {
    this.#probe.traced?.({ trace: traceId(this.#options.producer, this.#epoch, sequence), step, from, to, attempt });
  }

  #now(): Instant {
    return this.#options.clock.monotonic();
  }
}
