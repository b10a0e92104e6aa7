import { runScenario } from "../../../src/harness/scenario/run.ts";
import type { Scenario } from "../../../src/harness/scenario/scenario.ts";
import { liveHost } from "../../../src/live/host.ts";
import type { RunTrial } from "../mutant.ts";
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
