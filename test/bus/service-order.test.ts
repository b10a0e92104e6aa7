import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import type { BusMessage } from "../../src/bus/message.ts";
import { PRIORITIES, Priority, priorityName } from "../../src/bus/priority.ts";
import { ms, us, type Duration } from "../../src/kernel/time.ts";
import { configWith } from "../support/bus-rig.ts";
import { producerLog } from "../support/probes.ts";
import { simulated } from "../support/simulated.ts";
import { timedStore } from "../support/timed-store.ts";

interface Load {
  readonly at: Duration;
  readonly priority: Priority;
  readonly count: number;
}

interface Sent {
  readonly at: Duration;
  /** When the batch was acknowledged. */
  readonly until: Duration;
  readonly messages: readonly {
    readonly priority: Priority;
    readonly ordinal: number;
    readonly acceptedAt: Duration;
  }[];
}

const BATCH = 32;
const SHARE = 1;
const BIG = { capacity: 100_000, highWater: 80_000, lowWater: 2_000, overflow: "refuse" } as const;
const CONFIG = configWith({ batch: BATCH, CRITICAL: BIG, HIGH: BIG, NORMAL: BIG, LOW: BIG });

/** Every message has a key of its own, and every batch takes as long as `service` says. */
async function play(loads: readonly Load[], service: (batch: number) => Duration): Promise<readonly Sent[]> {
  const world = simulated();
  const batches: Sent[] = [];
  const { store } = timedStore(world, (write) => ({ after: service(write) }));
  const client = new BufferedMessageBusClient({
    config: CONFIG, clock: world.clock, store, producer: "p", epoch: 1, jitter: () => 0, onFault: world.fail,
    probe: { ...producerLog().probe, sent: (batch: readonly BusMessage[]) => void batches.push({
      at: world.scheduler.now, until: world.scheduler.now + service(batches.length),
      messages: batch.map(({ priority, ordinal, acceptedAt }) => ({ priority, ordinal, acceptedAt })),
    }) },
  });
  await world.run(undefined, () => {
    let key = 0;
    for (const { at, priority, count } of loads) {
      world.clock.after(at, "test", () => {
        for (let i = 0; i < count; i++)
          client.publish({ topic: "t", type: "T", payload: new Uint8Array(1), priority, key: String(key++) });
      });
    }
  });
  expect(client.held).toBe(0);
  return batches;
}

const intervalOf = (priority: Priority): Duration => CONFIG.buffers[priorityName(priority)].flushInterval;

describe("four classes and one store", () => {
  test("in a batch no class comes before a more urgent one, and what a more urgent one still holds beyond its share waits for no other", async () => {
    const loads = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 30 }).map(ms), priority: fc.constantFrom(...PRIORITIES),
        count: fc.integer({ min: 1, max: 60 }),
      }),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(loads, async (given) => {
        for (const { messages } of await play(given, () => us(700))) {
          const classes = messages.map(({ priority }) => priority);
          expect(classes).toEqual([...classes].sort((a, b) => b - a));
        }
      }),
      { numRuns: 20 },
    );
  });

  test("a message of the most urgent class waits for its interval and the one batch in service, however slow that is", async () => {
    const low = fc.array(
      fc.record({
        at: fc.integer({ min: 0, max: 2_000 }).map((at) => us(at)), count: fc.integer({ min: 1, max: 200 }),
      }),
      { maxLength: 10 },
    );
    const urgent = fc.array(fc.integer({ min: 0, max: 4_000 }).map((at) => us(at)), { minLength: 1, maxLength: 20 });
    const service = fc.array(
      fc.integer({ min: 1, max: 500 }).map((at) => us(at * 10)), { minLength: 1, maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(low, urgent, service, async (lows, urgents, times) => {
        const loads = [
          ...lows.map((load) => ({ ...load, priority: Priority.LOW })),
          ...urgents.map((at) => ({ at, priority: Priority.CRITICAL, count: 1 })),
        ];
        const batches = await play(loads, (batch) => times[batch % times.length]!);
        for (const { at, messages } of batches) {
          for (const { priority, acceptedAt } of messages) {
            if (priority !== Priority.CRITICAL) continue;
            const due = acceptedAt + intervalOf(priority);
            // Sent when due, or when the batch ended that was in service then: no other began in between.
            const between = batches.filter((other) => other.at > due && other.at < at);
            expect([at - due > Math.max(...times), between.length]).toEqual([false, 0]);
          }
        }
      }),
      { numRuns: 25 },
    );
  });

  test("under saturating classes above, the n-th message of a due class leaves with the ⌈n / share⌉-th batch at the latest", async () => {
    const backlog = fc.record({
      priority: fc.constantFrom(Priority.LOW, Priority.NORMAL, Priority.HIGH), count: fc.integer({ min: 1, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(backlog, fc.integer({ min: 20, max: 50 }), async ({ priority, count }, urgent) => {
        const service = us(500);
        // More CRITICAL in every batch's time than a batch takes, for as long as the bound says and longer.
        const saturating = Array.from({ length: count + 80 }, (_, i) => ({
          at: us(500) * i, priority: Priority.CRITICAL, count: BATCH + urgent,
        }));
        const batches = await play([{ at: us(1), priority, count }, ...saturating], () => service);
        const due = us(1) + intervalOf(priority);
        const left = batches.flatMap(({ at, messages }, batch) =>
          messages.filter((message) => message.priority === priority).map(() => ({ at, batch })),
        );
        const first = batches.findIndex(({ at }) => at > due);
        expect(left).toHaveLength(count);
        for (const [n, { at, batch }] of left.entries()) {
          expect(batch).toBeLessThan(first + Math.ceil((n + 1) / SHARE));
          expect(at).toBeLessThanOrEqual(due + service + Math.ceil((n + 1) / SHARE) * service);
        }
      }),
      { numRuns: 10 },
    );
  });
});
