import { LAYOUTS } from "../../../src/bus/wire/layout.ts";
import { RandomStream } from "../../../src/kernel/random.ts";
import { ms } from "../../../src/kernel/time.ts";
import type { RunTrial } from "../mutant.ts";
import { calm, swarm } from "../world/plan.ts";
import { runWorld } from "../world/run-world.ts";

/**
 * One producer and one consumer over links that lose, repeat, cut and half-apply; handlers that fail, wait, or never
 * succeed.
 */
export const trial: RunTrial = async (seed) => {
  const random = new RandomStream(seed, "mutants.pipeline");
  const layout = random.pick(LAYOUTS.slice(2));
  const faults = swarm(random, ["producer", "consumer-0"]).filter((fault) => fault !== "fault.consumer-0.duplicated");
  return runWorld(calm(seed, {
    faults,
    wire: { layout, mode: random.pick(["pipeline", "script"]), fenced: random.chance(1, 4) },
    consumersAt: random.chance(1, 3) ? ms(400) : 0,
    incidents: [{ at: ms(1_000), kind: "foreign" }, { at: ms(1_500), kind: "foreign" }],
    handling: (number, attempt) => {
      if (number % 97 === 96) return "fails";
      if (number % 41 === 40 && attempt < 3) return "fails";
      return number % 7 === 3 ? "slowly" : "at once";
    },
  }));
};
