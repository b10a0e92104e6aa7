import { ms, sec, us, minutes, type Duration } from "../../kernel/time.ts";
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

const buffer = (flushInterval: Duration, overflow: OverflowPolicy): BufferConfig =>
  ({ capacity: 10_000, flushInterval, highWater: 8_000, lowWater: 2_000, overflow });

/**
 * The origin design's defaults, with five changes, each where its own defect list shows the figure unsound:
 *
 * - flush interval: 100 ms for every class made the mean wait 51 ms against latency targets of 0.5, 2, 10 and 50 ms
 *   (DEF-26). Half of each target is used, so that the interval alone cannot miss it.
 * - overflow: evicting the oldest silently (DEF-12) becomes a policy for each class: CRITICAL and HIGH refuse, NORMAL
 *   and LOW drop their oldest, counted.
 * - trimming: a pass every 300 s that ignores consumers (DEF-15) becomes a pass every 5 s that holds at the lowest
 *   unacknowledged entry.
 * - group start: "$" skipped what was there before the group (DEF-17); groups start at "0".
 * - retry: a first wait of 1 s is two thousand times the target of a CRITICAL message, and giving up after ten tries
 *   loses the batch (DEF-11); the first wait is 10 ms, the cap stays at 60 s, and there is no last try.
 *
 * The origin has no retry of a failed handler and no dead letters (DEF-16, DEF-19): five attempts from 10 ms on are
 * ours.
 *
 * Kept: capacity 10,000, water marks 8,000 and 2,000, batches of 100, block 1 s, claim after 60 s, 100 a pass,
 * MAXLEN 100,000, retention 30 min.
 */
export const DEFAULT_CONFIG: EnhancedMessageBusConfig = {
  stream: "trader-WAVETANK-001:stream",
  group: "engine",
  buffers: {
    CRITICAL: buffer(us(250), "refuse"),
    HIGH: buffer(ms(1), "refuse"),
    NORMAL: buffer(ms(5), "drop-oldest"),
    LOW: buffer(ms(25), "drop-oldest"),
  },
  batch: 100,
  retry: { base: ms(10), cap: sec(60) },
  consumer: {
    batch: 100,
    block: sec(1),
    maxAttempts: 5,
    retryBase: ms(10),
    claimIdle: sec(60),
    claimInterval: sec(15),
    claimBatch: 100,
  },
  trim: { strategy: "MAXLEN", maxLength: 100_000, retention: minutes(30), interval: sec(5), unacknowledged: "hold" },
};
