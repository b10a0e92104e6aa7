import fc from "fast-check";
import { expect, test } from "vitest";
import { Decisions } from "../../src/kernel/decisions.ts";

const seeds = fc.nat({ max: 0xffffffff });
const key = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const name = fc.string({ minLength: 1, maxLength: 20 });

test("a decision depends on seed, site and key alone, never on what was decided before", () => {
  fc.assert(fc.property(seeds, name, fc.array(key, { minLength: 1 }), (seed, site, keys) => {
    const first = new Decisions(seed, { enabled: "all" }).point(site, 100, 0);
    const second = new Decisions(seed, { enabled: "all" }).point(site, 100, 0);
    const forwards = keys.map((k) => first.decide(k));
    const backwards = [...keys].reverse().map((k) => second.decide(k)).reverse();
    expect(forwards).toEqual(backwards);
  }));
});

test("switching one site off leaves every decision at the others as it was", () => {
  fc.assert(
    fc.property(seeds, fc.uniqueArray(name, { minLength: 2, maxLength: 6 }), fc.array(key), (seed, sites, keys) => {
      const [off, ...rest] = sites;
      const all = new Decisions(seed, { enabled: sites });
      const without = new Decisions(seed, { enabled: rest });
      for (const site of rest) {
        const [left, right] = [all.point(site, 7, 3), without.point(site, 7, 3)];
        for (const k of keys) expect(left.decide(k)).toBe(right.decide(k));
      }
      for (const k of keys) expect(without.point(off ?? "", 7, 3).decide(k)).toBe(3);
    }),
  );
});

test("the tape overrides single keys, at enabled and disabled sites, and nothing else", () => {
  fc.assert(fc.property(seeds, key, fc.nat({ max: 4 }), fc.boolean(), (seed, k, choice, enabled) => {
    const options = { enabled: enabled ? ("all" as const) : [] };
    const plain = new Decisions(seed, options).point("site", 5, 2);
    const taped = new Decisions(seed, { ...options, tape: [{ site: "site", key: k, choice }] }).point("site", 5, 2);
    expect(taped.decide(k)).toBe(choice);
    expect(taped.decide(k + 1)).toBe(plain.decide(k + 1));
    expect(taped.decide(k === 0 ? 5 : k - 1)).toBe(plain.decide(k === 0 ? 5 : k - 1));
  }));
});

test("a recording of what was not neutral, used as a tape with all sites off, decides the same", () => {
  fc.assert(fc.property(seeds, fc.array(key, { maxLength: 50 }), (seed, keys) => {
    const live = new Decisions(seed, { enabled: "all", record: true });
    const choices = keys.map((k) => live.point("site", 4, 1).decide(k));
    const replayed = new Decisions(0, { enabled: [], tape: live.taken }).point("site", 4, 1);
    expect(keys.map((k) => replayed.decide(k))).toEqual(choices);
  }));
});

test("choices are spread evenly over a hundred thousand keys", () => {
  const point = new Decisions(7, { enabled: "all" }).point("spread", 10, 0);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let k = 0; k < 100_000; k++) counts[point.decide(k)] = (counts[point.decide(k)] ?? 0) + 1;
  // Six standard deviations of a binomial(100000, 1/10) are 569.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(569);
});

test("pinned: seed 0x5eed91c4 decides as it always has", () => {
  const point = new Decisions(0x5eed91c4, { enabled: "all" }).point("link.latency", 1_000, 500);
  expect([0, 1, 2, 3, 4_294_967_296, 2 ** 52].map((k) => point.decide(k))).toMatchInlineSnapshot(`
    [
      645,
      71,
      528,
      429,
      793,
      63,
    ]
  `);
});

test("a tape whose choice the site does not have is refused, naming site and key", () => {
  const decisions = new Decisions(1, { enabled: [], tape: [{ site: "crash", key: 9, choice: 2 }] });
  expect(() => decisions.point("crash", 2, 0)).toThrow(/the tape says 2 at crash #9/);
});
