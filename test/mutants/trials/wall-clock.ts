import { ms, sec } from "../../../src/kernel/time.ts";
import type { RunTrial } from "../mutant.ts";
import { calm } from "../world/plan.ts";
import { runWorld } from "../world/run-world.ts";

/** The same run once more with clocks that are set back an hour: nothing may change. */
export const trial: RunTrial = async (seed) => {
  const still = await runWorld(calm(seed));
  const stepped = await runWorld(calm(seed, {
    incidents: [{ at: ms(700), kind: "producer-step" }, { at: sec(1), kind: "consumer-step" }],
  }));
  const same = still.world.judges.effects.join() === stepped.world.judges.effects.join();
  const findings = [...stepped.findings, ...still.findings];
  return {
    compared: { ...still.compared, "wall-clock-invariance": 1 },
    findings: same
      ? findings
      : [
          { oracle: "wall-clock-invariance", what: "a step of the wall clock changes what is handled, or when" },
          ...findings,
        ],
  };
};
