import { Cpu } from "../../src/kernel/cpu.ts";
import { Decisions, type Override } from "../../src/kernel/decisions.ts";
import { NodeClock } from "../../src/kernel/node-clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { Sites } from "../../src/kernel/site.ts";
import { ms } from "../../src/kernel/time.ts";
import { liveDrains, liveHost } from "../../src/live/host.ts";
import { LAN_LATENCY } from "../../src/redis/link.ts";
import { ModelServer } from "../../src/redis/model/server.ts";
import { ModelStore } from "../../src/redis/stores/model-store.ts";

export const EPOCH_UNIX_MS = 1_767_571_200_000;

/** A scheduler with a clock, for code under test that runs in virtual time. */
export function simulated() {
  const drain = liveDrains()[0];
  if (drain === undefined) throw new Error("this host has no drain");
  const scheduler = new Scheduler({ sites: new Sites(), drain });
  const host = liveHost();
  return {
    scheduler,
    clock: new NodeClock(scheduler, "node"),
    fail: (error: unknown): void => scheduler.fail(error),
    /** Runs until `until`, or to the end of all events. `start` runs first, inside the run's macrotask. */
    run: (until?: number, start?: () => void): Promise<void> =>
      host.hop(() => {
        start?.();
        return scheduler.runUntil(until);
      }),
  };
}

export type Simulated = ReturnType<typeof simulated>;

/** A model server and stores for nodes that talk to it. */
export function modelRedis(world: Simulated, options: { seed?: number; faults?: readonly string[]; tape?: readonly Override[] } = {}) {
  const { scheduler } = world;
  const server = new ModelServer({ scheduler, epochUnixMs: EPOCH_UNIX_MS });
  const decisions = new Decisions(options.seed ?? 1, { enabled: options.faults ?? [], tape: options.tape ?? [] });
  const store = (node: string, onApplied?: (count: number) => void): ModelStore => new ModelStore({
    scheduler, server, cpu: new Cpu(scheduler), node, latency: LAN_LATENCY, decisions, commandTimeout: ms(500),
    onApplied: (_stream, entries) => onApplied?.(entries.length),
  });
  return { server, store };
}
