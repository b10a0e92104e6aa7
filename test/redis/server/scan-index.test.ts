import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScanIndex } from "../../../src/redis/server/scan-index.ts";

const name = fc.nat(400).map((number) => `key:${number}`);

describe("a scan", () => {
  test("returns what is there all the time, whatever comes and goes between its steps", () => {
    const changes = fc.array(fc.array(name, { maxLength: 120 }), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 200 }), changes, fc.integer({ min: 1, max: 30 }),
        (first, rounds, count) => {
          const index = new ScanIndex(first);
          const there = new Set(first);
          const staying = new Set(first);
          const returned = new Set<string>();
          let cursor = 0;
          let round = 0;
          do {
            const step = index.scan(cursor, count);
            for (const key of step.keys) expect(there.has(key)).toBe(true);
            for (const key of step.keys) returned.add(key);
            cursor = step.cursor;
            for (const key of rounds[round++] ?? []) {
              if (there.delete(key)) {
                index.delete(key);
                staying.delete(key);
              } else {
                there.add(key);
                index.add(key);
              }
            }
          } while (cursor !== 0);
          expect([...staying].filter((key) => !returned.has(key))).toEqual([]);
        },
      ),
    );
  });

  test("returns each key once when nothing changes, about as many as asked for", () => {
    const keys = Array.from({ length: 1_000 }, (_, i) => `k${i}`);
    const index = new ScanIndex(keys);
    const returned: string[] = [];
    let steps = 0;
    let cursor = 0;
    do {
      const step = index.scan(cursor, 10);
      returned.push(...step.keys);
      cursor = step.cursor;
      steps++;
    } while (cursor !== 0);
    expect(returned.sort()).toEqual([...keys].sort());
    expect(steps).toBeGreaterThan(60);
    expect(steps).toBeLessThanOrEqual(101);
  });
});

test("a random pick is as likely to be any key as any other", () => {
  const keys = Array.from({ length: 16 }, (_, i) => `k${i}`);
  const index = new ScanIndex(keys);
  let state = 7;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
  const counts = new Map<string, number>();
  for (let i = 0; i < 16_000; i++) {
    const key = index.random(random);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const key of keys) expect(Math.abs(counts.get(key)! - 1_000)).toBeLessThan(150);
});
