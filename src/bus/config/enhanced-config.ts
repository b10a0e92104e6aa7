import type { Duration } from "../../kernel/time.ts";
import type { PerPriority } from "../priority.ts";
import type { HealthConfig, MetricsConfig, TracingConfig, WireConfig } from "./producer-config.ts";

/**
 * What happens to a message when its class is full. `refuse`: the caller is told, nothing is accepted.
 * `drop-oldest`: the oldest queued message of the class makes room, and the drop is counted.
 */
export type OverflowPolicy = "refuse" | "drop-oldest";

export interface BufferConfig {
  /** Messages held at most, those in service included. */
  readonly capacity: number;
  /** The longest a message waits for others before it is sent. */
  readonly flushInterval: Duration;
  /** The longest that a message may wait in its buffer while the load is below what the store takes. */
  readonly latencyTarget: Duration;
  readonly highWater: number;
  readonly lowWater: number;
  readonly overflow: OverflowPolicy;
}

export interface RetryConfig {
  /** Wait before the first retry; doubles with each further one. */
  readonly base: Duration;
  readonly cap: Duration;
  /** Attempts at a write after which the producer gives up; 0: never. */
  readonly attempts: number;
}

export interface ConsumerConfig {
  /** Entries a read. */
  readonly batch: number;
  /** How long a read waits for the first entry. */
  readonly block: Duration;
  /** Deliveries to the handler before an entry is dead-lettered. */
  readonly maxAttempts: number;
  /** Wait before a failed entry is handled again; doubles with each attempt. */
  readonly retryBase: Duration;
  /** An entry that another consumer has held for so long is claimed. */
  readonly claimIdle: Duration;
  readonly claimInterval: Duration;
  readonly claimBatch: number;
  /** Where a group that is made anew begins: with what is there, or with what comes. */
  readonly from: "beginning" | "newest";
  /** Handlers of subscriptions under way at once. */
  readonly maxConcurrent: number;
  /** A group that has more than this many entries still to read is degraded. */
  readonly lagLimit: number;
}

export interface WorkersConfig {
  /** Between `min` and `max` as the load asks for; else always `min`. */
  readonly autoScale: boolean;
  readonly min: number;
  readonly max: number;
  /** Pressure of the worst class above which workers are added, and below which they are taken away. */
  readonly scaleUpPercent: number;
  readonly scaleDownPercent: number;
  /** Time between two decisions. */
  readonly cooldown: Duration;
  /** Messages of each class that may wait for a worker; beyond, reading waits. */
  readonly queue: number;
}

export interface TrimConfig {
  /** MAXLEN: at most `maxLength` entries. MINID: nothing older than `retention`. */
  readonly strategy: "MAXLEN" | "MINID";
  readonly maxLength: number;
  readonly retention: Duration;
  readonly interval: Duration;
  /** Whole nodes, or to the entry. */
  readonly precision: "approximate" | "exact";
  /**
   * When the limit lies beyond an entry that some group has not acknowledged. `hold`: keep everything from there on.
   * `report`: trim to the limit and report the range that was lost.
   */
  readonly unacknowledged: "hold" | "report";
}

export interface EnhancedMessageBusConfig {
  readonly stream: string;
  readonly group: string;
  readonly buffers: PerPriority<BufferConfig>;
  /** Messages a write. */
  readonly batch: number;
  readonly retry: RetryConfig;
  readonly wire: WireConfig;
  /** Types that do not leave the process. */
  readonly typesFilter: readonly string[];
  readonly health: HealthConfig;
  readonly tracing: TracingConfig;
  readonly metrics: MetricsConfig;
  readonly consumer: ConsumerConfig;
  readonly workers: WorkersConfig;
  readonly trim: TrimConfig;
}
