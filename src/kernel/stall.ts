import { WavetankError } from "./error.ts";
import { formatInstant, type Instant } from "./time.ts";

/** Somebody waits for something since `since`. */
export interface Wait {
  readonly who: string;
  readonly what: string;
  readonly since: Instant;
}

/** Nothing is scheduled, and somebody still waits: no event can ever wake them. */
export class DeadlockError extends WavetankError {
  readonly waits: readonly Wait[];

  constructor(at: Instant, waits: readonly Wait[]) {
    const lines = waits.map((wait) => `  ${wait.who} waits for ${wait.what} since ${formatInstant(wait.since)}`);
    super("E_DEADLOCK", `nothing is scheduled, but ${waits.length} wait:\n${lines.join("\n")}`, {
      where: `at ${formatInstant(at)}`,
      hint: "one of them waits for a reply or a timer that was never scheduled, or for each other",
    });
    this.waits = waits;
  }
}

/** Events keep scheduling events at the same instant. */
export class LivelockError extends WavetankError {
  readonly site: string;

  constructor(at: Instant, budget: number, site: string, queued: readonly { site: string; count: number }[]) {
    const others = queued.map((entry) => `${entry.site} ×${entry.count}`).join(", ");
    super("E_LIVELOCK", `${budget} events ran without time moving; the last was ${site}; queued: ${others}`, {
      where: `at ${formatInstant(at)}`,
      hint: `${site} schedules itself with no delay: give it one, or raise the livelock budget`,
    });
    this.site = site;
  }
}
