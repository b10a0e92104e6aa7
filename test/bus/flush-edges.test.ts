import fc from "fast-check";
import { expect, test } from "vitest";
import { BufferedMessageBusClient } from "../../src/bus/client.ts";
import { Priority } from "../../src/bus/priority.ts";
import { us } from "../../src/kernel/time.ts";
import { configWith } from "../support/bus-rig.ts";
import { producerLog } from "../support/probes.ts";
import { simulated } from "../support/simulated.ts";
import { timedStore } from "../support/timed-store.ts";

type Flush = readonly [at: number, messages: number, reason: string];

interface Edges {
  readonly capacity: number;
  readonly highWater: number;
  readonly interval: number;
}

/**
 * One class at a store that answers at once, told another way: what is held, since when it is empty, and three rules.
 */
function reference({ capacity, highWater, interval }: Edges, publishedAt: readonly number[]): Flush[] {
  const flushes: Flush[] = [];
  let held = 0;
  let emptySince = -Infinity;
  const flush = (at: number, reason: string): void => {
    flushes.push([at, held, reason]);
    held = 0;
    emptySince = at;
  };
  for (const at of publishedAt) {
    const due = emptySince + interval;
    // At one instant the publication was scheduled before the end of the interval.
    if (held > 0 && due < at) flush(due, "interval");
    held++;
    if (held >= Math.ceil(0.9 * capacity - 1e-9)) flush(at, "nearly-full");
    else if (held >= highWater) flush(at, "high-water");
    else if (at >= emptySince + interval) flush(at, "interval");
  }
  if (held > 0) flush(emptySince + interval, "interval");
  return flushes;
}

const edges = fc
  .record({
    capacity: fc.constantFrom(4, 7, 10, 10, 20, 23, 30), high: fc.oneof(fc.constant(-1), fc.nat(100)),
    interval: fc.constantFrom(1, 3, 10, 60),
  })
  .map(({ capacity, high, interval }) => ({
    capacity, highWater: high < 0 ? capacity - 1 : 1 + (high % (capacity - 1)), interval: us(interval),
  }));
/** Gaps of whole microseconds meet the ends of intervals exactly. */
const gaps = fc.array(fc.constantFrom(us(1), us(1), us(1), us(1), us(1), us(2), us(5), us(20)), {
  minLength: 1, maxLength: 80,
});

async function played({ capacity, highWater, interval }: Edges, publishedAt: readonly number[]): Promise<Flush[]> {
  const world = simulated();
  const flushes: Flush[] = [];
  const { store } = timedStore(world, () => ({ after: 1 }));
  const client = new BufferedMessageBusClient({
    config: configWith({ batch: 100, HIGH: { capacity, highWater, lowWater: 0, flushInterval: interval } }),
    clock: world.clock, store, producer: "p", epoch: 1, jitter: () => 0, onFault: world.fail,
    probe: {
      ...producerLog().probe,
      sent: (batch, _attempt, reason) => void flushes.push([world.scheduler.now, batch.length, reason]),
    },
  });
  await world.run(undefined, () => {
    for (const at of publishedAt) {
      world.clock.after(
        at, "test",
        () =>
          void client.publish({ topic: "t", type: "T", payload: new Uint8Array(1), priority: Priority.HIGH, key: "k" }),
      );
    }
  });
  return flushes;
}

test("a flush comes at the first of interval, high water and nine tenths, each at equality, as the reference has it", async () => {
  await fc.assert(
    fc.asyncProperty(edges, gaps, async (config, waits) => {
      let at = 0;
      const publishedAt = waits.map((wait) => (at += wait));
      expect(await played(config, publishedAt)).toEqual(reference(config, publishedAt));
    }),
    { numRuns: 150 },
  );
});
