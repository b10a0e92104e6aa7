import type { Duration } from "../../kernel/time.ts";
import type { PerPriority } from "../priority.ts";

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
  readonly highWater: number;
  readonly lowWater: number;
  readonly overflow: OverflowPolicy;
}

export interface RetryConfig {
  /** Wait before the first retry; doubles with each further one. */
  readonly base: Duration;
  readonly cap: Duration;
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
}

export interface TrimConfig {
  /** MAXLEN: at most `maxLength` entries. MINID: nothing older than `retention`. */
  readonly strategy: "MAXLEN" | "MINID";
  readonly maxLength: number;
  readonly retention: Duration;
  readonly interval: Duration;
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
  readonly consumer: ConsumerConfig;
  readonly trim: TrimConfig;
}
