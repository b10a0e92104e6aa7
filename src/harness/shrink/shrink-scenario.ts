import { chooseDrain, type Host } from "../../kernel/host.ts";
import type { Recipe } from "../capsule/recipe.ts";
import { recipeOptions } from "../capsule/recipe.ts";
import { runScenario } from "../scenario/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { expandTraffic, type Workload } from "../scenario/workload.ts";
import { producerNames } from "../world/world.ts";
import type { Trial } from "./attempts.ts";
import { indicesOf, recipeOf, type Candidate } from "./candidate.ts";
import { shrink, type ShrinkOptions, type Shrunk } from "./shrink.ts";

export interface ShrunkScenario extends Omit<Shrunk, "candidate"> {
  /** Makes the smallest run that was found. */
  readonly recipe: Recipe;
}

/**
 * Makes a failing run of a scenario as small as it gets: see `shrink`.
 *
 * @throws {WavetankError} E_SHRINK_NO_FAILURE, E_SHRINK_OTHER; E_DETERMINISM_LEAK
 */
export async function shrinkScenario(
  scenario: Scenario, host: Host, recipe: Recipe, options: Pick<ShrinkOptions, "fingerprint" | "limits" | "onProgress"> = {},
): Promise<ShrunkScenario> {
  const drain = await chooseDrain(host);
  const began = host.wallNanoseconds();
  const trial: Trial = async (candidate, record) => {
    const { failure, taken } = await runScenario(scenario, host, { ...recipeOptions(recipeOf(candidate, recipe.seed)), drain, record });
    return { fingerprint: failure?.fingerprint, subject: failure?.subject, taken };
  };
  const workloadOf = ({ plan, duration }: Pick<Candidate, "plan" | "duration">, keep: Recipe["keep"]): Workload =>
    expandTraffic(scenario.traffic, recipe.seed, scenario.duration, producerNames(scenario), { faults: plan.faults, until: duration, ...(keep === undefined ? {} : { keep }) });
  const { keep, plan, duration, cuts, neutral, tape } = recipe;
  const messages = keep === undefined ? [...workloadOf({ plan, duration }, undefined).index] : indicesOf(keep);
  const { candidate, ...shrunk } = await shrink({ plan, messages, duration, cuts, neutral, tape }, {
    ...options, trial,
    publishedAt: (smaller) => [...workloadOf(smaller, recipeOf(smaller, recipe.seed).keep).at],
    elapsed: () => Number(host.wallNanoseconds() - began),
  });
  return { ...shrunk, recipe: recipeOf(candidate, recipe.seed) };
}
