import fc from "fast-check";
import { expect, test } from "vitest";
import { NumberTable } from "../../src/bus/number-table.ts";
import { SeenEntries } from "../../src/bus/seen-entries.ts";

test("a table holds exactly what was put in and not taken out, in any order and however often", () => {
  const large = fc.oneof(fc.nat(12), fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 32, 1_767_571_200_000));
  const small = fc.constantFrom(0, 1, 0xffff_ffff);
  const step = fc.tuple(fc.boolean(), large, large, small, small);
  fc.assert(fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
    const table = new NumberTable();
    const model = new Set<string>();
    for (const [isRemoval, ...numbers] of steps) {
      const name = numbers.join(" ");
      expect(table.has(...numbers)).toBe(model.has(name));
      if (isRemoval) {
        table.remove(...numbers);
        model.delete(name);
      } else {
        expect(table.add(...numbers)).toBe(!model.has(name));
        model.add(name);
      }
      expect(table.size).toBe(model.size);
    }
    for (const [, ...numbers] of steps) expect(table.has(...numbers)).toBe(model.has(numbers.join(" ")));
  }));
});

test("a message is known by its entry's id, however large, and by what it says", () => {
  const part = fc.oneof(fc.nat(3), fc.bigInt({ min: 2n ** 53n, max: 2n ** 53n + 3n }));
  const message = fc.record({
    entry: fc.record({ ms: part, seq: part }), topic: fc.constantFrom("a", "b"),
    payload: fc.uint8Array({ maxLength: 1, max: 1 }),
  });
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), message), { maxLength: 80 }), (steps) => {
    const seen = new SeenEntries();
    const model = new Set<string>();
    for (const [isRemoval, { entry, topic, payload }] of steps) {
      const name = `${entry.ms}-${entry.seq} ${topic} ${payload.join()}`;
      if (isRemoval) {
        seen.remove({ entry, topic, payload });
        model.delete(name);
      } else {
        expect(seen.add({ entry, topic, payload })).toBe(!model.has(name));
        model.add(name);
      }
    }
  }));
});

test("the latest 65,536 messages at least are remembered, and twice as many at most", () => {
  const seen = new SeenEntries();
  const at = (i: number) => ({ entry: { ms: i, seq: 0 }, topic: "t", payload: new Uint8Array() });
  let added = 0;
  for (let i = 0; i < 300_000; i++) if (seen.add(at(i))) added++;
  expect(added).toBe(300_000);
  for (const i of [299_999, 300_000 - 65_536]) expect(seen.add(at(i))).toBe(false);
  for (const i of [0, 300_000 - 2 * 65_536 - 1]) expect(seen.add(at(i))).toBe(true);
});
