import type { ScenarioOutcome } from "../harness/scenario/outcome.ts";
import { runScenario } from "../harness/scenario/run.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import { WavetankError } from "../kernel/error.ts";
import { chooseDrain, type Host } from "../kernel/host.ts";
import { formatSeed, type Seed } from "../kernel/seed.ts";
import { liveHost } from "../live/host.ts";
import { formatFailure } from "./failure-text.ts";
import { validScenario } from "./valid-scenario.ts";

export interface HoldOptions {
  /** How many, counted up from `from`. Default 20. */
  readonly seeds?: number;
  /** Default 0. */
  readonly from?: Seed;
  /** The module whose default export the scenario is, for the command that makes a failing run again. */
  readonly file?: string;
  readonly host?: Host;
}

/** What came of some seeds of a scenario. */
export interface HoldReport {
  readonly scenario: string;
  readonly runs: number;
  /** The first run that failed; none was made after it. */
  readonly failed: ScenarioOutcome | undefined;
  /** What must happen sometimes and happened in no run. */
  readonly unseen: readonly string[];
  /** Oracles that compared nothing in any run. */
  readonly idle: readonly string[];
}

/** There are so many. */
const SEEDS = 0x1_0000_0000;

/**
 * Runs a scenario from some seeds, until one fails.
 *
 * @throws {WavetankError} E_SCENARIO - the scenario cannot be run; E_SEED - there are no such seeds; E_DETERMINISM_LEAK
 */
export async function hold(
  scenario: Scenario, { seeds = 20, from = 0, host = liveHost() }: HoldOptions = {},
): Promise<HoldReport> {
  const valid = validScenario(scenario);
  if (![seeds, from].every(Number.isInteger) || seeds < 1 || from < 0 || from + seeds > SEEDS) {
    throw new WavetankError("E_SEED", `${seeds} seeds from ${from}`, { expected: `one or more of 0 to ${SEEDS - 1}` });
  }
  const drain = await chooseDrain(host);
  const unseen = new Set(valid.sometimes.map(({ name }) => name));
  const idle = new Set(valid.always.map(({ name }) => name));
  for (let runs = 1; runs <= seeds; runs++) {
    const outcome = await runScenario(valid, host, { seed: from + runs - 1, drain });
    for (const { name, count } of outcome.sometimes) if (count > 0) unseen.delete(name);
    for (const { name, compared } of outcome.oracles) if (compared > 0) idle.delete(name);
    if (outcome.failure !== undefined) return { scenario: valid.name, runs, failed: outcome, unseen: [], idle: [] };
  }
  return { scenario: valid.name, runs: seeds, failed: undefined, unseen: [...unseen], idle: [...idle] };
}

/** Whether the claim held, and the runs could have shown that it does not. */
export const didHold = ({ failed, unseen, idle }: HoldReport): boolean =>
  failed === undefined && unseen.length + idle.length === 0;

export function formatHold({ scenario, runs, failed, unseen, idle }: HoldReport, file?: string): string {
  const named = file ?? "FILE";
  if (failed !== undefined) {
    const seed = formatSeed(failed.seed);
    return [
      `seed ${seed} fails, after ${runs - 1} that did not`,
      formatFailure(failed, `npx wavetank run ${named} --seed ${seed}`),
      `  shrink    npx wavetank fuzz ${named} --seeds ${seed}..${seed}   (writes a capsule)`,
      ...(file === undefined
        ? [`            FILE is the module whose default export is the scenario ${scenario}`]
        : []),
    ].join("\n");
  }
  return [
    `${scenario} broke nothing in ${runs} runs`,
    ...unseen.map((name) => `  ${name} happened in none of them`),
    ...idle.map((name) => `  ${name} compared nothing in any of them`),
  ].join("\n");
}

/** @throws {Error} with the report, unless the scenario held. */
export async function assertHolds(scenario: Scenario, options: HoldOptions = {}): Promise<void> {
  const report = await hold(scenario, options);
  if (!didHold(report)) throw new Error(formatHold(report, options.file));
}
