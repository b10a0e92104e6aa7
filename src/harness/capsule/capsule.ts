import type { Checkpoint, TraceEvent } from "../../kernel/trace.ts";
import type { Failure, ScenarioOutcome, ScenarioVerdict } from "../scenario/outcome.ts";
import type { Size } from "./size.ts";
import type { Recipe } from "./recipe.ts";

export const CAPSULE_SCHEMA = "wavetank.capsule/1";

/** The code that made a run. */
export interface CodeIdentity {
  /** Of the package. */
  readonly version: string;
  /** `dist` or `src`, and the SHA-256 over its files: two of one kind can be compared. */
  readonly build: string;
  readonly node: string;
}

export interface ScenarioIdentity {
  readonly name: string;
  /** Its file, from the root of the project that it belongs to. */
  readonly file: string;
  /** Of the file. */
  readonly sha256: string;
}

/** A file that the run read, as it was. */
export interface CapsuleInput {
  readonly path: string;
  readonly sha256: string;
}

/** How a run went, so that another can be compared with it. */
export interface RunMark {
  readonly verdict: ScenarioVerdict;
  readonly digest: string;
  /** Traced events in all. */
  readonly events: number;
  readonly checkpoints: readonly Checkpoint[];
  /** Every event, where they are few enough; empty otherwise. */
  readonly trace: readonly TraceEvent[];
}

/** What shrinking did to it. */
export interface ShrinkRecord {
  readonly before: Size;
  readonly after: Size;
  readonly runs: number;
  readonly isMinimal: boolean;
}

/** One run, to be made again anywhere: what it is made from, and how it went. */
export interface Capsule {
  readonly code: CodeIdentity;
  readonly scenario: ScenarioIdentity;
  readonly recipe: Recipe;
  readonly inputs: readonly CapsuleInput[];
  readonly run: RunMark;
  /** Undefined for a run that is pinned as it passed. */
  readonly failure: Failure | undefined;
  readonly shrunk: ShrinkRecord | undefined;
}

/** More events are not kept one by one. */
export const TRACE_LIMIT = 2_000;
/** More checkpoints are thinned out. */
export const CHECKPOINT_LIMIT = 64;

/** How the outcome's run went; `events` are all of them, or as many as were seen. */
export function markOf(
  { verdict, digest, traceCount, checkpoints }: ScenarioOutcome, events: readonly TraceEvent[],
): RunMark {
  const stride = Math.ceil(checkpoints.length / CHECKPOINT_LIMIT);
  return {
    verdict, digest, events: traceCount,
    checkpoints: checkpoints.filter((_, index) => (index + 1) % stride === 0),
    trace: traceCount <= TRACE_LIMIT && events.length === traceCount ? events : [],
  };
}
