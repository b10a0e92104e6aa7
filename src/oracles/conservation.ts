import type { Instant } from "../kernel/time.ts";
import { Judge, type OracleReport } from "./oracle.ts";

/**
 * accepted = handled + dropped (with a reason) + dead-lettered + in flight, at every instant.
 *
 * The oracle counts what it sees happen; the client and the store say what they hold. Both counts of "in flight" must
 * agree after every event: a message that vanished from a part, or was counted twice, shows at once.
 */
export class Conservation {
  readonly #judge = new Judge(
    "conservation",
    "accepted = handled + dropped + dead-lettered + in flight, after every event, by the oracle's count and the parts' own",
  );
  accepted = 0;
  handled = 0;
  dropped = 0;
  deadLettered = 0;
  /** Acknowledged to the producer. */
  stored = 0;
  /** Entries applied by the store, each copy of a message for itself. */
  entriesApplied = 0;
  /** Entries acknowledged at the store. */
  entriesAcknowledged = 0;
  /** Entries removed unread by trimming, each reported. */
  entriesLost = 0;

  get inFlight(): number {
    return this.accepted - this.handled - this.dropped - this.deadLettered;
  }

  /**
   * What the parts themselves say they hold, asked between events: messages that the client has accepted and that are
   * neither acknowledged by the store nor dropped; entries in the store that the group has not read or not
   * acknowledged.
   */
  check(at: Instant, producerHeld: number, storeBacklog: number): void {
    this.#judge.compare();
    const held = this.accepted - this.dropped - this.stored;
    if (producerHeld !== held) {
      this.#judge.violate(
        at,
        `the client holds ${producerHeld} messages; accepted ${this.accepted} − dropped ` +
          `${this.dropped} − stored ${this.stored} is ${held}`,
      );
    }
    const backlog = this.entriesApplied - this.entriesAcknowledged - this.entriesLost;
    if (storeBacklog !== backlog) {
      this.#judge.violate(
        at,
        `the store holds ${storeBacklog} unread or pending entries; applied ` +
          `${this.entriesApplied} − acknowledged ${this.entriesAcknowledged} − lost ${this.entriesLost} is ${backlog}`,
      );
    }
    if (this.inFlight < 0)
      this.#judge.violate(at, `more messages finished than were accepted (in flight ${this.inFlight})`);
  }

  /** The run is over and drained: nothing may be in flight. */
  finish(at: Instant): void {
    if (this.accepted === 0) return;
    this.#judge.compare();
    if (this.inFlight !== 0) this.#judge.violate(at, `${this.inFlight} messages were accepted and never accounted for`);
  }

  report(): OracleReport {
    return this.#judge.report();
  }
}
