import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import type { Scheduler } from "../../kernel/scheduler.ts";
import { ms, us, type Duration, type Instant } from "../../kernel/time.ts";
import type { Fate, LinkConditions } from "../../redis/stores/link-faults.ts";
import type { PctOrder } from "./order.ts";

type Way = "request" | "reply";

const PRIORITIES = 1 << 20;
/** Takes no part: holds nobody back and is not held. */
const NEUTRAL = 0;
/** What one more urgent party costs a message. */
const HOLDS: readonly Duration[] = [us(250), ms(1), ms(4), ms(16), ms(64)];
/** Of a command's time-out, the most that one way is held: both together leave the most of it. */
const PART_OF_TIMEOUT = 5;

interface Party {
  readonly ordinal: number;
  priority: number;
  /** Until when it has something on its way. */
  busyUntil: Instant;
}

/**
 * PCT over messages. A party is one way of one process to the store and back; each has a priority, drawn by its name.
 * What a party sends waits for every more urgent one that has something on its way. At each of `depth - 1` events,
 * drawn over the run, whoever sends next falls below all others.
 */
export class PriorityLinks {
  readonly #scheduler: Scheduler;
  readonly #decisions: Decisions;
  readonly #hold: Duration;
  readonly #longest: Duration;
  /** Positions among the events of the run, ascending. */
  readonly #changes: readonly number[];
  readonly #parties = new Map<string, Party>();
  #changed = 0;

  constructor(scheduler: Scheduler, decisions: Decisions, { pct, steps }: PctOrder, commandTimeout: Duration) {
    this.#scheduler = scheduler;
    this.#decisions = decisions;
    this.#longest = Math.floor(commandTimeout / PART_OF_TIMEOUT);
    this.#hold = HOLDS[decisions.point("order.hold", HOLDS.length, 0).decide(0)] as Duration;
    const change = decisions.point("order.change", steps + 1, steps);
    this.#changes = Array.from({ length: pct - 1 }, (_, key) => change.decide(key))
      .filter((at) => at < steps)
      .sort((a, b) => a - b);
  }

  /** `conditions` with the priorities of `node` in front. */
  of(node: string, conditions: Required<LinkConditions>): LinkConditions {
    return new OrderedLink(conditions, this, {
      request: this.#party(`${node}.request`), reply: this.#party(`${node}.reply`),
    });
  }

  /** When what `party` would send at `departure` may leave. */
  release(party: Party, departure: Instant): Instant {
    if (this.#scheduler.executed >= (this.#changes[this.#changed] ?? Infinity)) party.priority = -(++this.#changed);
    const release = departure + this.#heldBack(party, departure);
    party.busyUntil = release + this.#hold;
    return release;
  }

  #heldBack(party: Party, departure: Instant): Duration {
    if (party.priority === NEUTRAL) return 0;
    let ahead = 0;
    for (const other of this.#parties.values()) {
      if (other.priority !== NEUTRAL && other.busyUntil > departure && isAhead(other, party)) ahead++;
    }
    return Math.min(ahead * this.#hold, this.#longest);
  }

  /** Of a name there is one, however many processes come and go. */
  #party(name: string): Party {
    let party = this.#parties.get(name);
    if (party === undefined) {
      const point: DecisionPoint = this.#decisions.point(`order.priority.${name}`, PRIORITIES, NEUTRAL);
      party = { ordinal: this.#parties.size, priority: point.decide(0), busyUntil: 0 };
      this.#parties.set(name, party);
    }
    return party;
  }
}

/** No two are equal: of equal draws the later party is the more urgent. */
const isAhead = (other: Party, party: Party): boolean =>
  other.priority === party.priority ? other.ordinal > party.ordinal : other.priority > party.priority;

/** A link's weather behind its priority. What leaves later still leaves in order. */
class OrderedLink implements LinkConditions {
  readonly #conditions: Required<LinkConditions>;
  readonly #links: PriorityLinks;
  readonly #parties: Readonly<Record<Way, Party>>;

  constructor(conditions: Required<LinkConditions>, links: PriorityLinks, parties: Readonly<Record<Way, Party>>) {
    this.#conditions = conditions;
    this.#links = links;
    this.#parties = parties;
  }

  fate(now: Instant): Fate {
    return this.#conditions.fate(now);
  }

  isCut(now: Instant): boolean {
    return this.#conditions.isCut(now);
  }

  appliedPrefix(length: number): number {
    return this.#conditions.appliedPrefix(length);
  }

  departure(way: Way, departure: Instant): Instant {
    return this.#conditions.departure(way, this.#links.release(this.#parties[way], departure));
  }

  detour(way: Way): Duration {
    return this.#conditions.detour(way);
  }
}
