import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_UINT64, type Uint64 } from "../../../src/redis/server/uint64.ts";
import { IdMap } from "../../../src/redis/streams/id-map.ts";
import { compareIds } from "../../../src/redis/streams/stream-id.ts";

type Id = readonly [ms: Uint64, seq: Uint64];

const near = fc.nat({ max: 400 });
const half: fc.Arbitrary<Uint64> = fc.oneof(
  { weight: 12, arbitrary: near }, { weight: 1, arbitrary: fc.constantFrom(2 ** 53 - 1, 2n ** 60n, MAX_UINT64) },
);
const id: fc.Arbitrary<Id> = fc.tuple(half, fc.oneof(fc.nat({ max: 3 }), half));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("set" as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("delete" as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("shift" as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("look" as const), id }) },
);

const order = ([leftMs, leftSeq]: Id, [rightMs, rightSeq]: Id): number =>
  compareIds(leftMs, leftSeq, rightMs, rightSeq);

/** Every id and value, walked in both directions. */
function contents(map: IdMap<number>): { readonly forwards: unknown[]; readonly backwards: unknown[] } {
  const forwards: unknown[] = [];
  for (const walker = map.from(0, 0); !walker.done; walker.next())
    forwards.push([[walker.ms, walker.seq], walker.value]);
  const backwards: unknown[] = [];
  for (const walker = map.end(); !walker.done; walker.previous())
    backwards.push([[walker.ms, walker.seq], walker.value]);
  return { forwards, backwards };
}

test("a map of ids holds what a sorted array of pairs holds, whatever was added and removed", () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 900, size: "max" }), (steps) => {
    const map = new IdMap<number>();
    let expected: (readonly [Id, number])[] = [];
    for (const [value, { kind, id: [ms, seq] }] of steps.entries()) {
      const held = expected.find(([other]) => order(other, [ms, seq]) === 0);
      if (kind === "set") {
        map.set(ms, seq, value);
        expected = [...expected.filter((pair) => pair !== held), [[ms, seq], value] as const].sort((left, right) =>
          order(left[0], right[0]),
        );
      } else if (kind === "delete") {
        expect(map.take(ms, seq)).toBe(held?.[1]);
        expected = expected.filter((pair) => pair !== held);
      } else if (kind === "shift") {
        const front = expected.slice(0, value % 200);
        const columns = [front.map(([[first]]) => first), front.map(([[, second]]) => second)] as const;
        expect(map.shiftWhile(columns[0], columns[1], 0, front.length)).toBe(front.length);
        expected = expected.slice(front.length);
      } else {
        const later = expected.filter(([other]) => order(other, [ms, seq]) >= 0);
        const from = map.from(ms, seq);
        expect(from.done ? undefined : from.value).toBe(later[0]?.[1]);
        const upTo = map.upTo(ms, seq);
        const earlier = expected.filter(([other]) => order(other, [ms, seq]) <= 0);
        expect(upTo.done ? undefined : upTo.value).toBe(earlier.at(-1)?.[1]);
        expect(map.isPast(ms, seq)).toBe(later.length === 0);
        expect(map.get(ms, seq)).toBe(held?.[1]);
      }
      expect([map.size, map.first, map.last]).toEqual([expected.length, expected[0]?.[1], expected.at(-1)?.[1]]);
    }
    const { forwards, backwards } = contents(map);
    expect(forwards).toEqual(expected);
    expect(backwards).toEqual([...expected].reverse());
  }), { numRuns: 40 });
});
