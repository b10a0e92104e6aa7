import type { ScenarioOutcome } from "../harness/scenario/outcome.ts";
import type { TraceEvent } from "../kernel/trace.ts";

/** Lines of a story, and how many of them may be from right before the failure. */
const MOST_LINES = 12;
const LAST_LINES = 4;

/** Sites whose first value is a message's index. */
const OF_A_MESSAGE = new Set([
  "bus.accepted", "bus.refused", "bus.dropped", "engine.handled", "engine.failed", "group.duplicate",
  "group.dead-lettered",
]);
/** Sites whose first two values are the sequence numbers of a batch, with the producer's life in another. */
const OF_A_BATCH: Readonly<Record<string, number>> = {
  "bus.sent": 3, "bus.stored": 2, "bus.failed": 2, "store.applied": 3,
};
/** What happens to machines is always part of it. */
const OF_THE_WORLD = new Set([
  "fault", "store.master", "node.crashed", "run.healed", "group.remade", "stream.trimmed-unread",
]);

/**
 * Chooses the events that a failure is told with: those of its message, what befell the machines, and the last ones.
 */
export class StoryKeeper {
  readonly #outcome: ScenarioOutcome;
  readonly #told: TraceEvent[] = [];
  #last: TraceEvent[] = [];
  #life = -1;
  /** Of the message in question, once it is known by sequence. */
  readonly #batches: TraceEvent[] = [];

  constructor(outcome: ScenarioOutcome) {
    this.#outcome = outcome;
  }

  see(event: TraceEvent): void {
    const subject = this.#outcome.failure?.subject;
    if (subject !== undefined && OF_A_MESSAGE.has(event.site) && event.values[0] === subject) {
      if (event.site === "bus.accepted") this.#life = event.values[1];
      this.#told.push(event);
    } else if (subject !== undefined && this.#isBatchOfSubject(event)) this.#batches.push(event);
    else if (OF_THE_WORLD.has(event.site)) this.#told.push(event);
    this.#last.push(event);
    if (this.#last.length > 2 * LAST_LINES) this.#last = this.#last.slice(-LAST_LINES);
  }

  /** At most twelve events, in order; the last is the one at which it was seen. */
  story(): readonly TraceEvent[] {
    const last = this.#last.slice(-LAST_LINES);
    const room = MOST_LINES - last.length;
    const before = [...this.#told, ...this.#batches].filter(({ index }) => !last.some((event) => event.index === index))
      .sort((left, right) => left.index - right.index);
    return [...before.slice(-room), ...last];
  }

  /** The first batch after the message was accepted by that process, and what follows with the same first number. */
  #isBatchOfSubject({ site, values }: TraceEvent): boolean {
    const place = OF_A_BATCH[site];
    if (place === undefined || this.#life < 0 || values[place] !== this.#life) return false;
    const [first] = this.#batches;
    if (first === undefined) return site === "bus.sent" && values[2] === 1;
    return (
      this.#batches.length < MOST_LINES && values[0] >= first.values[0] && values[0] < first.values[0] + first.values[1]
    );
  }
}
