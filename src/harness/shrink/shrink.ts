import { WavetankError } from "../../kernel/error.ts";
import { Attempts, type Exhausted, type Limits, type Observation, type Trial } from "./attempts.ts";
import type { Size } from "../capsule/size.ts";
import { candidateKey, isSparse, lengthOf, type Candidate } from "./candidate.ts";
import { shrinkDecisions } from "./passes/decisions.ts";
import { shrinkFaults } from "./passes/faults.ts";
import { shrinkKnobs } from "./passes/knobs.ts";
import { shrinkMessages } from "./passes/messages.ts";
import { outline } from "./passes/outline.ts";
import type { Pass, PassName, Surveyor } from "./passes/pass.ts";
import { shrinkTime } from "./passes/time.ts";

/** In which order what is left out, and how many runs each may take the first time. */
const PASSES: readonly (readonly [name: PassName, pass: Pass, share: number])[] = [
  ["outline", outline, 8],
  ["faults", shrinkFaults, 90],
  ["messages", shrinkMessages, 90],
  ["time", shrinkTime, 30],
  ["knobs", shrinkKnobs, 30],
  ["decisions", shrinkDecisions, 90],
];

export const DEFAULT_LIMITS: Limits = { runs: 200, nanoseconds: 10_000_000_000 };

export interface ShrinkProgress {
  readonly pass: PassName;
  readonly runs: number;
  readonly size: Size;
}

export interface ShrinkOptions {
  readonly trial: Trial;
  readonly publishedAt: Surveyor["publishedAt"];
  /** Default: no message builds on another. */
  readonly complete?: Surveyor["complete"];
  /** Of the failure that is wanted. Default: of the candidate's own. */
  readonly fingerprint?: string;
  readonly limits?: Partial<Limits>;
  /** Nanoseconds since the beginning, of the machine's own time. Default: time stands still, and only runs count. */
  readonly elapsed?: () => number;
  readonly onProgress?: (progress: ShrinkProgress) => void;
}

/** What one pass came to, each time that it made something smaller. */
export interface ShrinkStep {
  readonly pass: PassName;
  readonly runs: number;
  readonly before: Size;
  readonly after: Size;
}

export interface Shrunk {
  readonly candidate: Candidate;
  readonly fingerprint: string;
  readonly before: Size;
  readonly after: Size;
  /** Made in all. */
  readonly runs: number;
  readonly steps: readonly ShrinkStep[];
  /** No single fault, message, knob or decision can be left out: each was tried against this very result. */
  readonly isMinimal: boolean;
  /** Why it ended before it was sure. */
  readonly exhausted: Exhausted | undefined;
}

/**
 * Makes a failing run as small as it gets while it fails in the very same way: a few guesses that would make all the
 * rest fast, then faults, messages, time, knobs and single decisions, again and again until a whole round removes
 * nothing. Nothing grows. The same candidate and trial give the same result, as long as time does not run out.
 *
 * @throws {WavetankError} E_SHRINK_NO_FAILURE - the candidate does not fail; E_SHRINK_OTHER - it fails in another way.
 */
export async function shrink(candidate: Candidate, options: ShrinkOptions): Promise<Shrunk> {
  const first = await options.trial(candidate, true);
  const fingerprint = wanted(first, options.fingerprint);
  const { trial, elapsed = () => 0, publishedAt, complete = (_candidate, messages) => messages } = options;
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const attempts = new Attempts(trial, candidate, { fingerprint, subject: first.subject }, limits, elapsed);
  const seeded = first.taken.length;
  const before = sizeOf(candidate, seeded);
  const steps: ShrinkStep[] = [];
  let smaller = candidate;
  let isMinimal = false;
  for (let round = 0; !isMinimal && attempts.exhausted === undefined; round++) {
    const key = candidateKey(smaller);
    const isFirstRound = round === 0;
    const surveyor: Surveyor = { publishedAt, complete, subject: attempts.subjectOf(smaller), isFirstRound };
    attempts.refused = 0;
    for (const [name, pass, share] of PASSES) {
      const start = { runs: attempts.runs, size: sizeOf(smaller, seeded), key: candidateKey(smaller) };
      options.onProgress?.({ pass: name, runs: start.runs, size: start.size });
      const from = smaller;
      smaller = await attempts.within(isFirstRound ? share : Infinity, () => pass(from, attempts, surveyor));
      if (candidateKey(smaller) !== start.key) {
        steps.push({
          pass: name, runs: attempts.runs - start.runs, before: start.size, after: sizeOf(smaller, seeded),
        });
      }
    }
    isMinimal = !isFirstRound && candidateKey(smaller) === key && attempts.refused === 0;
  }
  const { runs, exhausted } = attempts;
  return { candidate: smaller, fingerprint, before, after: sizeOf(smaller, seeded), runs, steps, isMinimal, exhausted };
}

function wanted({ fingerprint }: Observation, expected: string | undefined): string {
  if (fingerprint === undefined) {
    throw new WavetankError("E_SHRINK_NO_FAILURE", "the run does not fail, so there is nothing to shrink", {
      hint: "the code has changed since, or the run is not deterministic: replay it with --strict",
    });
  }
  if (expected !== undefined && fingerprint !== expected) {
    throw new WavetankError("E_SHRINK_OTHER", `the run fails in another way: ${fingerprint} instead of ${expected}`, {
      hint: "replay it with --continue to see how it fails now",
    });
  }
  return fingerprint;
}

/** While the seed decides, the decisions are those of the first run. */
const sizeOf = (candidate: Candidate, seeded: number): Size => ({
  faults: candidate.plan.faults.length,
  messages: candidate.messages.length,
  duration: lengthOf(candidate),
  knobs: Object.keys(candidate.plan.knobs).length + (candidate.plan.buggify ? 1 : 0),
  decisions: isSparse(candidate) ? candidate.tape.length : seeded,
});
