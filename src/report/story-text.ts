import type { Recipe } from "../harness/capsule/recipe.ts";
import { faultAfterCuts } from "../harness/scenario/time-cut.ts";
import type { Story } from "../harness/shrink/story.ts";
import { hashName } from "../kernel/hash.ts";
import { formatInstant } from "../kernel/time.ts";
import type { TraceEvent } from "../kernel/trace.ts";
import { describeFault, wordsOf } from "./scenario-text.ts";

/** The lines of a failure's story, the turning point marked. */
export function storyLines(
  { events, left, turningPoint }: Story, named: ReadonlyMap<number, string>, shape: string,
): readonly string[] {
  const lines = events.map((event, index) => {
    const turns = event.index === turningPoint?.event.index;
    const marks = [
      ...(turns ? [`← turns here: without ${turningPoint.without}, ${insteadOf(turningPoint.instead, named)}`] : []),
      ...(index === events.length - 1 ? [`← ${firstLine(shape)}`] : []),
    ];
    return [`  ${eventLine(event, named)}`, ...marks].join("   ");
  });
  return left === 0 ? lines : [...lines, `  (${left} more events have to do with it)`];
}

/** `  1.250000000  bus.accepted   message 3  life 0`. */
export function eventLine(event: TraceEvent, faults: ReadonlyMap<number, string>): string {
  const words = wordsOf(event, faults).replace(/error (\d+)/, (_, hash: string) => errorName(Number(hash)));
  return `${formatInstant(event.at).padStart(14)}  ${event.site.padEnd(20)}  ${words}`.trimEnd();
}

/** Kinds of store errors, which the trace has as hashes. */
const ERRORS = ["unknown", "refused", "missing", "fenced"].map((kind) => [hashName(kind), kind] as const);

const errorName = (hash: number): string => `error ${ERRORS.find(([known]) => known === hash)?.[1] ?? hash}`;

/** Faults by the number that stands in the trace, at the times that they have there. */
export const faultNames = ({ plan, cuts }: Recipe): ReadonlyMap<number, string> =>
  new Map(plan.faults.map((fault) => [hashName(fault.id), describeFault(faultAfterCuts(fault, cuts))]));

const insteadOf = (instead: TraceEvent | undefined, faults: ReadonlyMap<number, string>): string =>
  instead === undefined
    ? "nothing more happens"
    : `${instead.site} ${wordsOf(instead, faults)}`.trimEnd() + ` at ${formatInstant(instead.at)}`;

const firstLine = (text: string): string => (text.split("\n")[0] ?? "").slice(0, 100);
