import type { Leak } from "../../../src/kernel/host.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { Sites } from "../../../src/kernel/site.ts";
import { ms } from "../../../src/kernel/time.ts";
import { liveGuard } from "../../../src/live/guard/guard.ts";
import { liveDrains, liveHost } from "../../../src/live/host.ts";
import { installVirtualTimers } from "../../../src/live/virtual-timers.ts";

export const EPOCH_MS = 1_767_571_200_000;
const LIMIT = ms(7_200_000);

/** A scheduler with one of the host's ways to run ticks and promises. */
export function schedulerWith(chosen: number): Scheduler {
  const drain = liveDrains()[chosen];
  if (drain === undefined) throw new Error("this host has no drain");
  return new Scheduler({ sites: new Sites(), drain });
}

export interface Play {
  readonly scheduler: Scheduler;
  /** What happened, and when. */
  readonly log: readonly string[];
  /** Closes what the scenario has left open. */
  readonly close: () => void;
}

/** Plays a scenario to its end in virtual time, with the traps on: whoever reaches for the real world is found out. */
export async function play({ scheduler, log, close }: Play, scenario: () => Promise<void>): Promise<void> {
  let outcome: { readonly error?: unknown } | undefined;
  let leaks: readonly Leak[] = [];
  await liveHost().hop(async () => {
    const armed = liveGuard.arm("traps");
    const restore = installVirtualTimers({ scheduler, epochUnixMs: EPOCH_MS });
    try {
      const failed = (error: unknown): void => {
        outcome = { error };
        scheduler.fail(error);
      };
      void scenario().then(() => (outcome = {}), failed).finally(close);
      await scheduler.runUntil(LIMIT);
    } finally {
      restore();
      leaks = armed.disarm();
    }
  });
  if (outcome === undefined)
    throw new Error(`the scenario still waits after two hours of virtual time:\n${log.slice(-50).join("\n")}`);
  if ("error" in outcome) throw outcome.error;
  if (leaks.length > 0)
    throw new Error(`the client left the simulated world: ${leaks.map(({ route }) => route).join(", ")}`);
}
