import type { Taken } from "../../kernel/decisions.ts";
import { candidateKey, type Candidate } from "./candidate.ts";

/** What one run of a candidate came to. */
export interface Observation {
  /** Of its failure, if it failed. */
  readonly fingerprint: string | undefined;
  /** Message that the failure is about. */
  readonly subject: number | undefined;
  /** Decisions that were not neutral, where they were asked for. */
  readonly taken: readonly Taken[];
}

/** Makes the run of a candidate; `record` asks for its decisions. */
export type Trial = (candidate: Candidate, record: boolean) => Promise<Observation>;

export interface Limits {
  /** Of one search. */
  readonly runs: number;
  readonly nanoseconds: number;
}

/** How a run failed. */
interface Failed {
  readonly fingerprint: string;
  readonly subject: number | undefined;
}

export type Exhausted = "runs" | "time";

/** Makes runs, as long as there may be more, and none of them twice. */
export class Attempts {
  readonly #trial: Trial;
  readonly #fingerprint: string;
  readonly #limits: Limits;
  readonly #elapsed: () => number;
  readonly #known = new Map<string, { readonly same: boolean; readonly subject: number | undefined }>();
  /** Made so far. */
  runs = 1;
  /** Candidates that were not tried, for want of runs or time. */
  refused = 0;
  exhausted: Exhausted | undefined;
  #share = Infinity;

  /** `first` has been made, and failed as it should; `elapsed` counts nanoseconds from the beginning. */
  constructor(trial: Trial, first: Candidate, failed: Failed, limits: Limits, elapsed: () => number) {
    this.#trial = trial;
    this.#fingerprint = failed.fingerprint;
    this.#limits = limits;
    this.#elapsed = elapsed;
    this.#known.set(candidateKey(first), { same: true, subject: failed.subject });
  }

  /** Whether it fails in the very same way. False too when no more runs may be made. */
  async fails(candidate: Candidate): Promise<boolean> {
    const key = candidateKey(candidate);
    const known = this.#known.get(key);
    if (known !== undefined) return known.same;
    const observed = await this.observe(candidate, false);
    if (observed === undefined) return false;
    const same = observed.fingerprint === this.#fingerprint;
    this.#known.set(key, { same, subject: observed.subject });
    return same;
  }

  /** Message that the failure of a candidate that was tried is about. */
  subjectOf(candidate: Candidate): number | undefined {
    return this.#known.get(candidateKey(candidate))?.subject;
  }

  /** Undefined when no more runs may be made. */
  async observe(candidate: Candidate, record: boolean): Promise<Observation | undefined> {
    if (!this.#mayRun()) {
      this.refused++;
      return undefined;
    }
    this.runs++;
    return this.#trial(candidate, record);
  }

  /** Lets `body` make at most `share` runs. */
  async within<T>(share: number, body: () => Promise<T>): Promise<T> {
    this.#share = this.runs + share;
    try {
      return await body();
    } finally {
      this.#share = Infinity;
    }
  }

  #mayRun(): boolean {
    if (this.runs >= this.#limits.runs) this.exhausted ??= "runs";
    else if (this.#elapsed() >= this.#limits.nanoseconds) this.exhausted ??= "time";
    return this.exhausted === undefined && this.runs < this.#share;
  }
}
