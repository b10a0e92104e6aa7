import fc from "fast-check";
import type { RunPlan } from "../harness/scenario/plan.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import type { Seed } from "../kernel/seed.ts";
import { runPlans, type FaultPlanOptions } from "./fault-plans.ts";
import { seeds } from "./seeds.ts";
import { validScenario } from "./valid-scenario.ts";
import { workloads, type KeptMessages } from "./workloads.ts";

/** One run of a scenario, as JSON: what `runScenario` is given. */
export interface ScenarioRun {
  readonly seed: Seed;
  readonly plan: RunPlan;
  readonly keep: KeptMessages;
}

/**
 * Runs of the scenario. Shrinks faults, knobs and messages away; the seed stays, and with it what is left.
 *
 * @throws {WavetankError} E_SCENARIO - the scenario cannot be run.
 */
export const scenarioRuns = (scenario: Scenario, options: FaultPlanOptions = {}): fc.Arbitrary<ScenarioRun> =>
  fc.record(
    { seed: seeds(), plan: runPlans(scenario, options), keep: workloads(validScenario(scenario)) },
    { noNullPrototype: true },
  );
