import { RandomStream } from "../../../src/kernel/random.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import type { RunTrial } from "../mutant.ts";
import { calm, smallConfig } from "../world/plan.ts";
import { runWorld } from "../world/run-world.ts";

/** A consumer dies and comes back under its name, or leaves what it had to the other one. */
export const trial: RunTrial = async (seed) => {
  const random = new RandomStream(seed, "mutants.crash");
  const config = smallConfig();
  return runWorld(
    calm(seed, {
      consumers: random.between(1, 2), mayRepeat: true,
      wire: { layout: random.pick(["enhanced", "packed"]), mode: "pipeline", fenced: false },
      config: {
        ...config,
        consumer: { ...config.consumer, claimIdle: ms(600), claimInterval: ms(200), retryBase: ms(60) },
      },
      incidents: [
        {
          at: ms(500) + random.below(sec(3)), kind: "consumer-crash", lasting: random.chance(1, 2) ? ms(100) : sec(30),
        },
      ],
      handling: (number, attempt) =>
        number % 5 === 2 && attempt < 3 ? "fails" : number % 3 === 1 ? "slowly" : "at once",
    }),
  );
};
