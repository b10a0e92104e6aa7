import { checkScenario } from "../harness/scenario/check.ts";
import { loadRecordings } from "../harness/scenario/load-recordings.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import { WavetankError } from "../kernel/error.ts";

/**
 * The scenario itself, or with its recordings if it plays some: their paths lead from the working folder.
 *
 * @throws {WavetankError} E_SCENARIO - it is impossible, or says something that has no effect; and as `loadRecordings`.
 */
export function validScenario(scenario: Scenario): Scenario {
  if (typeof scenario !== "object" || (scenario as unknown) === null) {
    throw new WavetankError("E_SCENARIO", "that is no scenario", { expected: "what scenario({ … }) gives" });
  }
  const loaded = loadRecordings(scenario);
  const problems = checkScenario(loaded);
  if (problems.length === 0) return loaded;
  throw new WavetankError("E_SCENARIO", problems.map(({ problem }) => problem).join("; "), {
    where: scenario.name, expected: problems.map(({ expected }) => expected).join("; "),
  });
}
