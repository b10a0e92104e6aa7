import { RandomStream } from "../../../src/kernel/random.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import type { RunTrial } from "../mutant.ts";
import { calm, swarm, type Incident } from "../world/plan.ts";
import { runWorld } from "../world/run-world.ts";

/** A store that syncs every write dies and comes back; the producer starts anew; an operator removes the group. */
export const trial: RunTrial = async (seed) => {
  const random = new RandomStream(seed, "mutants.outage");
  const at = (): number => ms(300) + random.below(sec(3));
  const incidents: Incident[] = [
    { at: at(), kind: "store-crash", lasting: random.pick([ms(50), ms(400), sec(1)]) },
    { at: at(), kind: "producer-restart" },
    { at: at(), kind: "foreign" },
    ...(random.chance(1, 2) ? [{ at: at(), kind: "group-lost" } as const] : []),
  ];
  return runWorld(
    calm(seed, {
      incidents, faults: swarm(random, ["producer"]), deployment: { persistence: { kind: "aof", fsync: "always" } },
    }),
  );
};
