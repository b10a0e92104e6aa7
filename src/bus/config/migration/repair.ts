import { PRIORITIES, priorityName } from "../../priority.ts";
import type { BufferConfig, EnhancedMessageBusConfig } from "../enhanced-config.ts";

/** A field that was changed so that it agrees with the others. */
export interface Adjustment {
  readonly field: string;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/**
 * Changes what rules between fields forbid, and nothing else: water marks that do not fit come down to the proportions
 * of the defaults (eight and two tenths of the capacity), the first wait to the cap, the attempts to what ends before
 * another consumer takes over, the fewest workers to the most, the lower threshold below the upper,
 * intervals to the latency targets, the timeout of a heartbeat to its interval.
 */
export function repair(config: EnhancedMessageBusConfig): {
  readonly config: EnhancedMessageBusConfig;
  readonly adjusted: readonly Adjustment[];
} {
  const adjusted: Adjustment[] = [];
  const lower = (field: string, from: number, most: number, reason: string, to = most): number => {
    if (from <= most) return from;
    adjusted.push({ field, from, to, reason });
    return to;
  };
  const buffers: Record<string, BufferConfig> = {};
  for (const name of PRIORITIES.map(priorityName)) {
    const buffer = config.buffers[name];
    const highWater = lower(
      `buffers.${name}.highWater`, buffer.highWater, buffer.capacity - 1, "it must be below the capacity",
      Math.max(1, Math.floor(buffer.capacity * 0.8)),
    );
    const lowWater = lower(
      `buffers.${name}.lowWater`, buffer.lowWater, highWater - 1, "it must be below highWater",
      Math.floor(highWater / 4),
    );
    const flushInterval = lower(
      `buffers.${name}.flushInterval`, buffer.flushInterval, buffer.latencyTarget,
      "a longer wait misses the class's latency target",
    );
    buffers[name] = { ...buffer, flushInterval, highWater, lowWater };
  }
  const { retry, consumer } = config;
  const base = lower("retry.base", retry.base, retry.cap, "it must not exceed the cap");
  const retryBase = lower(
    "consumer.retryBase", consumer.retryBase, consumer.claimIdle - 1_000, "two attempts must fit into claimIdle",
  );
  const maxAttempts = lower(
    "consumer.maxAttempts", consumer.maxAttempts, mostAttempts(retryBase, consumer.claimIdle),
    "the waits between attempts must add up to less than claimIdle",
  );
  const { workers, health } = config;
  const heartbeatTimeout = lower(
    "health.heartbeatTimeout", health.heartbeatTimeout, health.heartbeatInterval,
    "one heartbeat is under way at a time",
  );
  const min = lower("workers.min", workers.min, workers.max, "it must not exceed max");
  const scaleDownPercent = lower(
    "workers.scaleDownPercent", workers.scaleDownPercent, workers.scaleUpPercent - 1, "it must be below scaleUpPercent",
  );
  return {
    config: {
      ...config,
      buffers: buffers as unknown as EnhancedMessageBusConfig["buffers"], retry: { ...retry, base },
      consumer: { ...consumer, retryBase, maxAttempts }, workers: { ...workers, min, scaleDownPercent },
      health: { ...health, heartbeatTimeout },
    },
    adjusted,
  };
}

/** The most attempts whose waits, `base` doubling, add up to less than `idle`. */
function mostAttempts(base: number, idle: number): number {
  let attempts = 1;
  while (base * (2 ** attempts - 1) < idle) attempts++;
  return attempts;
}
