import { WavetankError } from "../../../src/kernel/error.ts";
import { sec } from "../../../src/kernel/time.ts";
import { liveHost } from "../../../src/live/host.ts";
import type { Finding, Outcome } from "../mutant.ts";
import { ablation, leftOf, sizeOf } from "./ablation.ts";
import { BusWorld } from "./bus-world.ts";
import { REST, TRAFFIC_SPAN, type Plan } from "./plan.ts";

const host = liveHost();

/** What happens to be in the world at the end. */
export type Epilogue = (world: BusWorld) => Promise<readonly Finding[]> | readonly Finding[];

/** Plays a plan until everything has come to rest, and judges it. */
export async function runWorld(
  whole: Plan, epilogue: Epilogue = () => [],
): Promise<Outcome & { readonly world: BusWorld }> {
  const drain = host.drains[0];
  if (drain === undefined) throw new Error("this host has no drain");
  const plan = leftOf(whole);
  const world = new BusWorld(plan, drain);
  const errors: Finding[] = [];
  const endWatch = host.watchRejections((reason) => world.scheduler.fail(reason));
  // Each stretch in a macrotask of its own: after an `await` the drain would do nothing.
  const runUntil = (at: number, begin = (): void => {}): Promise<void> =>
    host.hop(async () => {
      const armed = host.guard.arm("traps");
      try {
        begin();
        await world.scheduler.runUntil(at);
      } finally {
        for (const { route } of armed.disarm()) errors.push({ oracle: "determinism", what: `${route} was used` });
      }
    });
  try {
    await runUntil(TRAFFIC_SPAN, () => world.start());
    while (world.unrest !== undefined && world.scheduler.now < REST) await runUntil(world.scheduler.now + sec(1));
    await runUntil(world.scheduler.now + sec(3));
    world.judges.finish(world.unrest);
    world.judges.buried(world.buried);
  } catch (error) {
    errors.push(findingOf(error));
  } finally {
    endWatch();
  }
  ablation.size = sizeOf(plan, world.taken);
  ablation.taken = world.taken;
  const { findings, compared } = world.judges.outcome();
  const more = errors.length > 0 ? [] : await epilogue(world);
  return { findings: [...errors, ...findings, ...more], compared, world };
}

const STALLED = new Set(["E_DEADLOCK", "E_LIVELOCK"]);

/** What the error that ended a run means. */
export function findingOf(error: unknown): Finding {
  const what = String(error).split("\n")[0] as string;
  if (!(error instanceof WavetankError)) return { oracle: "crash", what };
  if (STALLED.has(error.code)) return { oracle: "liveness", what };
  return { oracle: error.code === "E_DETERMINISM_LEAK" ? "determinism" : "crash", what };
}
