import { chooseDrain, type Host } from "../../kernel/host.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { Duration } from "../../kernel/time.ts";
import type { Recipe } from "../capsule/recipe.ts";
import { recipeOptions, unchanging } from "../capsule/recipe.ts";
import type { RunPlan } from "../scenario/plan.ts";
import { runScenario } from "../scenario/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { expandTraffic, type Workload } from "../scenario/workload.ts";
import { producerNames } from "../world/world.ts";
import type { Trial } from "./attempts.ts";
import { indicesOf, recipeOf, type Candidate } from "./candidate.ts";
import { MessageNeeds } from "./message-needs.ts";
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
  scenario: Scenario, host: Host, recipe: Recipe,
  options: Pick<ShrinkOptions, "fingerprint" | "limits" | "onProgress"> = {},
): Promise<ShrunkScenario> {
  const drain = await chooseDrain(host);
  const began = host.wallNanoseconds();
  const needs = new NeedsOf(scenario, recipe);
  const trial: Trial = async (candidate, record) => {
    // With other faults venues send other messages: what was complete may not be any more.
    if (needs.of(candidate)?.isComplete(candidate.messages) === false)
      return { fingerprint: undefined, subject: undefined, taken: [] };
    const { failure, taken } = await runScenario(scenario, host, {
      ...recipeOptions({ ...recipeOf(candidate, recipe.seed), ...unchanging(recipe) }),
      drain, record,
    });
    return { fingerprint: failure?.fingerprint, subject: failure?.subject, taken };
  };
  const workloadOf = ({ plan, duration }: Pick<Candidate, "plan" | "duration">, keep: Recipe["keep"]): Workload =>
    expand(scenario, recipe.seed, plan, duration, keep);
  const { keep, plan, duration, cuts, neutral, tape } = recipe;
  const messages = keep === undefined ? [...workloadOf({ plan, duration }, undefined).index] : indicesOf(keep);
  const { candidate, ...shrunk } = await shrink(
    { plan, messages, duration, cuts, neutral, tape },
    {
      ...options,
      trial, complete: (smaller, some) => needs.of(smaller)?.complete(some) ?? some,
      publishedAt: (smaller) => [...workloadOf(smaller, recipeOf(smaller, recipe.seed).keep).at],
      elapsed: () => Number(host.wallNanoseconds() - began),
    },
  );
  return { ...shrunk, recipe: { ...recipeOf(candidate, recipe.seed), ...unchanging(recipe) } };
}

const expand = (scenario: Scenario, seed: Seed, { faults }: RunPlan, until: Duration, keep: Recipe["keep"]): Workload =>
  expandTraffic(scenario.traffic, seed, scenario.duration, producerNames(scenario), {
    faults, until,
    ...(keep === undefined ? {} : { keep }),
  });

/** What messages build on, for each set of faults; only what venues send builds on anything. */
class NeedsOf {
  readonly #scenario: Scenario;
  readonly #seed: Seed;
  #last: { readonly faults: string; readonly needs: MessageNeeds } | undefined;

  constructor(scenario: Scenario, { seed }: Recipe) {
    this.#scenario = scenario;
    this.#seed = seed;
  }

  of({ plan }: Candidate): MessageNeeds | undefined {
    if (!this.#scenario.traffic.some(({ kind }) => kind === "session" || kind === "recording")) return undefined;
    const faults = JSON.stringify(plan.faults);
    if (this.#last?.faults !== faults) {
      this.#last = {
        faults, needs: new MessageNeeds(expand(this.#scenario, this.#seed, plan, this.#scenario.duration, undefined)),
      };
    }
    return this.#last.needs;
  }
}
