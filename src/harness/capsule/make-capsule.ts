import type { Drain, Host } from "../../kernel/host.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import type { ScenarioOutcome } from "../scenario/outcome.ts";
import { runScenario } from "../scenario/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import {
  markOf, TRACE_LIMIT, type Capsule, type CapsuleInput, type CodeIdentity, type ScenarioIdentity, type ShrinkRecord,
} from "./capsule.ts";
import { recipeOptions, type Recipe } from "./recipe.ts";

/** What a seed came to, as a recipe: its plan written out, and nothing else changed. */
export const recipeOfSeed = (
  { duration }: Pick<Scenario, "duration">, { seed, plan }: Pick<ScenarioOutcome, "seed" | "plan">,
): Recipe => ({ seed, plan, keep: undefined, duration, cuts: [], neutral: [], tape: [] });

export interface TracedScenario {
  readonly outcome: ScenarioOutcome;
  /** The first `TRACE_LIMIT` and one more. */
  readonly events: readonly TraceEvent[];
}

/** Makes the run of a recipe and keeps its trace, as far as a capsule has room for it. */
export async function runRecipe(
  scenario: Scenario, host: Host, recipe: Recipe, drain?: Drain,
): Promise<TracedScenario> {
  const events: TraceEvent[] = [];
  const onEvent = (event: TraceEvent): void => void (events.length <= TRACE_LIMIT && events.push(event));
  const outcome = await runScenario(scenario, host, {
    ...recipeOptions(recipe),
    onEvent,
    ...(drain === undefined ? {} : { drain }),
  });
  return { outcome, events };
}

export interface CapsuleParts {
  readonly code: CodeIdentity;
  readonly scenario: ScenarioIdentity;
  readonly recipe: Recipe;
  readonly run: TracedScenario;
  readonly inputs?: readonly CapsuleInput[];
  readonly shrunk?: ShrinkRecord;
}

/** A run that was made from `recipe`, whole. */
export const makeCapsule = ({
  code, scenario, recipe, run: { outcome, events }, inputs = [], shrunk,
}: CapsuleParts): Capsule => ({
  code, scenario, recipe, inputs, shrunk, run: markOf(outcome, events), failure: outcome.failure,
});
