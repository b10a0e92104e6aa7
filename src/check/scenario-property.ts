import fc from "fast-check";
import { runScenario } from "../harness/scenario/run.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import { chooseDrain, type Drain, type Host } from "../kernel/host.ts";
import { liveHost } from "../live/host.ts";
import type { Always } from "../oracles/property.ts";
import type { FaultPlanOptions } from "./fault-plans.ts";
import { ScenarioFailure } from "./scenario-failure.ts";
import { scenarioRuns, type ScenarioRun } from "./scenario-runs.ts";
import { validScenario } from "./valid-scenario.ts";

export interface ScenarioPropertyOptions extends FaultPlanOptions {
  /** What must hold besides what the scenario says. */
  readonly always?: readonly Always[];
}

/**
 * The scenario's claim as a property over seeds, fault plans and workloads. While one failure is shrunk, a run that
 * fails in another way counts as passed, so that the counterexample is of the failure that was found.
 *
 * @throws {WavetankError} E_SCENARIO - the scenario cannot be run.
 */
export function scenarioProperty(
  scenario: Scenario, host: Host = liveHost(), options: ScenarioPropertyOptions = {},
): fc.IAsyncPropertyWithHooks<[ScenarioRun]> {
  const judged = validScenario({ ...scenario, always: [...scenario.always, ...(options.always ?? [])] });
  const judgedText =
    options.always === undefined ? "scenario" : "{ ...scenario, always: [...scenario.always, ...always] }";
  const fingerprints = new SameFailure();
  let drain: Promise<Drain> | undefined;
  const property = fc.asyncProperty(scenarioRuns(judged, options), async (run) => {
    const outcome = await runScenario(judged, host, { ...run, drain: await (drain ??= chooseDrain(host)) });
    if (outcome.failure === undefined || !fingerprints.counts(run, outcome.failure.fingerprint)) return;
    throw new ScenarioFailure(outcome, `await runScenario(${judgedText}, liveHost(), ${JSON.stringify(run)})`);
  });
  const shrink = property.shrink.bind(property);
  const inheriting: typeof shrink = (value) =>
    shrink(value).map((child) => {
      fingerprints.inherit(value.value_[0], child.value_[0]);
      return child;
    });
  property.shrink = inheriting;
  return property;
}

/** Which failure a run has to show: the one of the run that it was shrunk from, or any. */
class SameFailure {
  readonly #wanted = new WeakMap<ScenarioRun, string>();

  inherit(parent: ScenarioRun, child: ScenarioRun): void {
    const wanted = this.#wanted.get(parent);
    if (wanted !== undefined) this.#wanted.set(child, wanted);
  }

  counts(run: ScenarioRun, fingerprint: string): boolean {
    const wanted = this.#wanted.get(run) ?? fingerprint;
    this.#wanted.set(run, wanted);
    return wanted === fingerprint;
  }
}
