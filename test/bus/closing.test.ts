import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloseOutcome } from "../../src/bus/client.ts";
import { PRIORITIES } from "../../src/bus/priority.ts";
import { StoreError } from "../../src/bus/store.ts";
import { ms, us } from "../../src/kernel/time.ts";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { configWith } from "../support/bus-rig.ts";
import { producerLog } from "../support/probes.ts";
import { simulated } from "../support/simulated.ts";
import { timedStore } from "../support/timed-store.ts";

/** A client at a store whose first `outage` writes fail. */
function rig(outage: number) {
  const world = simulated();
  const observed = producerLog();
  const { store } = timedStore(world, (write, entries) =>
    write < outage
      ? { after: us(100), applied: 0, error: new StoreError("unknown", "reset") }
      : { after: us(100), applied: entries.length },
  );
  const client = new BufferedMessageBusClient({
    config: configWith({ batch: 8 }), clock: world.clock, store, producer: "p", epoch: 1, probe: observed.probe,
    jitter: () => 0, onFault: world.fail,
  });
  const publish = (n: number) =>
    client.publish({
      topic: `m${n}`, type: "T", payload: new Uint8Array(1), priority: PRIORITIES[n % 4]!, key: `k${n}`,
    });
  return { ...world, ...observed, client, publish };
}

describe("close", () => {
  test("drains, or at its deadline reports what is left, counted by reason; afterwards nothing is accepted and no timer is set", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(60), fc.nat(12), fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
        async (count, outage, limit) => {
          const { client, publish, run, counts, scheduler } = rig(outage);
          let outcome: CloseOutcome | undefined;
          let closedAt = 0;
          await run(undefined, () => {
            void client.start();
            for (let n = 0; n < count; n++) publish(n);
            void client.close(limit === undefined ? {} : { deadline: ms(limit) }).then((value) => {
              outcome = value;
              closedAt = scheduler.now;
            });
            expect([publish(-1), client.health.state]).toEqual(["closed", count === 0 ? "closed" : "closing"]);
          });
          expect([publish(-2), client.held, scheduler.pending, client.health.state]).toEqual([
            "closed", 0, 0, "closed",
          ]);
          expect(counts.accepted).toBe(count);
          expect(counts.stored + counts.dropped).toBe(count);
          if (outcome?.end === "drained") expect([counts.stored, outcome.leftovers]).toEqual([count, 0]);
          else {
            // What was under way at the deadline may still have arrived.
            expect([outcome?.end, closedAt]).toEqual(["deadline", ms(limit!)]);
            expect(outcome!.leftovers).toBeGreaterThanOrEqual(counts.dropped);
            expect(outcome!.leftovers - counts.dropped).toBeLessThanOrEqual(8);
          }
          if (limit === undefined) expect(outcome?.end).toBe("drained");
        },
      ),
      { numRuns: 80 },
    );
  });

  test("what is in service when it is given up is counted when its answer comes: stored or dropped, once", async () => {
    for (const outage of [0, 1]) {
      const { client, publish, run, counts, log } = rig(outage);
      await run(undefined, () => {
        publish(0);
        publish(1);
        client.abandon();
        expect([client.held, counts.dropped]).toEqual([1, 1]);
      });
      expect([client.held, counts.stored, counts.dropped]).toEqual([0, 1 - outage, 1 + outage]);
      expect(log.filter((line) => line.startsWith("dropped"))).toEqual(
        outage === 0 ? ["dropped m1 closed"] : ["dropped m1 closed", "dropped m0 closed"],
      );
    }
  });

  test("a producer that has no epoch and was never started drops what it holds, and says that it was abandoned", async () => {
    const world = simulated();
    const { store } = timedStore(world, () => ({ after: 1 }));
    const observed = producerLog();
    const client = new BufferedMessageBusClient({
      config: configWith({}), clock: world.clock, store, producer: "p", epochs: { takeEpoch: () => Promise.resolve(1) },
      life: 7, probe: observed.probe, jitter: () => 0, onFault: world.fail,
    });
    let outcome: unknown;
    await world.run(undefined, () => {
      client.publish({ topic: "t", type: "T", payload: new Uint8Array(1), priority: 3, key: "k" });
      expect(client.health.state).toBe("starting");
      void client.close().then((value) => (outcome = value));
    });
    expect([outcome, observed.counts.dropped]).toEqual([{ end: "abandoned", leftovers: 1 }, 1]);
  });
});
