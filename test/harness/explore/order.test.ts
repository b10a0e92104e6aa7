import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatOrder, parseOrder, type Order } from "../../../src/harness/explore/order.ts";
import { steady } from "../../../src/harness/authoring.ts";
import { probeSteps } from "../../../src/harness/explore/probe.ts";
import { liveHost } from "../../../src/live/host.ts";
import { calm, play, stormy } from "../scenario/runner.ts";

const SMALL = { duration: 1_000_000_000, traffic: calm().traffic } as const;
const ORDERS: readonly (Order | undefined)[] = [
  undefined, "fifo", "uniform", { pct: 1, steps: 2_000 }, { pct: 3, steps: 2_000 },
];
const of = (order: Order | undefined): { order?: Order } => (order === undefined ? {} : { order });

describe("an order", () => {
  it("makes the same run of the same seed, whichever it is, and passes where nothing is broken", async () => {
    for (const order of ORDERS) {
      const runs = [];
      for (let time = 0; time < 2; time++) runs.push(await play(calm(SMALL), { seed: 7, ...of(order) }));
      expect(runs[0]?.failure, JSON.stringify(order)).toBeUndefined();
      expect(runs[1]?.digest).toBe(runs[0]?.digest);
    }
  });

  it("gives another run than every other order", async () => {
    const digests = [];
    const crowded = calm({
      ...SMALL,
      bus: { producers: 2, consumers: 2 },
      traffic: [steady({ messages: 90, producer: "feed-1" }), steady({ messages: 90, producer: "feed-2" })],
    });
    for (const order of ORDERS) digests.push((await play(crowded, { seed: 7, ...of(order) })).digest);
    expect(new Set(digests).size).toBe(ORDERS.length);
  });

  it("draws nothing if it is FIFO, so that every seed makes one run of a scenario that leaves nothing else open", async () => {
    const runs = [];
    for (const seed of [1, 2])
      runs.push(await play(calm({ ...SMALL, traffic: [] }), { seed, order: "fifo", record: true }));
    const busy = await play(calm(SMALL), { seed: 1, order: "fifo", record: true });
    expect(runs.map(({ taken }) => taken)).toEqual([[], []]);
    expect(runs[0]?.digest).toBe(runs[1]?.digest);
    expect(busy.taken).toEqual([]);
  });

  it("draws under PCT no more than the depth says, and a priority for each way of each process", async () => {
    const { taken } = await play(calm({ ...SMALL, bus: { producers: 2, consumers: 2 } }), {
      seed: 3, order: { pct: 3, steps: 1_000 }, record: true,
    });
    const own = taken.filter(({ site }) => site.startsWith("order."));
    expect(own.filter(({ site }) => site === "order.change")).toHaveLength(2);
    expect(
      own
        .filter(({ site }) => site.startsWith("order.priority."))
        .map(({ site }) => site)
        .sort(),
    ).toEqual(
      ["engine-1", "engine-2", "feed-1", "feed-2"].flatMap((node) => [
        `order.priority.${node}.reply`, `order.priority.${node}.request`,
      ]),
    );
  });

  it("is without effect where its own decisions are neutral: PCT and uniform become the default", async () => {
    const plain = await play(calm(SMALL), { seed: 5 });
    for (const order of ["uniform", { pct: 3, steps: 1_000 }] as const) {
      expect((await play(calm(SMALL), { seed: 5, order, neutral: ["order.*"] })).digest).toBe(plain.digest);
    }
  });

  it("leaves the faults of a seed as they are", async () => {
    const plans = [];
    for (const order of ORDERS) plans.push((await play(stormy(SMALL), { seed: 11, ...of(order) })).plan);
    for (const plan of plans) expect(plan).toEqual(plans[0]);
  });

  it("is read as it is written, and nothing else is", () => {
    const orders = fc.oneof(
      fc.constantFrom<Order>("fifo", "uniform"),
      fc.record({ pct: fc.integer({ min: 1, max: 16 }), steps: fc.integer({ min: 1, max: 1e9 }) }),
    );
    fc.assert(fc.property(orders, (order) => {
      expect(parseOrder(formatOrder(order))).toEqual(order);
    }));
    for (const text of ["", "lifo", "pct:2", "pct:0@9", "pct:17@9", "pct:2@0", "pct:2@-1", "pct:2@1e3", "fifo "])
      expect(() => parseOrder(text), text).toThrow(/E_ORDER|expected|order/);
  });

  it("is refused by a run if it has no depth or no steps", async () => {
    await expect(play(calm(SMALL), { seed: 1, order: { pct: 0, steps: 1 } })).rejects.toMatchObject({
      code: "E_ORDER",
    });
    await expect(play(calm(SMALL), { seed: 1, order: { pct: 1, steps: 0.5 } })).rejects.toMatchObject({
      code: "E_ORDER",
    });
  });

  it("is probed with the events of a FIFO run", async () => {
    const { events } = await play(calm(SMALL), { seed: 99, order: "fifo" });
    const steps = await probeSteps(calm(SMALL), liveHost());
    expect(Math.abs(steps - events)).toBeLessThan(events / 2);
  });
});
