import { WavetankError } from "./error.ts";
import { formatInstant, type Instant } from "./time.ts";
import { stallLines, stallReport, type StallReport } from "./wait-cycle.ts";
import type { Wait } from "./waits.ts";

/** Nothing is scheduled, and somebody still waits: no event can ever wake them. */
export class DeadlockError extends WavetankError {
  readonly stall: StallReport;

  constructor(at: Instant, waits: readonly Wait[]) {
    const stall = stallReport(waits);
    super(
      "E_DEADLOCK",
      `nothing is scheduled, but ${waits.length} wait:\n${stallLines(stall)
        .map((line) => `  ${line}`)
        .join("\n")}`,
      {
        where: `at ${formatInstant(at)}`,
        hint:
          stall.cycle === undefined
            ? "the last of them waits for a reply or a timer that was never scheduled"
            : "one of them has to let go of what the others wait for, or to take it in the same order as they",
      },
    );
    this.stall = stall;
  }
}

/** What ran at an instant that never ended. */
export interface Spin {
  readonly budget: number;
  /** The sites of the last events in their order. */
  readonly lastSites: readonly string[];
  readonly queued: readonly { readonly site: string; readonly count: number }[];
  readonly waits: readonly Wait[];
}

/** Events keep scheduling events at the same instant. */
export class LivelockError extends WavetankError {
  /** Of the last event. */
  readonly site: string;
  /** The sites that run in turn, over and over; undefined when the last events have no such order. */
  readonly cycle: readonly string[] | undefined;
  readonly stall: StallReport;

  constructor(at: Instant, { budget, lastSites, queued, waits }: Spin) {
    const others = queued.map((entry) => `${entry.site} ×${entry.count}`).join(", ");
    const site = lastSites.at(-1) ?? "";
    const cycle = repeatedEnd(lastSites);
    const stall = stallReport(waits);
    const round =
      cycle === undefined
        ? `no order in the last ${lastSites.length} events`
        : `the cycle of events: ${[...cycle, ...cycle.slice(0, 1)].join(" → ")}`;
    super(
      "E_LIVELOCK",
      [
        `${budget} events ran without time moving; the last was ${site}; queued: ${others}`, round,
        ...stallLines(stall),
      ].join("\n  "),
      {
        where: `at ${formatInstant(at)}`,
        hint: `${site} ${cycle === undefined || cycle.length === 1 ? "schedules itself" : "comes round again"} with no delay: give it one, or raise the livelock budget`,
      },
    );
    this.site = site;
    this.cycle = cycle;
    this.stall = stall;
  }
}

/** The shortest row of sites that the end of `sites` is made of, at least three times over. */
function repeatedEnd(sites: readonly string[]): readonly string[] | undefined {
  const end = sites.length;
  for (let period = 1; period * 3 <= end; period++) {
    if (sites.slice(end - 2 * period).every((site, index) => site === sites[end - 3 * period + index]))
      return sites.slice(end - period);
  }
  return undefined;
}
