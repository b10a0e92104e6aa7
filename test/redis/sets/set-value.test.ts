import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SetValue } from "../../../src/redis/sets/set-value.ts";

const REDIS_7_0 = { looksAhead: false, intsetEntries: 5, listpackEntries: 0, listpackValue: 0 };
const REDIS_7_2 = { looksAhead: true, intsetEntries: 5, listpackEntries: 8, listpackValue: 3 };

const member = fc.constantFrom(
  "1", "2", "3", "-7", "70000", "9223372036854775807", "01", "a", "b", "long", "", "c", "d",
);
const change = fc.record({ kind: fc.constantFrom("add" as const, "delete" as const), member });

describe("a set", () => {
  test("holds what a set of strings holds, in every encoding", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.constantFrom(REDIS_7_0, REDIS_7_2), (changes, limits) => {
        const set = new SetValue();
        const expected = new Set<string>();
        for (const one of changes) {
          if (one.kind === "add") {
            expect(set.add(one.member, limits)).toBe(!expected.has(one.member));
            expected.add(one.member);
          } else {
            expect(set.delete(one.member)).toBe(expected.delete(one.member));
          }
          expect(set.size).toBe(expected.size);
        }
        expect(new Set(set)).toEqual(expected);
        expect([...expected].every((one) => set.has(one))).toBe(true);
        if (set.encoding === "intset") {
          const numbers = [...set].map((text) => BigInt(text));
          expect(numbers.every((number, i) => i === 0 || (numbers[i - 1] as bigint) < number)).toBe(true);
        }
      }),
    );
  });

  test("never goes back to a more compact encoding", () => {
    const order = ["intset", "listpack", "hashtable"];
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.constantFrom(REDIS_7_0, REDIS_7_2), (changes, limits) => {
        const set = new SetValue();
        let reached = 0;
        for (const one of changes) {
          if (one.kind === "add") set.add(one.member, limits);
          else set.delete(one.member);
          expect(order.indexOf(set.encoding)).toBeGreaterThanOrEqual(reached);
          reached = order.indexOf(set.encoding);
        }
      }),
    );
  });

  test("shares nothing with its clone", () => {
    for (const first of ["1", "a"]) {
      const set = new SetValue();
      set.add(first, REDIS_7_2);
      const copy = set.clone();
      set.add("2", REDIS_7_2);
      expect([...copy]).toEqual([first]);
    }
  });
});
