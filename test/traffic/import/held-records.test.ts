import fc from "fast-check";
import { expect, test } from "vitest";
import { HeldRecords } from "../../../src/traffic/import/held-records.ts";
import type { TrafficRecord } from "../../../src/traffic/record.ts";

const recordAt = (at: number): TrafficRecord => ({
  kind: "rest",
  at,
  source: 0,
  url: "",
  bytes: new Uint8Array(at % 7),
});

test("records leave by time, equal times by place, in any order of coming and going", () => {
  const step = fc.oneof({ weight: 3, arbitrary: fc.nat(12) }, { weight: 2, arbitrary: fc.constant("take" as const) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const held = new HeldRecords();
      const model: { record: TrafficRecord; time: number; place: number }[] = [];
      steps.forEach((what, place) => {
        if (what === "take") {
          model.sort((a, b) => a.time - b.time || a.place - b.place);
          expect(held.earliest).toBe(model[0]?.time ?? Infinity);
          expect(held.takeEarliest()).toBe(model.shift()?.record);
        } else {
          const record = recordAt(what);
          held.add(record, what, place);
          model.push({ record, time: what, place });
        }
      });
      expect(held.bytes === 0).toBe(model.length === 0);
    }),
    { numRuns: 500 },
  );
});
