import { lastingOf, type PlannedFault } from "../../faults/fault.ts";
import type { Duration, Instant } from "../../kernel/time.ts";

/** A stretch of a run that is taken out, [from, to): what would come later comes so much earlier. */
export type TimeCut = readonly [from: Instant, to: Instant];

/** When what would be at `at` is, once the cuts are made. They are in order and do not overlap. */
export function afterCuts(at: Instant, cuts: readonly TimeCut[]): Instant {
  let shift: Duration = 0;
  for (const [from, to] of cuts) {
    if (from >= at) break;
    shift += Math.min(to, at) - from;
  }
  return at - shift;
}

/** Begins and ends where the cuts leave its beginning and its end. */
export function faultAfterCuts(fault: PlannedFault, cuts: readonly TimeCut[]): PlannedFault {
  if (cuts.length === 0) return fault;
  const at = afterCuts(fault.at, cuts);
  const lasting = Math.max(1, afterCuts(fault.at + lastingOf(fault), cuts) - at);
  if ("lasting" in fault) return { ...fault, at, lasting };
  return fault.kind === "crash" ? { ...fault, at, restartAfter: lasting } : { ...fault, at };
}
