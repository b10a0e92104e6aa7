import type { Host } from "../../kernel/host.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { ScenarioOutcome } from "../scenario/outcome.ts";
import { runScenario } from "../scenario/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Capsule } from "./capsule.ts";
import { causeOf, type Cause } from "./cause.ts";
import { checkFit } from "./check-fit.ts";
import { runRecipe } from "./make-capsule.ts";
import { recipeOptions } from "./recipe.ts";

/** What has become of the capsule's failure: `none` where it has none and there is none. */
export type FailureFate = "same" | "other" | "gone" | "new" | "none";

/** Where a run first goes another way than the capsule's, as closely as the capsule can tell. */
export interface CapsuleDivergence {
  /** The first event that differs, or the events among which it is. */
  readonly from: number;
  readonly to: number;
  /** What the capsule's run did there; undefined when it had ended, or when the capsule does not hold its events. */
  readonly expected: TraceEvent | undefined;
  readonly got: TraceEvent | undefined;
  readonly before: readonly TraceEvent[];
  readonly expectedAfter: readonly TraceEvent[];
  readonly gotAfter: readonly TraceEvent[];
  readonly cause: Cause;
}

export interface CapsuleReplay {
  readonly outcome: ScenarioOutcome;
  readonly fate: FailureFate;
  /** Undefined when the run is the capsule's to the last event. */
  readonly divergence: CapsuleDivergence | undefined;
}

const NEIGHBOURS = 4;

/**
 * Makes a capsule's run with the code of today, and compares it event by event, or checkpoint by checkpoint.
 *
 * @throws {WavetankError} E_CAPSULE_SCENARIO - the scenario does not fit the capsule; E_DECISION - the tape does not
 *   fit the code any more.
 */
export async function replayCapsule(capsule: Capsule, scenario: Scenario, host: Host): Promise<CapsuleReplay> {
  checkFit(capsule, scenario);
  const { outcome, events } = await runRecipe(scenario, host, capsule.recipe);
  const fate = fateOf(capsule, outcome);
  const { digest, events: count, trace } = capsule.run;
  if (outcome.digest === digest && outcome.traceCount === count) return { outcome, fate, divergence: undefined };
  const divergence =
    trace.length > 0 ? fromTrace(trace, events) : await fromCheckpoints(capsule, scenario, host, outcome);
  return { outcome, fate, divergence };
}

function fateOf({ failure }: Capsule, outcome: ScenarioOutcome): FailureFate {
  const now = outcome.failure;
  if (failure === undefined) return now === undefined ? "none" : "new";
  if (now === undefined) return "gone";
  return now.fingerprint === failure.fingerprint ? "same" : "other";
}

/** Compares events until the first that differs. */
export function fromTrace(expected: readonly TraceEvent[], got: readonly TraceEvent[]): CapsuleDivergence {
  let index = 0;
  while (index < expected.length && sameEvent(expected[index], got[index])) index++;
  return {
    from: index, to: index + 1, expected: expected[index], got: got[index],
    before: got.slice(Math.max(0, index - NEIGHBOURS), index),
    expectedAfter: expected.slice(index + 1, index + 1 + NEIGHBOURS),
    gotAfter: got.slice(index + 1, index + 1 + NEIGHBOURS),
    cause: causeOf(expected, got, index),
  };
}

/** Without the events themselves: the interval between two checkpoints, and what happens in it now. */
async function fromCheckpoints(
  { run, recipe }: Capsule, scenario: Scenario, host: Host, outcome: ScenarioOutcome,
): Promise<CapsuleDivergence> {
  const now = new Map(outcome.checkpoints.map(({ index, digest }) => [index, digest]));
  const common = run.checkpoints.filter(({ index }) => now.has(index));
  const differing = common.findIndex(({ index, digest }) => now.get(index) !== digest);
  const agreed = differing < 0 ? common.length : differing;
  const from = common[agreed - 1]?.index ?? 0;
  const to = common[agreed]?.index ?? Math.max(run.events, outcome.traceCount);
  const window = { from, to: Math.min(to, from + 2 * NEIGHBOURS) };
  const { kept: [got, ...gotAfter] } = await runScenario(scenario, host, { ...recipeOptions(recipe), window });
  return { from, to, expected: undefined, got, before: [], expectedAfter: [], gotAfter, cause: { kind: "unknown" } };
}

function sameEvent(left: TraceEvent | undefined, right: TraceEvent | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    left.at === right.at &&
    left.site === right.site &&
    left.values.every((value, index) => value === right.values[index])
  );
}
