import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Histogram } from "../../src/kernel/histogram.ts";

/** Every order of magnitude alike, both signs, and the limits. */
const magnitude = fc.tuple(fc.integer({ min: 1, max: 53 }), fc.maxSafeNat()).map(([bits, word]) => word % 2 ** bits);
const value = fc.oneof(
  magnitude,
  magnitude.map((size) => (size === 0 ? 0 : -size)),
  fc.constantFrom(0, 255, 256, -255, -256, 2 ** 31, 2 ** 32 - 1, 2 ** 32),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);
const values = fc.array(value, { minLength: 1, maxLength: 300 });
const quantile = fc.tuple(fc.nat(1_000), fc.integer({ min: 1, max: 1_000 }))
  .map(([a, b]) => [Math.min(a, b), b] as const);

function histogramOf(recorded: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const one of recorded) histogram.record(one);
  return histogram;
}

/** x[⌈p·n⌉ − 1] of the sorted values: what a quantile approximates. */
function nearestRank(recorded: readonly number[], numerator: number, denominator: number): number {
  const sorted = [...recorded].sort((a, b) => a - b);
  const rank = BigInt(numerator) * BigInt(sorted.length);
  const index = Number(rank / BigInt(denominator)) - (rank % BigInt(denominator) === 0n ? 1 : 0);
  return sorted[Math.max(0, index)]!;
}

/** Everything that can be asked of a histogram. */
const facts = (histogram: Histogram): unknown => [
  histogram.count, histogram.negativeCount, histogram.min, histogram.max, histogram.sum,
  ...Array.from({ length: 41 }, (_, i) => histogram.quantile(i, 40)),
];

describe("Histogram", () => {
  test("count, negativeCount, min, max and sum are exact", () => {
    fc.assert(fc.property(values, (recorded) => {
      const histogram = histogramOf(recorded);
      expect(histogram.count).toBe(recorded.length);
      expect(histogram.negativeCount).toBe(recorded.filter((one) => one < 0).length);
      expect(histogram.min).toBe(Math.min(...recorded));
      expect(histogram.max).toBe(Math.max(...recorded));
      expect(histogram.sum).toBe(recorded.reduce((sum, one) => sum + BigInt(one), 0n));
    }));
  });

  test("a quantile is at least the nearest-rank one, above it by 1/128 of its size at most, never above max", () => {
    fc.assert(fc.property(values, quantile, (recorded, [numerator, denominator]) => {
      const exact = nearestRank(recorded, numerator, denominator);
      const given = histogramOf(recorded).quantile(numerator, denominator);
      expect(given).toBeGreaterThanOrEqual(exact);
      expect(given).toBeLessThanOrEqual(Math.max(...recorded));
      expect((given - exact) * 128).toBeLessThanOrEqual(Math.abs(exact));
    }), { numRuns: 1_000 });
  });

  test("a quantile of values between -255 and 255 is exact", () => {
    const small = fc.array(fc.integer({ min: -255, max: 255 }), { minLength: 1 });
    fc.assert(fc.property(small, quantile, (recorded, [a, b]) => {
      expect(histogramOf(recorded).quantile(a, b)).toBe(nearestRank(recorded, a, b));
    }));
  });

  test("merging is recording everything into one, in any order", () => {
    fc.assert(fc.property(fc.array(fc.array(value), { maxLength: 4 }), (parts) => {
      const merged = new Histogram();
      for (const part of parts) merged.merge(histogramOf(part));
      const reversed = new Histogram();
      for (const part of [...parts].reverse()) reversed.merge(histogramOf(part));
      expect(facts(merged)).toEqual(facts(histogramOf(parts.flat())));
      expect(facts(reversed)).toEqual(facts(merged));
    }));
  });

  test("merging leaves the other as it was, and with itself doubles", () => {
    const histogram = histogramOf([-5, 1, 1_000_000]);
    const other = histogramOf([7]);
    histogram.merge(other);
    expect(facts(other)).toEqual(facts(histogramOf([7])));
    histogram.merge(histogram);
    expect(facts(histogram)).toEqual(facts(histogramOf([-5, 1, 1_000_000, 7, -5, 1, 1_000_000, 7])));
  });

  test("the sum stays exact when it leaves the safe integers, in either direction", () => {
    const recorded = Array.from({ length: 1_001 }, (_, i) => (i % 3 === 0 ? -1 : 1) * (Number.MAX_SAFE_INTEGER - i));
    expect(histogramOf(recorded).sum).toBe(recorded.reduce((sum, one) => sum + BigInt(one), 0n));
  });

  test("bucket limits of the first octaves, by hand", () => {
    // 256 and 257 share a bucket, as do 512 … 515; a larger value shows that max does not cut them off.
    const half = (a: number): number => histogramOf([a, Number.MAX_SAFE_INTEGER]).quantile(1, 2);
    expect([255, 256, 257, 258, 511, 512, 515, 516].map(half)).toEqual([255, 257, 257, 259, 511, 515, 515, 519]);
    const negative = (a: number): number => histogramOf([-a, 1e9]).quantile(1, 2);
    expect([255, 256, 257, 258, 515].map(negative)).toEqual([-255, -256, -256, -258, -512]);
    expect(half(2 ** 32)).toBe(2 ** 32 + 2 ** 25 - 1);
    expect(half(2 ** 32 - 1)).toBe(2 ** 32 - 1);
  });

  test("pinned quantiles of a skewed series", () => {
    const recorded = Array.from({ length: 10_000 }, (_, i) => 50_000 + i * i);
    const histogram = histogramOf(recorded);
    const [p50, p99, p995, all] = [[1, 2], [99, 100], [995, 1_000], [1, 1]].map(([a, b]) => histogram.quantile(a!, b!));
    expect([p50, p99, p995, all]).toEqual([25_165_823, 98_041_855, 99_090_431, 100_030_001]);
  });

  test("0 for everything while nothing is recorded", () => {
    expect(facts(new Histogram())).toEqual([0, 0, 0, 0, 0n, ...Array.from({ length: 41 }, () => 0)]);
  });

  test("a cleared one is as good as new", () => {
    const histogram = histogramOf([-5, 2 ** 40, 7]);
    histogram.clear();
    expect(facts(histogram)).toEqual(facts(new Histogram()));
    for (const value of [-5, 300]) histogram.record(value);
    expect(facts(histogram)).toEqual(facts(histogramOf([-5, 300])));
  });

  test("-0 is recorded as 0", () => {
    const histogram = histogramOf([-0]);
    expect([histogram.min, histogram.max, histogram.quantile(1, 2), histogram.negativeCount]).toEqual([0, 0, 0, 0]);
  });

  test.each([NaN, 0.5, Infinity, -Infinity, 2 ** 53])("refuses to record %d, and stays as it was", (junk) => {
    const histogram = histogramOf([3]);
    expect(() => histogram.record(junk)).toThrow(expect.objectContaining({ code: "E_HISTOGRAM" }));
    expect(facts(histogram)).toEqual(facts(histogramOf([3])));
  });

  test.each([[1, 0], [0, 0], [2, 1], [-1, 2], [0.5, 1], [1, NaN]])("refuses the quantile %d/%d", (a, b) => {
    expect(() => new Histogram().quantile(a, b)).toThrow(expect.objectContaining({ code: "E_QUANTILE" }));
  });
});
