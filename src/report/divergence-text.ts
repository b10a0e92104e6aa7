import type { Divergence } from "../kernel/divergence.ts";
import { formatInstant } from "../kernel/time.ts";
import type { TraceEvent } from "../kernel/trace.ts";

/** The first difference of two runs with its neighbours, the turning point marked. */
export function formatDivergence({ index, before, left, right, leftAfter, rightAfter }: Divergence): string {
  return [
    `first difference at event ${index}`,
    ...before.map((event) => `    both   ${line(event)}`),
    `  → first  ${line(left)}`,
    `  → second ${line(right)}`,
    ...leftAfter.map((event) => `    first  ${line(event)}`),
    ...rightAfter.map((event) => `    second ${line(event)}`),
  ].join("\n");
}

const line = (event: TraceEvent | undefined): string =>
  event === undefined
    ? "(the run had ended)"
    : `${formatInstant(event.at)}  ${event.site.padEnd(18)}  ${event.values.join(" ")}`;
