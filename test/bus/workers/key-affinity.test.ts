import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyAffinity } from "../../../src/bus/workers/key-affinity.ts";

const keys = fc.array(fc.integer({ min: 0, max: 40 }).map((n) => `k${n}`), { minLength: 1, maxLength: 300 });

test("while the number of workers stays, a key keeps its worker, and none has more than its share of the keys", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), keys, (workers, asked) => {
    const affinity = new KeyAffinity(workers);
    const first = new Map<string, number>();
    for (const key of asked) {
      const worker = affinity.workerOf(key);
      expect(first.get(key) ?? worker).toBe(worker);
      first.set(key, worker);
      expect(Math.max(...affinity.spread)).toBeLessThanOrEqual(Math.ceil(first.size / workers));
    }
    expect(affinity.spread.reduce((sum, count) => sum + count, 0)).toBe(first.size);
  }));
});

test("when the number changes, every key asked for again has a worker that is there, within its share, and then keeps it", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 6 }), keys, (sizes, asked) => {
      const affinity = new KeyAffinity(sizes[0] as number);
      const distinct = [...new Set(asked)];
      for (const size of sizes) {
        affinity.resize(size);
        const placed = distinct.map((key) => affinity.workerOf(key));
        // Asked for once more, so that what came before the last to move has its share too.
        const settled = distinct.map((key) => affinity.workerOf(key));
        expect(Math.max(...placed, ...settled)).toBeLessThan(size);
        expect(Math.max(...affinity.spread)).toBeLessThanOrEqual(Math.ceil(distinct.length / size));
        expect(distinct.map((key) => affinity.workerOf(key))).toEqual(settled);
      }
    }),
  );
});

test("keys beyond the bound of its memory are forgotten, the one idle longest first", () => {
  const affinity = new KeyAffinity(2);
  for (let i = 0; i < 70_000; i++) affinity.workerOf(`order-${i}`);
  expect(affinity.spread.reduce((sum, count) => sum + count, 0)).toBe(65_536);
});
