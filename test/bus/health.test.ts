import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import type { BusClientOptions } from "../../src/bus/client-options.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms, sec, us, type Instant } from "../../src/kernel/time.ts";
import { bus, configWith } from "../support/bus-rig.ts";
import { producerLog } from "../support/probes.ts";
import { simulated } from "../support/simulated.ts";
import { timedStore } from "../support/timed-store.ts";

const HEALTH = { heartbeatInterval: ms(300), heartbeatTimeout: ms(100), maxMissed: 3 };

/** A client whose store answers everything after 100 us, except in [from, to): then nothing arrives there. */
function partitioned(from: Instant, to: Instant, options: Partial<BusClientOptions> = {}) {
  const world = simulated();
  const { scheduler, clock } = world;
  const isGone = (): boolean => scheduler.now >= from && scheduler.now < to;
  const timed = timedStore(world, (_write, entries) =>
    isGone()
      ? { after: ms(50), applied: 0, error: new StoreError("unknown", "timed out") }
      : { after: us(100), applied: entries.length },
  );
  const states: [Instant, string][] = [];
  const pings: Instant[] = [];
  const client = new BufferedMessageBusClient({
    config: configWith({ health: HEALTH }), clock, producer: "p", epoch: 1, probe: producerLog().probe, jitter: () => 0,
    onFault: world.fail,
    store: {
      ...timed.store,
      length: () => {
        pings.push(scheduler.now);
        return isGone() ? new Promise(() => {}) : clock.sleep(us(100), "store").then(() => 0);
      },
    },
    onHealth: ({ state }) => states.push([scheduler.now, state]),
    ...options,
  });
  const publish = (): string =>
    client.publish({ topic: "t", type: "T", payload: new Uint8Array(1), priority: 3, key: "k" });
  return { ...world, client, states, pings, publish, writes: timed.writes };
}

describe("heartbeat", () => {
  test("an idle producer whose store is gone at t says so by t + maxMissed · interval + timeout, not before as many were missed, and is connected after the heal", async () => {
    const { heartbeatInterval: interval, heartbeatTimeout: timeout, maxMissed } = HEALTH;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2_000_000 }), fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 5 }),
        async (cut, published) => {
          const [from, to] = [cut * 1_000, cut * 1_000 + sec(5)];
          const { client, run, clock, states, publish, scheduler } = partitioned(from, to);
          await run(to + 2 * interval, () => {
            void client.start();
            // Writes before the cut are signs of life too.
            for (const at of published) if (ms(at) < from - ms(1)) clock.after(ms(at), "test", publish);
          });
          const downAt = states.find(([, state]) => state === "down")?.[0];
          expect(downAt).toBeLessThanOrEqual(from + maxMissed * interval + timeout);
          expect(downAt).toBeGreaterThan(from + (maxMissed - 1) * interval);
          expect(states.map(([, state]) => state)).toEqual(["degraded", "down", "connected"]);
          expect(states.at(-1)![0]).toBeLessThanOrEqual(to + interval + us(100));
          // One heartbeat is all that is scheduled.
          expect(scheduler.pending).toBe(1);
          await run(undefined, () => void client.close());
          expect([scheduler.pending, client.health.state]).toEqual([0, "closed"]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a store that is written to is not asked", async () => {
    const { client, run, clock, pings, publish } = partitioned(Infinity, Infinity);
    await run(sec(3), () => {
      void client.start();
      for (let at = 0; at < 3_000; at += 100) clock.after(ms(at), "test", publish);
    });
    expect(pings).toEqual([]);
    await run(sec(4));
    expect(pings.length).toBe(3);
  });

  test("a store that answers again ends a long wait for the next attempt at once", async () => {
    const { client, run, clock, publish, writes, scheduler } = partitioned(ms(10), sec(40), {
      config: configWith({ health: HEALTH, retry: { base: sec(20), cap: sec(60), attempts: 0 } }),
    });
    await run(sec(41), () => {
      void client.start();
      clock.after(ms(20), "test", publish);
    });
    // Waits of 10 s, 20 s and 30 s: the attempt after the last would be at 60 s.
    expect(writes.map(({ at }) => Math.round(at / 1e9))).toEqual([0, 10, 30, 40]);
    expect([client.held, client.health.state]).toEqual([0, "connected"]);
    await run(undefined, () => client.abandon());
    expect(scheduler.pending).toBe(0);
  });
});

describe("retries", () => {
  test("wait 1, 2, 4 … 60 s with the origin's figures, half of it and what is drawn for the rest, all from one timer", async () => {
    const waits: number[] = [];
    const draws = [0, 1, 0.5, 0.25];
    let drawn = 0;
    const { publish, writes, run, scheduler } = bus(
      { retry: { base: sec(1), cap: sec(60), attempts: 0 } },
      { jitter: (limit) => Math.floor((limit - 1) * draws[drawn++ % 4]!) },
    );
    await run(0, () => void publish("a", 3));
    for (let attempt = 0; attempt < 9; attempt++) {
      const failedAt = scheduler.now;
      await run(failedAt, () => writes[attempt]!.break(new StoreError("unknown", "reset")));
      expect(scheduler.pending).toBe(1);
      while (writes.length === attempt + 1) await run(scheduler.now + ms(1));
      waits.push((scheduler.now - failedAt) / 1e9);
    }
    const full = Array.from({ length: 9 }, (_, i) => Math.min(60, 2 ** i));
    for (const [i, wait] of waits.entries())
      expect(Math.abs(wait - full[i]! * (0.5 + 0.5 * draws[i % 4]!))).toBeLessThan(0.002);
  });

  test.each([
    ["READONLY You can't write against a read only replica.", "refused", "READONLY"],
    ["LOADING Redis is loading the dataset in memory", "refused", "LOADING"],
    ["OOM command not allowed when used memory > 'maxmemory'.", "refused", "OOM"],
    ["connect ECONNREFUSED", "unknown", "NO-ANSWER"],
    ["MISCONF Redis is configured to save RDB snapshots", "refused", "MISCONF"],
  ] as const)(
    "after %s the producer goes on, and tells that it is retrying, why, since when and how often",
    async (message, kind, code) => {
      const { client, publish, writes, run, scheduler, accept } = bus();
      await run(ms(1), () => void publish("a", 3));
      await run(ms(2), () => writes[0]!.break(new StoreError(kind, message)));
      const { state, since, reason, ...rest } = client.health;
      expect([state, since]).toEqual(["retrying", ms(1)]);
      expect(rest).toMatchObject({ code, failedAttempts: 1 });
      expect(reason).toContain(message);
      await run(ms(10), () => writes[1] && accept(writes[1]));
      await run(scheduler.now + ms(20), () => writes[1] && accept(writes[1]));
      expect([client.health.state, client.health.code, client.held]).toEqual(["connected", undefined, 0]);
    },
  );
});
