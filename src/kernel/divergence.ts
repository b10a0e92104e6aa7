import type { Checkpoint, TraceEvent, TraceWindow } from "./trace.ts";

/** A run that can be made again, keeping the events of a window. */
export type TracedRun = (window: TraceWindow) => Promise<TracedOutcome>;

export interface TracedOutcome {
  readonly digest: string;
  /** Number of events in the whole run. */
  readonly count: number;
  readonly checkpoints: readonly Checkpoint[];
  readonly kept: readonly TraceEvent[];
}

/** The first event at which two runs differ; `undefined` on the side whose run had already ended. */
export interface Divergence {
  readonly index: number;
  readonly left: TraceEvent | undefined;
  readonly right: TraceEvent | undefined;
  /** Up to `neighbours` events before, the same in both. */
  readonly before: readonly TraceEvent[];
  readonly leftAfter: readonly TraceEvent[];
  readonly rightAfter: readonly TraceEvent[];
}

const NOTHING: TraceWindow = { from: 0, to: 0 };

/**
 * Finds the first event at which two runs differ, or undefined when they agree. Their checkpoints are bisected, and
 * then only the interval around the first differing one is run again with its events kept.
 *
 * When the runs agree on their second making (a leak that does not repeat), the divergence is reported with no events
 * at the start of the suspicious interval.
 */
export async function firstDivergence(
  left: TracedRun, right: TracedRun, neighbours = 4,
): Promise<Divergence | undefined> {
  const [leftRun, rightRun] = [await left(NOTHING), await right(NOTHING)];
  if (leftRun.digest === rightRun.digest && leftRun.count === rightRun.count) return undefined;
  const window = suspiciousWindow(leftRun, rightRun, neighbours);
  const [leftEvents, rightEvents] = [(await left(window)).kept, (await right(window)).kept];
  return (
    compareEvents(leftEvents, rightEvents, neighbours) ?? {
      index: window.from, left: undefined, right: undefined, before: [], leftAfter: [], rightAfter: [],
    }
  );
}

/** The events between the last common checkpoint and the first differing one, with room for neighbours. */
function suspiciousWindow(left: TracedOutcome, right: TracedOutcome, neighbours: number): TraceWindow {
  const rights = new Map(right.checkpoints.map((checkpoint) => [checkpoint.index, checkpoint.digest]));
  const common = left.checkpoints.filter((checkpoint) => rights.has(checkpoint.index));
  // Digests roll: once different, different for ever. So the agreeing checkpoints are a prefix, and can be bisected.
  let low = 0;
  let high = common.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const checkpoint = common[middle] as Checkpoint;
    if (checkpoint.digest === rights.get(checkpoint.index)) low = middle + 1;
    else high = middle;
  }
  const from = low === 0 ? 0 : (common[low - 1] as Checkpoint).index;
  const to = common[low]?.index ?? Math.max(left.count, right.count);
  return { from: Math.max(0, from - neighbours), to: to + neighbours };
}

function compareEvents(
  left: readonly TraceEvent[], right: readonly TraceEvent[], neighbours: number,
): Divergence | undefined {
  const length = Math.max(left.length, right.length);
  for (let i = 0; i < length; i++) {
    if (sameEvent(left[i], right[i])) continue;
    return {
      index: (left[i] ?? right[i])?.index ?? 0,
      left: left[i],
      right: right[i],
      before: left.slice(Math.max(0, i - neighbours), i),
      leftAfter: left.slice(i + 1, i + 1 + neighbours),
      rightAfter: right.slice(i + 1, i + 1 + neighbours),
    };
  }
  return undefined;
}

function sameEvent(left: TraceEvent | undefined, right: TraceEvent | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.at === right.at && left.site === right.site && left.values.every((value, i) => value === right.values[i]);
}
