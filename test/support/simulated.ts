import { Cpu } from "../../src/kernel/cpu.ts";
import { Decisions, type Override } from "../../src/kernel/decisions.ts";
import { NodeClock } from "../../src/kernel/node-clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { Sites } from "../../src/kernel/site.ts";
import { ms } from "../../src/kernel/time.ts";
import { liveDrains, liveHost } from "../../src/live/host.ts";
import { Deployment } from "../../src/redis/deployment/deployment.ts";
import { LAN_LATENCY } from "../../src/redis/link.ts";
import type { Reply } from "../../src/redis/server/reply.ts";
import type { RedisServer } from "../../src/redis/server/server.ts";
import type { Session } from "../../src/redis/server/session.ts";
import { ModelStore } from "../../src/redis/stores/model-store.ts";
import { ModelTail } from "../../src/redis/stores/model-tail.ts";
import type { StreamValue } from "../../src/redis/streams/stream-value.ts";

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

/** A deployment of one node, and stores for nodes that talk to it. */
export function modelRedis(
  world: Simulated, options: { seed?: number; faults?: readonly string[]; tape?: readonly Override[] } = {},
) {
  const { scheduler } = world;
  const decisions = new Decisions(options.seed ?? 1, { enabled: options.faults ?? [], tape: options.tape ?? [] });
  const deployment = new Deployment({
    scheduler, decisions, epochUnixMs: EPOCH_UNIX_MS, compat: "7.2", persistence: { kind: "none" },
  });
  deployment.start(false);
  const sessions = new Map<RedisServer, Session>();
  /** The master's process as it runs now. */
  const current = (): readonly [RedisServer, Session] => {
    const server = deployment.master.server as RedisServer;
    let session = sessions.get(server);
    if (session === undefined) sessions.set(server, (session = server.connect({ deliver: () => {} })));
    return [server, session];
  };
  const store = (node: string, onApplied?: (count: number) => void): ModelStore =>
    new ModelStore({
      scheduler, endpoint: deployment.endpoint("master"), cpu: new Cpu(scheduler), node, latency: LAN_LATENCY,
      decisions, commandTimeout: ms(500), onApplied: (_stream, entries) => onApplied?.(entries.length),
    });
  const tail = new ModelTail({
    scheduler, endpoint: deployment.endpoint("master"), cpu: new Cpu(scheduler), node: "tail", latency: LAN_LATENCY,
    decisions, commandTimeout: ms(500),
  });
  /** Runs a command at the server, without a link. */
  const run = (...args: readonly (string | number)[]): Reply | undefined => {
    const [server, session] = current();
    return server.apply(session, args.map(String), deployment.master.nowUs);
  };
  const stream = (key: string): StreamValue | undefined =>
    current()[0].databases[0]?.get(key) as StreamValue | undefined;
  /** Texts of the ids and fields of a stream's entries. */
  const entries = (key: string): readonly (readonly [id: string, fields: readonly string[]])[] =>
    run("XRANGE", key, "-", "+") as readonly (readonly [string, readonly string[]])[];
  return { deployment, store, tail, run, stream, entries };
}
