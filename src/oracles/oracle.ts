import type { Instant } from "../kernel/time.ts";

/** `insufficient`: nothing was compared, which is not a pass. */
export type OracleVerdict = "pass" | "fail" | "insufficient";

export interface OracleReport {
  readonly name: string;
  readonly verdict: OracleVerdict;
  /** How many comparisons were made. */
  readonly compared: number;
  /** What was compared; for a failure, the first violation with its instant. */
  readonly reason: string;
}

/** One broken promise. */
export interface Violation {
  readonly at: Instant;
  readonly what: string;
}

/** Judges one property of a run while it goes on. Collects what it finds; reports, never throws. */
export class Judge {
  readonly name: string;
  readonly #claim: string;
  #compared = 0;
  #violations = 0;
  #first: Violation | undefined;

  /** `claim` says in one sentence what holds. */
  constructor(name: string, claim: string) {
    this.name = name;
    this.#claim = claim;
  }

  compare(count = 1): void {
    this.#compared += count;
  }

  violate(at: Instant, what: string): void {
    this.#violations++;
    this.#first ??= { at, what };
  }

  get violations(): number {
    return this.#violations;
  }

  get first(): Violation | undefined {
    return this.#first;
  }

  report(detail?: string): OracleReport {
    const first = this.#first;
    const base = { name: this.name, compared: this.#compared };
    if (first !== undefined) {
      const more = this.#violations > 1 ? ` (and ${this.#violations - 1} more)` : "";
      return { ...base, verdict: "fail", reason: `at ${first.at} ns: ${first.what}${more}` };
    }
    if (this.#compared === 0) return { ...base, verdict: "insufficient", reason: `nothing to compare: ${this.#claim}` };
    return { ...base, verdict: "pass", reason: detail === undefined ? this.#claim : `${this.#claim}; ${detail}` };
  }
}
