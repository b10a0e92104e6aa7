import type { Capsule } from "../harness/capsule/capsule.ts";
import { replayCapsule } from "../harness/capsule/replay-capsule.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import { liveHost } from "../live/host.ts";
import { ScenarioFailure } from "./scenario-failure.ts";

/**
 * Makes the run of a capsule, which was read from `file`, again.
 *
 * @throws {ScenarioFailure} that failure, or any other, occurs.
 * @throws {WavetankError} E_CAPSULE_SCENARIO - it is the capsule of another scenario.
 */
export async function assertCapsule(capsule: Capsule, file: string, scenario: Scenario): Promise<void> {
  const { outcome } = await replayCapsule(capsule, scenario, liveHost());
  if (outcome.failure !== undefined) throw new ScenarioFailure(outcome, `npx wavetank replay ${file}`);
}
