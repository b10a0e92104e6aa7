import type { Fault } from "../../faults/fault.ts";
import type { Swarm } from "../../faults/vocabulary.ts";
import type { BufferConfig, ConsumerConfig, RetryConfig, TrimConfig } from "../../bus/config/enhanced-config.ts";
import type { PriorityName } from "../../bus/priority.ts";
import type { WireOptions } from "../../bus/wire/batch-sender.ts";
import type { Duration } from "../../kernel/time.ts";
import type { Always, Eventually, Sometimes } from "../../oracles/property.ts";
import type { SentinelOptions } from "../../redis/deployment/sentinel.ts";
import type { PersistenceSetting } from "../../redis/deployment/durability.ts";
import type { LagTable } from "../../redis/deployment/replica-link.ts";
import type { Traffic } from "./traffic.ts";

/** The bus as the scenario wants it; what is absent is as in DEFAULT_CONFIG. */
export interface BusSetup {
  /** `feed-1`, `feed-2`, … Default 1. */
  readonly producers?: number;
  /** `engine-1`, `engine-2`, … of one group. Default 1. */
  readonly consumers?: number;
  /** What a message costs its consumer's thread. Default 20 us. */
  readonly handling?: Duration;
  readonly wire?: Partial<WireOptions>;
  readonly batch?: number;
  readonly buffers?: Partial<Record<PriorityName, Partial<BufferConfig>>>;
  readonly retry?: Partial<RetryConfig>;
  readonly consumer?: Partial<ConsumerConfig>;
  readonly trim?: Partial<TrimConfig>;
}

/** How the store is run; default: one node, no persistence. */
export interface DeploymentSetup {
  readonly persistence?: PersistenceSetting;
  readonly replicas?: number;
  readonly replicaLag?: LagTable;
  readonly sentinel?: SentinelOptions;
  /** After so long without a reply a client gives a command up. Default 500 ms. */
  readonly commandTimeout?: Duration;
}

/** Quantiles of virtual latency that must not be exceeded. */
export interface LatencyBudget {
  readonly p50?: Duration;
  readonly p99?: Duration;
  readonly p999?: Duration;
  readonly max?: Duration;
}

export const SERIES = ["publish→stored", "publish→handled", "stored→handled"] as const;
export type Series = (typeof SERIES)[number];

/** One claim and the world in which it has to hold: data, no control flow. */
export interface Scenario {
  readonly name: string;
  /** One sentence that a failing run quotes. */
  readonly claim: string;
  /** Of the first phase, with faults. Then everything is healed, and what must happen `eventually` has its time. */
  readonly duration: Duration;
  readonly bus?: BusSetup;
  readonly deployment?: DeploymentSetup;
  readonly traffic: readonly Traffic[];
  readonly faults: readonly (Fault | Swarm)[];
  readonly always: readonly Always[];
  readonly eventually: readonly Eventually[];
  readonly sometimes: readonly Sometimes[];
  readonly budget?: Partial<Record<Series, LatencyBudget>>;
}

/** Types a scenario; what is wrong with it is said by whoever runs it, with file and line. */
export const scenario = (data: Scenario): Scenario => data;
