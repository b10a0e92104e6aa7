import { RandomStream } from "../../../src/kernel/random.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import type { RunTrial } from "../mutant.ts";
import { calm, traffic } from "../world/plan.ts";
import { runWorld } from "../world/run-world.ts";

/**
 * A replica takes over, or the master restarts from its log, while nothing is under way: what was settled stays
 * settled.
 */
export const trial: RunTrial = async (seed) => {
  const random = new RandomStream(seed, "mutants.failover");
  const first = traffic(random, 120).map((publication) => ({ ...publication, at: Math.floor(publication.at / 4) }));
  const later = traffic(random, 80).map((publication) => ({
    ...publication,
    at: sec(3) + Math.floor(publication.at / 5),
  }));
  const [replicas, incident] = random.chance(1, 2) ? [1, "failover"] as const : [0, "store-crash"] as const;
  return runWorld(calm(seed, {
    traffic: [...first, ...later], mayRepeat: true,
    incidents: [{ at: sec(2) + random.below(ms(900)), kind: incident, lasting: ms(20) }],
    deployment: { persistence: { kind: "aof", fsync: "always" }, replicas },
  }));
};
