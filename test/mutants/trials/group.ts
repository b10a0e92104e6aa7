import { RandomStream } from "../../../src/kernel/random.ts";
import { ms } from "../../../src/kernel/time.ts";
import type { RunTrial } from "../mutant.ts";
import { calm, smallConfig, swarm } from "../world/plan.ts";
import { runWorld } from "../world/run-world.ts";

/** Two consumers of one group behind a fenced producer: every entry goes to one of them. */
export const trial: RunTrial = async (seed) => {
  const random = new RandomStream(seed, "mutants.group");
  const config = smallConfig();
  return runWorld(
    calm(seed, {
      consumers: 2, wire: { layout: "enhanced", mode: "script", fenced: true }, faults: swarm(random, ["producer"]),
      config: {
        ...config,
        consumer: { ...config.consumer, batch: random.between(1, 8), claimIdle: ms(400), claimInterval: ms(150) },
      },
      handling: (number, attempt) =>
        number % 41 === 40 && attempt < 3 ? "fails" : number % 5 === 3 ? "slowly" : "at once",
    }),
  );
};
