import { WavetankError } from "./error.ts";
import { formatInstant, type Instant } from "./time.ts";

/** Somebody waits for something since `since`. */
export interface Wait {
  readonly who: string;
  readonly what: string;
  readonly since: Instant;
  /** Its neighbours in the Waits where it is on record. */
  waitBefore: Wait | undefined;
  waitAfter: Wait | undefined;
  onRecord: boolean;
}

/**
 * Waits in the order in which they began, as a list through the waits themselves. A Set would leave a trail of old
 * tables that keep each other, and what they hold, from being collected young.
 */
export class Waits {
  #first: Wait | undefined;
  #last: Wait | undefined;

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  get all(): readonly Wait[] {
    const all: Wait[] = [];
    for (let wait = this.#first; wait !== undefined; wait = wait.waitAfter) all.push(wait);
    return all;
  }

  add(wait: Wait): void {
    if (wait.onRecord) return;
    wait.onRecord = true;
    wait.waitBefore = this.#last;
    if (this.#last === undefined) this.#first = wait;
    else this.#last.waitAfter = wait;
    this.#last = wait;
  }

  remove(wait: Wait): void {
    if (!wait.onRecord) return;
    const { waitBefore, waitAfter } = wait;
    if (waitBefore === undefined) this.#first = waitAfter;
    else waitBefore.waitAfter = waitAfter;
    if (waitAfter === undefined) this.#last = waitBefore;
    else waitAfter.waitBefore = waitBefore;
    wait.waitBefore = undefined;
    wait.waitAfter = undefined;
    wait.onRecord = false;
  }
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
