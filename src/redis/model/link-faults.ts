import type { DecisionPoint, Decisions } from "../../kernel/decisions.ts";

export type Fate = "delivered" | "request-lost" | "reply-lost";

/** In a thousand commands, how many meet each fault when its site is enabled. */
const PER_MILLE = 1_000;
const RATE = 20;

/**
 * What a connection can do to a command. Each fault is a site of its own with a neutral of "nothing happens":
 * `fault.<node>.request-lost`, `fault.<node>.reply-lost`, `fault.<node>.half-applied`.
 */
export class LinkFaults {
  readonly #requestLost: DecisionPoint;
  readonly #replyLost: DecisionPoint;
  readonly #halfApplied: DecisionPoint;
  #commands = 0;
  #batches = 0;

  constructor(node: string, decisions: Decisions) {
    this.#requestLost = decisions.point(`fault.${node}.request-lost`, PER_MILLE, PER_MILLE - 1);
    this.#replyLost = decisions.point(`fault.${node}.reply-lost`, PER_MILLE, PER_MILLE - 1);
    this.#halfApplied = decisions.point(`fault.${node}.half-applied`, PER_MILLE, PER_MILLE - 1);
  }

  fate(): Fate {
    const command = this.#commands++;
    if (this.#requestLost.decide(command) < RATE) return "request-lost";
    if (this.#replyLost.decide(command) < RATE) return "reply-lost";
    return "delivered";
  }

  /** How many entries of a batch of `length` are applied before the connection is cut; `length` when it is not. */
  appliedPrefix(length: number): number {
    const drawn = this.#halfApplied.decide(this.#batches++);
    return drawn < RATE ? drawn % length : length;
  }
}
