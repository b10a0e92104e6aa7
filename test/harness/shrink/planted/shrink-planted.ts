import { recipeOfSeed } from "../../../../src/harness/capsule/make-capsule.ts";
import { runScenario } from "../../../../src/harness/scenario/run.ts";
import type { ScenarioOutcome } from "../../../../src/harness/scenario/outcome.ts";
import { shrinkScenario, type ShrunkScenario } from "../../../../src/harness/shrink/shrink-scenario.ts";
import type { Limits } from "../../../../src/harness/shrink/attempts.ts";
import { chooseDrain, type Host } from "../../../../src/kernel/host.ts";
import type { PlantedFailure } from "./planted-failure.ts";

/** What became of one planted failure. */
export interface PlantedResult {
  readonly failure: PlantedFailure;
  readonly seed: number;
  readonly shrunk: ShrunkScenario;
  /** Faults, knobs and single decisions beyond the known minimum. */
  readonly surplus: number;
}

/** Shrinks the failure of the first seed that has it; undefined when none of them has. */
export async function shrinkPlanted(
  failure: PlantedFailure, host: Host, seeds: number, limits: Partial<Limits> = {}, onFound?: () => void,
): Promise<PlantedResult | undefined> {
  const { scenario, minimum } = failure;
  const found = await firstFailing(failure, host, seeds);
  if (found === undefined) return undefined;
  onFound?.();
  const shrunk = await shrinkScenario(scenario, host, recipeOfSeed(scenario, found), { limits });
  const { faults, knobs, decisions } = shrunk.after;
  return {
    failure, seed: found.seed, shrunk,
    surplus: faults + knobs + decisions - (minimum.faults + minimum.knobs + minimum.decisions),
  };
}

async function firstFailing(
  { scenario }: PlantedFailure, host: Host, seeds: number,
): Promise<ScenarioOutcome | undefined> {
  const drain = await chooseDrain(host);
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = await runScenario(scenario, host, { seed, drain });
    if (outcome.failure !== undefined) return outcome;
  }
  return undefined;
}
