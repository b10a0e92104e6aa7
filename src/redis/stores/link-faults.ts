import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";
import { ms, type Duration, type Instant } from "../../kernel/time.ts";

/** `duplicated`: the client has sent it again, and the server gets both. */
export type Fate = "delivered" | "request-lost" | "reply-lost" | "duplicated";

/** In a thousand commands, how many meet each fault when its site is enabled. */
const PER_MILLE = 1_000;
const RATE = 20;
/** A partition is rarer, and lasts. */
const PARTITION_RATE = 2;
const PARTITIONS: readonly Duration[] = [ms(5), ms(20), ms(100), ms(300), ms(1_000), ms(3_000)];

/** What the way between a client and its store does to what is sent. */
export interface LinkConditions {
  /** Asked once for each command, when it is sent. */
  fate(now: Instant): Fate;
  /** Replies are lost while it is true. */
  isCut(now: Instant): boolean;
  /** How many entries of a batch of `length` are applied before the connection is cut; `length` when it is not. */
  appliedPrefix(length: number): number;
  /** When what would leave at `departure` does leave; what comes after it leaves no earlier. */
  departure?(way: "request" | "reply", departure: Instant): Instant;
  /** How much longer this one is on its way, while others overtake it. */
  detour?(way: "request" | "reply"): Duration;
}

/**
 * What a connection can do to a command. Each fault is a site of its own with a neutral of "nothing happens":
 * `fault.<node>.request-lost`, `.reply-lost`, `.duplicated`, `.half-applied`, `.partition`.
 */
export class LinkFaults implements LinkConditions {
  readonly #requestLost: DecisionPoint;
  readonly #replyLost: DecisionPoint;
  readonly #duplicated: DecisionPoint;
  readonly #halfApplied: DecisionPoint;
  readonly #partition: DecisionPoint;
  #commands = 0;
  #batches = 0;
  #cutUntil: Instant = 0;

  constructor(node: string, decisions: Decisions) {
    const rare = (name: string): DecisionPoint => decisions.point(`fault.${node}.${name}`, PER_MILLE, PER_MILLE - 1);
    this.#requestLost = rare("request-lost");
    this.#replyLost = rare("reply-lost");
    this.#duplicated = rare("duplicated");
    this.#halfApplied = rare("half-applied");
    this.#partition = rare("partition");
  }

  fate(now: Instant): Fate {
    const command = this.#commands++;
    const partition = this.#partition.decide(command);
    if (partition < PARTITION_RATE * PARTITIONS.length) {
      this.#cutUntil = Math.max(this.#cutUntil, now + (PARTITIONS[partition % PARTITIONS.length] as Duration));
    }
    if (this.isCut(now) || this.#requestLost.decide(command) < RATE) return "request-lost";
    if (this.#replyLost.decide(command) < RATE) return "reply-lost";
    return this.#duplicated.decide(command) < RATE ? "duplicated" : "delivered";
  }

  /** Nothing gets through in either direction. */
  isCut(now: Instant): boolean {
    return now < this.#cutUntil;
  }

  /** How many entries of a batch of `length` are applied before the connection is cut; `length` when it is not. */
  appliedPrefix(length: number): number {
    const drawn = this.#halfApplied.decide(this.#batches++);
    return drawn < RATE ? drawn % length : length;
  }
}
