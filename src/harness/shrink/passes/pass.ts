import type { Instant } from "../../../kernel/time.ts";
import type { Attempts } from "../attempts.ts";
import type { Candidate } from "../candidate.ts";

export type PassName = "outline" | "faults" | "messages" | "time" | "knobs" | "decisions";

/** What the passes know of the scenario. */
export interface Surveyor {
  /** When messages are published, by index, before cuts. */
  readonly publishedAt: (candidate: Candidate) => readonly Instant[];
  /** Messages with all those that they build on, in order. */
  readonly complete: (candidate: Candidate, messages: readonly number[]) => readonly number[];
  /** Message that the failure is about. */
  readonly subject: number | undefined;
  /** All passes come again after this: what is certain to cost much can wait. */
  readonly isFirstRound: boolean;
}

/**
 * Makes a candidate smaller in one respect. What it returns fails in the same way, and is the same when nothing went.
 */
export type Pass = (candidate: Candidate, attempts: Attempts, surveyor: Surveyor) => Promise<Candidate>;
