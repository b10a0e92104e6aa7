import fc from "fast-check";
import { expect, test } from "vitest";
import { Waits, type Wait } from "../../src/kernel/waits.ts";

test("waits are listed in the order in which they began, whichever ended between", () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 9 })), { maxLength: 60 }), (steps) => {
    const all: Wait[] = Array.from({ length: 10 }, (_, i) => ({
      who: `node ${i}`, what: "a reply", whom: undefined, since: 0, waitBefore: undefined, waitAfter: undefined,
      onRecord: false,
    }));
    const waits = new Waits();
    const model = new Set<Wait>();
    for (const [begins, index] of steps) {
      const wait = all[index] as Wait;
      if (begins) {
        waits.add(wait);
        model.add(wait);
      } else {
        waits.remove(wait);
        model.delete(wait);
      }
      expect(waits.all.map(({ who }) => who)).toEqual([...model].map(({ who }) => who));
      expect(waits.isEmpty).toBe(model.size === 0);
    }
  }));
});
