import type { Work } from "../kit/lane.ts";

/**
 * The hold model: `pending` actors, each of which, when its timer fires, sets its next one. Delays are integers from
 * one table of exponential quantiles, which an actor walks from a place of its own, so that the instants at which it
 * fires do not depend on the order in which a scheduler runs ties.
 */
export const MEAN_DELAY = 1_000_000;
const TABLE_SIZE = 4_096;
const delays = Uint32Array.from({ length: TABLE_SIZE }, (_, index) =>
  // A stride coprime to the size walks every quantile once, in an order without trend.
  Math.max(1, Math.round(-MEAN_DELAY * Math.log(1 - (((index * 2_731) % TABLE_SIZE) + 0.5) / TABLE_SIZE))));

/** What has fired: a hash of the actors in order, and a sum that does not depend on the order of ties. */
export class HoldLog {
  fired = 0;
  #order = 0x811c9dc5;
  #sum = 0;

  record(actor: number, at: number): void {
    this.fired++;
    this.#order = Math.imul(this.#order ^ actor, 0x01000193);
    this.#sum = (this.#sum + Math.imul(actor + 1, at | 0)) | 0;
  }

  /** `isStable`: the scheduler promises to run ties in the order in which they were scheduled. */
  work(since: number, isStable: boolean): Work {
    const answers = { "events fired": this.fired, "sum of (actor, instant)": this.#sum };
    return {
      operations: this.fired - since,
      answers: isStable ? { ...answers, "order of events": this.#order } : answers,
    };
  }
}

/** Where one actor stands in the table. */
export class DelayCursor {
  #at: number;

  constructor(actor: number) {
    this.#at = (actor * 7_919) % TABLE_SIZE;
  }

  next(): number {
    this.#at = (this.#at + 1) % TABLE_SIZE;
    return delays[this.#at] as number;
  }
}

/** The span in which `pending` actors fire about `events` times. */
export const spanOf = (events: number, pending: number): number => Math.ceil((events * MEAN_DELAY) / pending);
