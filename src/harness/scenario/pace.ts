import type { PlannedFault } from "../../faults/fault.ts";
import type { Instant } from "../../kernel/time.ts";
import type { TrafficRecord } from "../../traffic/record.ts";

const NS_PER_SECOND = 1_000_000_000;

/** When a frame comes, where its venue sends only so many a second. */
export class Pace {
  readonly #throttles: readonly (readonly Extract<PlannedFault, { kind: "venue-throttle" }>[])[];
  readonly #freeAt: number[];

  constructor(venues: readonly string[], faults: readonly PlannedFault[]) {
    const throttles = faults.filter((fault) => fault.kind === "venue-throttle");
    this.#throttles = venues.map((venue) => throttles.filter((fault) => fault.venue === venue));
    this.#freeAt = venues.map(() => 0);
  }

  arrival({ at, source }: TrafficRecord): Instant {
    const arrival = Math.max(at, this.#freeAt[source] ?? 0);
    for (const fault of this.#throttles[source] ?? []) {
      if (at >= fault.at && at < fault.at + fault.lasting)
        this.#freeAt[source] = arrival + Math.floor(NS_PER_SECOND / fault.perSecond);
    }
    return arrival;
  }
}
