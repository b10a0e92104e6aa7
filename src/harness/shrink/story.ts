import type { TraceEvent } from "../../kernel/trace.ts";
import type { Failure } from "../scenario/outcome.ts";
import type { TurningPoint } from "./turning-point.ts";

/** A failure in a few lines. */
export interface Story {
  /** In order; the last is where it was seen. */
  readonly events: readonly TraceEvent[];
  /** Events between them that have to do with it too, and had no room. */
  readonly left: number;
  readonly turningPoint: TurningPoint | undefined;
}

export const STORY_LINES = 12;

/** Sites whose first value is a message. */
const OF_A_MESSAGE = new Set([
  "bus.accepted", "bus.refused", "bus.dropped", "engine.handled", "engine.failed", "group.duplicate",
  "group.dead-lettered",
]);

/** Sites of batches: the first sequence number, how many, and at which place the life of the process. */
const OF_A_BATCH: ReadonlyMap<string, 2 | 3> = new Map([
  ["bus.sent", 3], ["bus.stored", 2], ["bus.failed", 2], ["store.applied", 3],
]);

/** What befalls machines: everybody's trouble. */
const OF_THE_WORLD = new Set([
  "fault", "node.crashed", "node.started", "store.master", "stream.trimmed-unread", "group.remade",
]);

/**
 * The events that a failure is told with: what became of its message, what befell the machines meanwhile, where the run
 * turned, and the last. Where there are more than twelve, those of least weight are left out.
 */
export function tellStory(failure: Failure, events: readonly TraceEvent[], turn: TurningPoint | undefined): Story {
  const seen = events.filter(({ index }) => index < failure.traceIndex);
  const begins = seen.findIndex((event) => event.site === "bus.accepted" && event.values[0] === failure.subject);
  const weighted = seen.map((event, position) => ({
    event, weight: weightOf(event, failure, turn, position === seen.length - 1, begins < 0 || position >= begins),
  })).filter(({ weight }) => weight > 0);
  const byWeight = [...weighted].sort(
    (left, right) => right.weight - left.weight || right.event.index - left.event.index,
  );
  const kept = byWeight.slice(0, STORY_LINES);
  return {
    events: kept.map(({ event }) => event).sort((left, right) => left.index - right.index),
    left: weighted.length - kept.length, turningPoint: turn,
  };
}

function weightOf(
  event: TraceEvent, failure: Failure, turn: TurningPoint | undefined, isLast: boolean, isMeanwhile: boolean,
): number {
  const { site, values } = event;
  if (isLast || event.index === turn?.event.index) return 9;
  if (OF_A_MESSAGE.has(site)) return values[0] === failure.subject ? 8 : failure.subject === undefined ? 1 : 0;
  if (site === "fault") return values[1] === 1 ? 7 : isMeanwhile ? 3 : 1;
  if (site === "node.started" && event.at === 0) return 0;
  if (OF_THE_WORLD.has(site)) return isMeanwhile || failure.subject === undefined ? 6 : 2;
  if (holdsSubject(event, failure)) return site === "bus.sent" && values[2] > 1 ? 4 : 5;
  // Nothing is known of whom it is about: what goes wrong, and then what else there is.
  return failure.subject !== undefined ? 0 : site === "bus.failed" ? 2 : 1;
}

/** Whether the batch has the message that the failure is about. */
function holdsSubject({ site, values }: TraceEvent, { origin }: Failure): boolean {
  const place = OF_A_BATCH.get(site);
  if (place === undefined || origin === undefined || values[place] !== origin.life) return false;
  return origin.sequence >= values[0] && origin.sequence < values[0] + values[1];
}
