import { exploreByBranching } from "../../src/harness/explore/branching.ts";
import type { Order } from "../../src/harness/explore/order.ts";
import { probeSteps } from "../../src/harness/explore/probe.ts";
import { runScenario } from "../../src/harness/scenario/run.ts";
import type { Scenario } from "../../src/harness/scenario/scenario.ts";
import { chooseDrain } from "../../src/kernel/host.ts";
import { liveHost } from "../../src/live/host.ts";

export const STRATEGIES = ["uniform", "PCT(2)", "PCT(3)", "branching"] as const;

export type Strategy = (typeof STRATEGIES)[number];

const host = liveHost();
const drain = await chooseDrain(host);

/** Runs until the first failure of `scenario`, from seed `from`; Infinity when `most` did not find it. */
export async function runsToDetection(
  scenario: Scenario, strategy: Strategy, from: number, most: number,
): Promise<number> {
  if (strategy === "branching") {
    const { runs, failed } = await exploreByBranching(scenario, host, { from, runs: most, order: "uniform" });
    return failed === undefined ? Infinity : runs;
  }
  const order: Order =
    strategy === "uniform"
      ? "uniform"
      : { pct: strategy === "PCT(2)" ? 2 : 3, steps: await probeSteps(scenario, host, drain) };
  // The probe is a run too.
  const probes = order === "uniform" ? 0 : 1;
  for (let run = 0; run + probes < most; run++) {
    const { failure } = await runScenario(scenario, host, { seed: from + run, drain, order });
    if (failure !== undefined) return run + 1 + probes;
  }
  return Infinity;
}
