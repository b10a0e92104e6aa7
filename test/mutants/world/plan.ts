import { DEFAULT_CONFIG, type BufferConfig, type EnhancedMessageBusConfig } from "../../../src/bus/config/config.ts";
import type { WireOptions } from "../../../src/bus/wire/batch-sender.ts";
import type { Override } from "../../../src/kernel/decisions.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import { ms, sec, type Duration, type Instant } from "../../../src/kernel/time.ts";
import type { DeploymentOptions } from "../../../src/redis/deployment/deployment.ts";

/** What befalls the world, and when. */
export interface Incident {
  readonly at: Instant;
  readonly kind:
    | "store-crash"
    | "failover"
    | "consumer-crash"
    | "producer-restart"
    | "producer-step"
    | "consumer-step"
    | "group-lost"
    | "foreign";
  readonly lasting?: Duration;
}

export interface Plan {
  readonly seed: number;
  readonly config: EnhancedMessageBusConfig;
  readonly wire: WireOptions;
  readonly consumers: number;
  /** Publications: instant, key and class of each. */
  readonly traffic: readonly Publication[];
  readonly faults: readonly string[];
  /** The decisions that are made, instead of those of the sites that are on. */
  readonly tape?: readonly Override[];
  readonly incidents: readonly Incident[];
  readonly deployment: Partial<Pick<DeploymentOptions, "persistence" | "replicas">>;
  /** What the handler does with the message of this number, at this attempt. */
  readonly handling: (number: number, attempt: number) => "at once" | "slowly" | "fails";
  /** Consumers start then; default at once. */
  readonly consumersAt?: Instant;
  /** Everything is closed then, whatever is under way. */
  readonly closeAt?: Instant;
  /** A consumer that crashes may handle again what it had not acknowledged. */
  readonly mayRepeat: boolean;
}

export interface Publication {
  readonly at: Instant;
  /** Default: its position. */
  readonly number?: number;
  readonly key: string;
  readonly priority: 0 | 1 | 2 | 3;
}

export const TRAFFIC_SPAN = sec(4);
/** Everything must have come to rest by then. */
export const REST = sec(120);

const buffer: Pick<BufferConfig, "capacity" | "highWater" | "lowWater"> = { capacity: 40, highWater: 24, lowWater: 8 };

/** Small enough that a short run meets every limit. */
export function smallConfig(): EnhancedMessageBusConfig {
  const { CRITICAL, HIGH, NORMAL, LOW } = DEFAULT_CONFIG.buffers;
  return {
    ...DEFAULT_CONFIG,
    buffers: {
      CRITICAL: { ...CRITICAL, ...buffer }, HIGH: { ...HIGH, ...buffer }, NORMAL: { ...NORMAL, ...buffer },
      LOW: { ...LOW, ...buffer },
    },
    batch: 8, retry: { ...DEFAULT_CONFIG.retry, base: ms(10), cap: ms(80) },
    consumer: {
      ...DEFAULT_CONFIG.consumer,
      batch: 20, block: ms(100), maxAttempts: 3, retryBase: ms(5), claimIdle: sec(15), claimInterval: sec(2),
      claimBatch: 10,
    },
    trim: { ...DEFAULT_CONFIG.trim, maxLength: 5_000, interval: ms(500) },
  };
}

/** Bursts and trickles; most keys belong to a class, and some of their messages to another. */
export function traffic(random: RandomStream, count: number): Publication[] {
  const publications: Publication[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    at += random.chance(1, 5) ? random.below(Math.floor((2 * 5 * TRAFFIC_SPAN) / count)) : random.below(20_000);
    const key = random.below(40);
    publications.push({
      at, key: `key-${key}`, priority: (random.chance(1, 6) ? random.below(4) : key % 4) as Publication["priority"],
    });
  }
  return publications;
}

const LINK_FAULTS = ["request-lost", "reply-lost", "duplicated", "half-applied", "partition"];

/** Of each node's faults some, drawn anew for each seed. */
export function swarm(random: RandomStream, nodes: readonly string[]): string[] {
  return nodes.flatMap((node) =>
    LINK_FAULTS.filter(() => random.chance(1, 2)).map((fault) => `fault.${node}.${fault}`),
  );
}

/** A calm world: one producer, one consumer, no faults. */
export function calm(seed: number, changes: Partial<Plan> = {}): Plan {
  const random = new RandomStream(seed, "mutants.traffic");
  return {
    seed, config: smallConfig(), wire: { layout: "enhanced", mode: "pipeline", fenced: false }, consumers: 1,
    traffic: traffic(random, 300), faults: [], incidents: [], deployment: {}, handling: () => "at once",
    mayRepeat: false,
    ...changes,
  };
}
