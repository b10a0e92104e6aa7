import fc from "fast-check";
import { expect, test } from "vitest";
import { SeenSequences } from "../../src/bus/seen.ts";

test("remembers exactly what was added, in any order and however often", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 120 }), (added) => {
    const seen = new SeenSequences();
    const model = new Set<number>();
    for (const sequence of added) {
      expect(seen.has(sequence)).toBe(model.has(sequence));
      seen.add(sequence);
      model.add(sequence);
    }
    for (let sequence = 0; sequence <= 62; sequence++) expect(seen.has(sequence)).toBe(model.has(sequence));
    const starts = [...model].filter((sequence) => !model.has(sequence - 1)).length;
    expect(seen.ranges).toBe(starts);
  }));
});

test("a consumer that gets everything holds one range, whatever the length of the session", () => {
  const seen = new SeenSequences();
  for (let sequence = 1; sequence <= 1_000_000; sequence++) seen.add(sequence);
  expect([seen.ranges, seen.has(1), seen.has(1_000_000), seen.has(1_000_001)]).toEqual([1, true, true, false]);
});

test("beyond its bound it forgets the lowest range and says so, never the newest", () => {
  const seen = new SeenSequences();
  for (let sequence = 1; sequence <= 140_000; sequence += 2) seen.add(sequence);
  expect(seen.ranges).toBe(65_536);
  expect(seen.forgotten).toBe(70_000 - 65_536);
  expect([seen.has(1), seen.has(139_999)]).toEqual([false, true]);
});
