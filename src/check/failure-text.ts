import type { ScenarioOutcome } from "../harness/scenario/outcome.ts";
import { formatInstant } from "../kernel/time.ts";
import { describeFault } from "../report/scenario-text.ts";
import { formatCount } from "../report/table.ts";

const MOST_LINES = 8;

/** Why a run failed, in what surroundings, and how to make it again: `replay` is a line of code or a command. */
export function formatFailure(outcome: ScenarioOutcome, replay: string): string {
  const { failure, plan, workload } = outcome;
  const knobs = Object.entries(plan.knobs).map(([name, value]) => `${name}=${value}`);
  const faults = plan.faults.map(describeFault);
  return [
    ...(failure === undefined ? [`${outcome.scenario}: ${outcome.verdict}`] : [
      `${outcome.scenario}: ${failure.oracle} at ${formatInstant(failure.at)} s, fingerprint ${failure.fingerprint}`,
      `  "${outcome.claim}"`,
      ...failure.message.split("\n").slice(0, MOST_LINES).map((line) => `  ${line}`),
    ]),
    `  faults    ${faults.length === 0 ? "none" : faults.join("\n            ")}`,
    `  messages  ${formatCount(workload.published)} of ${formatCount(workload.size)}`,
    ...(knobs.length === 0 ? [] : [`  knobs     ${knobs.join("  ")}`]),
    ...(plan.buggify ? ["  buggify   on"] : []),
    `  replay    ${replay}`,
  ].join("\n");
}
