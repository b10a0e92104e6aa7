import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ladder, weakest } from "../../../src/harness/shrink/ladder.ts";
import { minimalSubset, roughSubset } from "../../../src/harness/shrink/minimal-subset.ts";

/** A predicate that counts, and keeps what it was asked. */
function counted<T>(holds: (kept: readonly T[]) => boolean) {
  const asked: (readonly T[])[] = [];
  const fails = async (kept: readonly T[]): Promise<boolean> => {
    asked.push(kept);
    return holds(kept);
  };
  return { asked, fails };
}

const items = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe("the minimal subset", () => {
  const some = fc
    .integer({ min: 1, max: 400 })
    .chain((count) => fc.tuple(fc.constant(count), fc.uniqueArray(fc.nat({ max: count - 1 }), { maxLength: 8 })));

  test("is exactly what is needed, where needing all of a set is all there is to it", async () => {
    await fc.assert(fc.asyncProperty(some, async ([count, needed]) => {
      const { fails } = counted<number>((kept) => needed.every((each) => kept.includes(each)));
      expect(await minimalSubset(items(count), fails)).toEqual([...needed].sort((left, right) => left - right));
    }));
  });

  test("of a few needed ones among n is found with few runs: about log2 n for each", async () => {
    await fc.assert(fc.asyncProperty(some.filter(([, needed]) => needed.length <= 4), async ([count, needed]) => {
      const { fails, asked } = counted<number>((kept) => needed.every((each) => kept.includes(each)));
      await minimalSubset(items(count), fails);
      const bisection = Math.ceil(Math.log2(count + 1)) + 2;
      expect(asked.length).toBeLessThanOrEqual(2 + needed.length * (bisection + 1));
    }));
  });

  test("has been seen failing and loses nothing more, whatever the predicate is like", async () => {
    const masks = fc
      .integer({ min: 1, max: 9 })
      .chain((count) =>
        fc.tuple(fc.constant(count), fc.array(fc.boolean(), { minLength: 1 << count, maxLength: 1 << count })),
      );
    await fc.assert(fc.asyncProperty(masks, async ([count, table]) => {
      const all = items(count);
      const holds = (kept: readonly number[]): boolean =>
        kept.length === count || table[kept.reduce((mask, item) => mask | (1 << item), 0)] === true;
      const { fails } = counted(holds);
      const subset = await minimalSubset(all, fails);
      expect(holds(subset)).toBe(true);
      if (holds([])) expect(subset).toEqual([]);
      for (const item of subset)
        if (subset.length > 1) expect(holds(subset.filter((other) => other !== item))).toBe(false);
    }));
  });

  const many = fc.integer({ min: 20, max: 400 }).chain((count) =>
    fc.tuple(fc.constant(count), fc.integer({ min: 1, max: count }), fc.nat({ max: count })).map(([all, wide, from]) =>
      ({ all, wide, from: Math.min(from, all - wide), least: Math.ceil(wide * 0.7) })));

  test("of many that must be there in number, anywhere in a stretch, is so many: about a run for each, to be sure of it", async () => {
    await fc.assert(
      fc.asyncProperty(many, async ({ all, from, wide, least }) => {
        const { fails, asked } = counted<number>(
          (kept) => kept.filter((item) => item >= from && item < from + wide).length >= least,
        );
        expect(await minimalSubset(items(all), fails)).toHaveLength(least);
        const different = new Set(asked.map((kept) => kept.join())).size;
        expect(different).toBeLessThanOrEqual(least + 4 * Math.ceil(Math.log2(all + 1)) + 8);
      }),
    );
  });

  test("of many is found roughly with few runs, however many they are", async () => {
    await fc.assert(fc.asyncProperty(many, async ({ all, from, wide, least }) => {
      const { fails, asked } = counted<number>(
        (kept) => kept.filter((item) => item >= from && item < from + wide).length >= least,
      );
      expect(await roughSubset(items(all), fails)).toHaveLength(least);
      expect(asked.length).toBeLessThanOrEqual(4 * Math.ceil(Math.log2(all + 1)) + 28);
    }));
  });

  test("found roughly has been seen failing, whatever the predicate is like", async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.func(fc.boolean()), async (count, table) => {
      const holds = (kept: readonly number[]): boolean => kept.length === count || table(kept);
      const { fails } = counted(holds);
      expect(holds(await roughSubset(items(count), fails))).toBe(true);
    }));
  });

  test("keeps the order of the items", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(), { maxLength: 60 }), fc.nat({ max: 5 }), async (values, least) => {
        fc.pre(values.length >= least);
        const { fails } = counted<number>((kept) => kept.length >= least);
        const subset = await minimalSubset(values, fails);
        expect(subset).toEqual(values.filter((value) => subset.includes(value)));
      }),
    );
  });
});

describe("the ladder", () => {
  test("has the steps 1, 2, 5 of every decade below the value, in ascending order", () => {
    expect(ladder(1_000, 1)).toEqual([1, 2, 5, 10, 20, 50, 100, 200, 500]);
    expect(ladder(3, 1)).toEqual([1, 2]);
    expect(ladder(1, 1)).toEqual([]);
  });

  test("its weakest failing step is the least one, in about log2 n runs", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }), async (value, threshold) => {
        const steps = ladder(value, 1);
        const { fails, asked } = counted<number>(([step]) => (step as number) >= threshold);
        const found = await weakest(steps, (step) => fails([step]));
        expect(asked.length).toBeLessThanOrEqual(7);
        expect(found).toBe(steps.find((step) => step >= threshold));
      }),
    );
  });
});
