import type { Clock } from "../kernel/clock.ts";
import type { Instant } from "../kernel/time.ts";
import type { TracingConfig } from "./config/config.ts";
import type { ConsumedMessage } from "./message.ts";
import { traceId, TraceSampler, type TraceSpan, type TraceStep } from "./tracing.ts";

export interface ConsumerTracingOptions {
  readonly config: TracingConfig;
  readonly clock: Clock;
  readonly tell: (span: TraceSpan) => void;
}

interface Followed {
  readonly trace: string;
  readonly arrivedAt: Instant;
  attempts: number;
}

/** Lives of producers whose samplers are kept; beyond, all are made anew, which costs time and changes nothing. */
const MAX_LIVES = 1_024;

/**
 * Tells the end of the way of the messages that are followed: from their arrival to the end of what their handler
 * returned.
 */
export class ConsumerTracing {
  readonly #options: ConsumerTracingOptions;
  readonly #samplers = new Map<string, TraceSampler>();
  readonly #followed = new WeakMap<ConsumedMessage, Followed>();

  constructor(options: ConsumerTracingOptions) {
    this.#options = options;
  }

  /** The message has been read and is new. Those without an origin are not followed: nobody told their beginning. */
  arrived(message: ConsumedMessage): void {
    const { producer, epoch, sequence, foreign } = message;
    if (foreign || !this.#samplerOf(producer, epoch).follows(sequence)) return;
    this.#followed.set(message, {
      trace: traceId(producer, epoch, sequence), arrivedAt: this.#options.clock.monotonic(), attempts: 0,
    });
  }

  /** Calls `handler`, and tells of it if the message is followed. */
  call(message: ConsumedMessage, handler: (message: ConsumedMessage) => void | Promise<void>): void | Promise<void> {
    const followed = this.#followed.get(message);
    if (followed === undefined) return handler(message);
    followed.attempts++;
    const from = this.#now();
    this.#tell(followed, "delivered", followed.arrivedAt, from);
    const end = (): void => this.#tell(followed, "handled", from, this.#now());
    let result: void | Promise<void>;
    try {
      result = handler(message);
    } catch (error) {
      end();
      throw error;
    }
    if (result !== undefined) return result.finally(end);
    end();
    return undefined;
  }

  #now(): Instant {
    return this.#options.clock.monotonic();
  }

  #tell({ trace, attempts }: Followed, step: TraceStep, from: Instant, to: Instant): void {
    this.#options.tell({ trace, step, from, to, attempt: attempts });
  }

  #samplerOf(producer: string, epoch: number): TraceSampler {
    const name = `${epoch}-${producer}`;
    let sampler = this.#samplers.get(name);
    if (sampler === undefined) {
      if (this.#samplers.size >= MAX_LIVES) this.#samplers.clear();
      this.#samplers.set(name, (sampler = new TraceSampler(this.#options.config, producer, epoch)));
    }
    return sampler;
  }
}
