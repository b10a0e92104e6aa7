import { RandomStream } from "../../../src/kernel/random.ts";
import { sec } from "../../../src/kernel/time.ts";
import { liveHost } from "../../../src/live/host.ts";
import type { Finding, RunTrial } from "../mutant.ts";
import type { BusWorld } from "../world/bus-world.ts";
import { calm, smallConfig, swarm, TRAFFIC_SPAN } from "../world/plan.ts";
import { runWorld } from "../world/run-world.ts";

/** Closed while messages are under way: all that was accepted arrives, then nothing moves and no timer is left. */
export const trial: RunTrial = async (seed) => {
  const random = new RandomStream(seed, "mutants.close");
  const config = smallConfig();
  const outcome = await runWorld(calm(seed, {
    faults: swarm(random, ["producer"]), closeAt: Math.floor(TRAFFIC_SPAN / 8) + random.below(TRAFFIC_SPAN),
    // No passes of the keeper and no claims that would outlast the end.
    config: { ...config, trim: { ...config.trim, interval: sec(1) } },
  }), afterwards);
  return { ...outcome, compared: { ...outcome.compared, "resource-ledger": 3 } };
};

async function afterwards(world: BusWorld): Promise<readonly Finding[]> {
  const before = world.judges.effects.length;
  try {
    await liveHost().hop(() => world.scheduler.runUntil(world.scheduler.now + sec(60)));
  } catch (error) {
    return [{ oracle: "resource-ledger", what: String(error) }];
  }
  const problems = [
    world.leftovers === undefined && "close has not ended",
    world.heldAtClose > 0 && `closed with ${world.heldAtClose} messages held, and ${world.leftovers} reported`,
    world.judges.effects.length !== before && "messages are handled after the end",
    world.scheduler.pending > 0 && `${world.scheduler.pending} timers are left`,
  ];
  return problems.filter((what) => what !== false).map((what) => ({ oracle: "resource-ledger", what }));
}
