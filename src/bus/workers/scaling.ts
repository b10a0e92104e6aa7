import type { WorkersConfig } from "../config/config.ts";
import { PRIORITIES, type PerPriority, priorityName } from "../priority.ts";

/** Pressure of each class in whole percent; 0 for a class without traffic. */
export type Pressure = PerPriority<number>;

/** The worst class decides: a mean would hide a saturated one behind three that are idle. */
export const worstOf = (pressure: Pressure): number =>
  Math.max(...PRIORITIES.map((priority) => pressure[priorityName(priority)]));

type Limits = Pick<WorkersConfig, "min" | "max" | "scaleUpPercent" | "scaleDownPercent">;

/**
 * How many workers there should be. Above the upper threshold: as many as bring the pressure down to it, and at least
 * one more. Below the lower: as many as bring it up to that, but not fewer than half. Between the two: as many as now.
 */
export function workersFor(
  workers: number, pressure: Pressure, { min, max, scaleUpPercent, scaleDownPercent }: Limits,
): number {
  const worst = worstOf(pressure);
  if (worst > scaleUpPercent)
    return Math.min(max, Math.max(workers + 1, Math.ceil((workers * worst) / scaleUpPercent)));
  if (worst < scaleDownPercent)
    return Math.max(min, Math.ceil(workers / 2), Math.ceil((workers * worst) / scaleDownPercent));
  return workers;
}
