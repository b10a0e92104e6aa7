import type { Scenario } from "../../src/harness/authoring.ts";
import { runScenario } from "../../src/harness/scenario/run.ts";
import { chooseDrain } from "../../src/kernel/host.ts";
import { liveHost } from "../../src/live/host.ts";
import type { Lane } from "../kit/lane.ts";

/**
 * Before the first round: what a campaign compiles and compiles again in its first seconds is not what a seed costs it.
 */
const WARM_UP = { from: 1_000_000, seeds: 200 };

/** One seed after the other, the same ones in every round: from the world's first object to the outcome. */
export async function openScenario(scenario: Scenario): Promise<Lane> {
  const host = liveHost();
  const drain = await chooseDrain(host);
  // As a campaign does for a chunk of seeds.
  host.guard.keep();
  for (let seed = WARM_UP.from; seed < WARM_UP.from + WARM_UP.seeds; seed++)
    await runScenario(scenario, host, { seed, drain });
  return {
    async run(operations) {
      let handled = 0;
      for (let seed = 1; seed <= operations; seed++) {
        const { failure, counters } = await runScenario(scenario, host, { seed, drain });
        if (failure !== undefined) throw new Error(`seed ${seed}: ${failure.oracle}: ${failure.message}`);
        handled += counters["handled"] ?? 0;
      }
      return { operations, answers: { [`handled of ${operations} seeds`]: handled } };
    },
  };
}
