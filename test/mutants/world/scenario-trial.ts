import { recipeOfSeed } from "../../../src/harness/capsule/make-capsule.ts";
import type { Size } from "../../../src/harness/capsule/size.ts";
import { runScenario } from "../../../src/harness/scenario/run.ts";
import type { Scenario } from "../../../src/harness/scenario/scenario.ts";
import { shrinkScenario } from "../../../src/harness/shrink/shrink-scenario.ts";
import { liveHost } from "../../../src/live/host.ts";
import type { RunSize, RunTrial, ShrinkTrial } from "../mutant.ts";
import { findingOf } from "./run-world.ts";

/** One of the scenarios that are shipped, as a trial. */
export const scenarioTrial = (scenario: Scenario): RunTrial => async (seed) => {
  try {
    const { failure, oracles } = await runScenario(scenario, liveHost(), { seed });
    return {
      findings: failure === undefined ? [] : [{ oracle: failure.oracle, what: failure.message }],
      compared: Object.fromEntries(oracles.map(({ name, compared }) => [name, compared])),
    };
  } catch (error) {
    return { findings: [findingOf(error)], compared: {} };
  }
};

/** By wavetank's own shrinker, with as many runs as anybody gets: the very same failure, not only the same oracle. */
export const shrinkSeed = (scenario: Scenario): ShrinkTrial => async (seed, oracle) => {
  const outcome = await runScenario(scenario, liveHost(), { seed });
  if (outcome.failure?.oracle !== oracle) return undefined;
  const { before, after } = await shrinkScenario(scenario, liveHost(), recipeOfSeed(scenario, outcome), {
    fingerprint: outcome.failure.fingerprint, limits: { nanoseconds: Infinity },
  });
  return { before: sizeOf(before), after: sizeOf(after) };
};

const sizeOf = ({ faults, messages, decisions }: Size): RunSize => ({ faults, messages, decisions });
