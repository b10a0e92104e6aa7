import type { Host } from "../../kernel/host.ts";
import type { Capsule, CodeIdentity } from "../capsule/capsule.ts";
import { checkFit } from "../capsule/check-fit.ts";
import { makeCapsule, runRecipe } from "../capsule/make-capsule.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ScenarioOutcome } from "../scenario/outcome.ts";
import type { ShrinkOptions } from "./shrink.ts";
import { shrinkScenario, type ShrunkScenario } from "./shrink-scenario.ts";
import { tellStory, type Story } from "./story.ts";
import { turningPoint } from "./turning-point.ts";

/** A failure made small, and everything to take away from it. */
export interface ShrunkCapsule {
  readonly shrunk: ShrunkScenario;
  readonly capsule: Capsule;
  readonly outcome: ScenarioOutcome;
  readonly story: Story;
}

/** Of a capsule, or of a seed that failed. */
export type FailingRun = Pick<Capsule, "recipe" | "failure" | "scenario" | "inputs">;

export type CapsuleShrinkOptions = Pick<ShrinkOptions, "limits" | "onProgress">;

const NOTHING_TO_TELL: Story = { events: [], left: 0, turningPoint: undefined };

/**
 * Shrinks a capsule's failure, of its own fingerprint and no other, and makes the capsule and the story of what is
 * left.
 *
 * @throws {WavetankError} E_CAPSULE_SCENARIO - see `checkFit`; E_SHRINK_NO_FAILURE, E_SHRINK_OTHER;
 *   E_DETERMINISM_LEAK
 */
export async function shrinkCapsule(
  from: FailingRun, code: CodeIdentity, scenario: Scenario, host: Host, options: CapsuleShrinkOptions = {},
): Promise<ShrunkCapsule> {
  checkFit(from, scenario);
  const { failure, inputs } = from;
  const wanted = failure === undefined ? {} : { fingerprint: failure.fingerprint };
  const shrunk = await shrinkScenario(scenario, host, from.recipe, { ...options, ...wanted });
  const { recipe, before, after, runs, isMinimal } = shrunk;
  const run = await runRecipe(scenario, host, recipe);
  const { outcome, events } = run;
  const turn = await turningPoint(scenario, host, recipe, events);
  return {
    shrunk, outcome,
    capsule: makeCapsule({
      code, scenario: from.scenario, recipe, run, inputs, shrunk: { before, after, runs, isMinimal },
    }),
    story: outcome.failure === undefined ? NOTHING_TO_TELL : tellStory(outcome.failure, events, turn),
  };
}
