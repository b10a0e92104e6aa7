import { checkScenario } from "../harness/scenario/check.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import { WavetankError } from "../kernel/error.ts";

/**
 * The scenario itself.
 *
 * @throws {WavetankError} E_SCENARIO - it is impossible, or says something that has no effect.
 */
export function validScenario(scenario: Scenario): Scenario {
  if (typeof scenario !== "object" || (scenario as unknown) === null) {
    throw new WavetankError("E_SCENARIO", "that is no scenario", { expected: "what scenario({ … }) gives" });
  }
  const problems = checkScenario(scenario);
  if (problems.length === 0) return scenario;
  throw new WavetankError("E_SCENARIO", problems.map(({ problem }) => problem).join("; "), {
    where: scenario.name, expected: problems.map(({ expected }) => expected).join("; "),
  });
}
