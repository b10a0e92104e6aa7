import { Redis } from "ioredis";
import { Decisions } from "../../src/kernel/decisions.ts";
import type { Drain } from "../../src/kernel/host.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { Sites } from "../../src/kernel/site.ts";
import { liveDrains, liveHost } from "../../src/live/host.ts";
import { installVirtualTimers } from "../../src/live/virtual-timers.ts";
import { modelRedis } from "../../src/redis/model-redis.ts";
import { WireServer } from "../../src/redis/wire/wire-connector.ts";
import type { Lane } from "../kit/lane.ts";
import { FIELD, VALUE } from "./entry.ts";

const BATCH = 1_000;
const EPOCH_UNIX_MS = 1_767_571_200_000;

/** A world of its own for each round: the unmodified client connects, fills a stream in pipelines, and hangs up. */
export function open(): Lane {
  const [drain] = liveDrains();
  return { run: (operations) => liveHost().hop(() => round(operations, drain as Drain)) };
}

async function round(operations: number, drain: Drain): Promise<{ readonly operations: number }> {
  const scheduler = new Scheduler({ sites: new Sites(), drain });
  const server = modelRedis({ compat: "7.2", random: () => 0, startedAtUs: EPOCH_UNIX_MS * 1_000 });
  const decisions = new Decisions(1, { enabled: [] });
  const { Connector } = new WireServer({ server, scheduler, epochUnixMs: EPOCH_UNIX_MS, decisions });
  const restore = installVirtualTimers({ scheduler, epochUnixMs: EPOCH_UNIX_MS });
  let appended = 0;
  try {
    const redis = new Redis({ Connector, disableClientInfo: true });
    void (async () => {
      while (appended < operations) {
        const pipeline = redis.pipeline();
        for (let i = 0; i < BATCH; i++) pipeline.xadd("s", "MAXLEN", "~", 10_000, "*", FIELD, VALUE);
        appended += (await pipeline.exec())?.length ?? 0;
      }
      redis.disconnect();
    })().catch((error: unknown) => scheduler.fail(error));
    await scheduler.runUntil();
  } finally {
    restore();
  }
  return { operations: appended };
}
