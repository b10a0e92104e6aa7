import type { Duration } from "../kernel/time.ts";
import type { RetryConfig } from "./config/enhanced-config.ts";

/** An integer from 0 below `limit`. */
export type Jitter = (limit: number) => number;

/** Doublings after which a wait is at any cap. */
const MOST_DOUBLINGS = 30;

/**
 * The wait after the `attempt`-th failure, from 1: half of min(cap, base · 2^(attempt - 1)), and up to as much again as
 * drawn. Retries of many producers spread out, and none is immediate.
 */
export function backOff({ base, cap }: RetryConfig, attempt: number, jitter: Jitter): Duration {
  const half = Math.floor(Math.min(cap, base * 2 ** Math.min(attempt - 1, MOST_DOUBLINGS)) / 2);
  return half + jitter(Math.max(1, half));
}
