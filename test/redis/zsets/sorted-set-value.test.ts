import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareScored, type ScoredMember } from "../../../src/redis/zsets/scored-member.ts";
import { SortedSetValue } from "../../../src/redis/zsets/sorted-set-value.ts";

const SMALL = { entries: 128, value: 64 };
const NO_LISTPACK = { entries: 0, value: 0 };

/** What a sorted set should hold: every change sorts all members anew. */
class SortedArray {
  items: ScoredMember[] = [];

  set(member: string, score: number): void {
    this.items = [...this.items.filter((item) => item.member !== member), { member, score }].sort(compareScored);
  }

  delete(member: string): boolean {
    const { length } = this.items;
    this.items = this.items.filter((item) => item.member !== member);
    return this.items.length < length;
  }
}

const member = fc.integer({ min: 0, max: 60 }).map((number) => `m${number}`);
const score = fc.constantFrom(-Infinity, -1.5, 0, 1, 1, 2, 3, Infinity);
const change = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), member, score }),
  fc.record({ kind: fc.constant("delete" as const), member }),
  fc.record({ kind: fc.constant("cut" as const), start: fc.nat(70), length: fc.nat(5) }),
);

describe("a sorted set", () => {
  test("holds what a sorted array holds, whatever is set, deleted and cut", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), fc.constantFrom(SMALL, NO_LISTPACK), (changes, limits) => {
        const set = SortedSetValue.expecting(0, 0, limits);
        const expected = new SortedArray();
        for (const one of changes) {
          if (one.kind === "set") {
            set.set(one.member, one.score, limits);
            expected.set(one.member, one.score);
          } else if (one.kind === "delete") {
            expect(set.delete(one.member)).toBe(expected.delete(one.member));
          } else {
            const end = Math.min(one.start + one.length, set.size);
            const start = Math.min(one.start, end);
            expect(set.cut(start, end)).toEqual(expected.items.splice(start, end - start));
          }
          expect(set.size).toBe(expected.items.length);
        }
        expect([...set]).toEqual(expected.items);
        expected.items.forEach((item, rank) => {
          expect(set.rankOf(item.member)).toBe(rank);
          expect(set.at(rank)).toEqual(item);
          expect(set.scoreOf(item.member)).toBe(item.score);
        });
      }),
    );
  });

  test("keeps ranks and slices right over many chunks", () => {
    const set = new SortedSetValue("skiplist");
    const expected: ScoredMember[] = [];
    for (let i = 0; i < 5_000; i++) {
      const item = { member: `m${i}`, score: (i * 7_919) % 1_009 };
      set.set(item.member, item.score, NO_LISTPACK);
      expected.push(item);
    }
    expected.sort(compareScored);
    for (const removed of expected.splice(1_000, 2_500)) set.delete(removed.member);
    expect([...set]).toEqual(expected);
    expect(set.slice(700, 1_900)).toEqual(expected.slice(700, 1_900));
    expect(expected.map((item) => set.rankOf(item.member))).toEqual(expected.map((_, rank) => rank));
    expect(set.countBefore((item) => item.score < 500)).toBe(expected.filter((item) => item.score < 500).length);
  });

  test("shares nothing with its clone", () => {
    const set = SortedSetValue.of([{ member: "a", score: 1 }], SMALL);
    const copy = set.clone();
    set.set("a", 2, SMALL);
    set.set("b", 3, SMALL);
    expect([...copy]).toEqual([{ member: "a", score: 1 }]);
    expect([...set]).toEqual([{ member: "a", score: 2 }, { member: "b", score: 3 }]);
  });

  test("a scan returns every member that stays, although others come and go", () => {
    const set = new SortedSetValue("skiplist");
    for (let i = 0; i < 300; i++) set.set(`m${i}`, i, NO_LISTPACK);
    const seen = new Set<string>();
    let cursor = 0;
    let round = 0;
    do {
      const step = set.scan(cursor, 10);
      for (const key of step.keys) seen.add(key);
      set.delete(`m${100 + round}`);
      set.set(`new${round++}`, round, NO_LISTPACK);
      ({ cursor } = step);
    } while (cursor !== 0);
    for (let i = 0; i < 100; i++) expect(seen).toContain(`m${i}`);
  });
});
