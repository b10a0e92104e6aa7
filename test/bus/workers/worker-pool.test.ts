import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Priority } from "../../../src/bus/priority.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { consumingRig } from "../../support/consuming.ts";

/** Messages of `keys` keys at an even pace, each of which takes 10 ms to handle, or as long as said. */
function loaded(workers: Parameters<typeof consumingRig>[0], keys = 200, handling = ms(10)) {
  const rig = consumingRig(workers);
  const { subscriber, handled, log } = rig.subscriber();
  const order = new Map<string, number[]>();
  let [running, most] = [0, 0];
  subscriber.subscribe("*", async ({ key, sequence }) => {
    order.set(key, [...(order.get(key) ?? []), sequence]);
    most = Math.max(most, ++running);
    await rig.clock.sleep(handling, "handler");
    running--;
  });
  let sent = 0;
  const load = (from: number, to: number, everyUs: number, priority: Priority = Priority.HIGH): void => {
    for (let at = from; at < to; at += everyUs * 1_000)
      rig.at(at, () => void rig.send({ topic: "t", key: `k${sent++ % keys}`, priority }));
  };
  const isOrdered = (): boolean =>
    [...order.values()].every((each) => each.every((sequence, i) => i === 0 || sequence > (each[i - 1] as number)));
  return { ...rig, subscriber, handled, log, load, isOrdered, most: () => most, sent: () => sent };
}

const AUTO = { min: 1, max: 50, queue: 100 };

describe("workers", () => {
  test("do the work: as many handlers run at once as there are workers, and never more", async () => {
    const { run, subscriber, load, most, at, handled, sent, timers } = loaded({
      workers: { autoScale: false, min: 7 },
    });
    await run(undefined, () => {
      subscriber.connect();
      load(0, ms(200), 500);
      at(sec(5), () => void subscriber.disconnect());
    });
    expect([most(), handled.length, timers()]).toEqual([7, sent(), []]);
  });

  test("double when the load doubles, and the order of each key holds meanwhile", async () => {
    const { run, subscriber, load, at, handled, sent, isOrdered } = loaded({ workers: AUTO }, 200, ms(40));
    const [once, twice]: [number[], number[]] = [[], []];
    const workers: number[] = [];
    await run(undefined, () => {
      subscriber.connect();
      // 100 a second keep four workers at work without a pause: five, if they are to be busy for four fifths.
      load(0, sec(15), 10_000);
      load(sec(15), sec(30), 5_000);
      for (let i = 0; i < 100; i++) {
        at(sec(14) + ms(7 * i), () => void once.push(subscriber.pool.busy));
        at(sec(29) + ms(7 * i), () => void twice.push(subscriber.pool.busy));
      }
      for (const moment of [14, 29]) at(sec(moment), () => void workers.push(subscriber.pool.workers));
      at(sec(35), () => void subscriber.disconnect());
    });
    const mean = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect([Math.round(mean(once)), Math.round(mean(twice))]).toEqual([4, 8]);
    expect([(workers[0] ?? 0) >= 5, (workers[1] ?? 0) >= 10, (workers[1] ?? 0) <= 16]).toEqual([true, true, true]);
    expect([handled.length, isOrdered()]).toEqual([sent(), true]);
  });

  test.each([
    ["CRITICAL", Priority.CRITICAL], ["LOW", Priority.LOW],
  ] as const)("are added when only %s is saturated", async (_name, priority) => {
    const { run, subscriber, load, scaled } = loaded({ workers: AUTO });
    await run(sec(4), () => {
      subscriber.connect();
      load(0, sec(4), 1_000, priority);
    });
    expect(scaled.length).toBeGreaterThan(1);
    expect(scaled.every(({ from, to }) => to > from)).toBe(true);
  });

  test("follow a load that swings over both thresholds at most once in a cooldown, and never leave their bounds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 60, max: 1_900 }), fc.constantFrom(500, 1_000, 3_000),
        async (swing, cooldown) => {
          const { run, subscriber, load, scaled, pending, at, timers } = loaded({
            workers: { ...AUTO, min: 2, max: 12, cooldown: ms(cooldown) },
          });
          await run(undefined, () => {
            subscriber.connect();
            for (let from = 0; from < 12_000; from += 2 * swing) load(ms(from), ms(from + swing), 1_500);
            at(sec(30), () => void subscriber.disconnect());
          });
          scaled.forEach(({ at: moment, to }, i) => {
            expect(to).toBeGreaterThanOrEqual(2);
            expect(to).toBeLessThanOrEqual(12);
            if (i > 0) expect(moment - (scaled[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(ms(cooldown));
          });
          expect([pending(), timers()]).toEqual([0, []]);
        },
      ),
      { numRuns: 3 },
    );
  });

  test("share the keys: none has more than its share, whatever the number became", async () => {
    const { run, subscriber, load, at } = loaded({ workers: AUTO }, 37);
    await run(sec(12), () => {
      subscriber.connect();
      load(0, sec(12), 1_500);
      at(sec(11), () => {
        const { spread, workers } = subscriber.pool;
        expect(workers).toBeGreaterThan(5);
        expect(Math.max(...spread)).toBeLessThanOrEqual(Math.ceil(37 / workers));
      });
    });
  });

  test("wait with reading when a class has as many in hand as it may, and lose nothing", async () => {
    const { run, subscriber, at, handled, send, pending, timers } = loaded({
      workers: { autoScale: false, min: 1, queue: 10 }, consumer: { batch: 5 },
    });
    const held: number[] = [];
    await run(undefined, () => {
      for (let i = 0; i < 100; i++) send({ key: `k${i}` });
      subscriber.connect();
      for (let i = 1; i < 100; i++) at(ms(10 * i), () => void held.push(pending()));
      at(sec(5), () => void subscriber.disconnect());
    });
    expect(Math.max(...held)).toBeLessThanOrEqual(15);
    expect([handled.length, pending(), timers()]).toEqual([100, 0, []]);
  });
});
