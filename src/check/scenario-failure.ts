import type { ScenarioOutcome } from "../harness/scenario/outcome.ts";
import { formatFailure } from "./failure-text.ts";

/** A run that broke a claim, for a test to fail with. */
export class ScenarioFailure extends Error {
  override readonly name = "ScenarioFailure";
  readonly outcome: ScenarioOutcome;

  constructor(outcome: ScenarioOutcome, replay: string) {
    super(formatFailure(outcome, replay));
    this.outcome = outcome;
  }
}
