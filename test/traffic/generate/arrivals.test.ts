import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RandomStreams } from "../../../src/kernel/random.ts";
import { sec } from "../../../src/kernel/time.ts";
import { Arrivals, type Surge } from "../../../src/traffic/generate/arrivals.ts";
import { Outbox } from "../../../src/traffic/generate/outbox.ts";
import * as quantiles from "../../../src/traffic/generate/quantiles.ts";
import type { Clustering, Knots } from "../../../src/traffic/generate/quantiles.ts";

const stream = (seed: number) => new RandomStreams(seed).named("test");

function instants(rate: number, clustering: Clustering, count: number, surges: readonly Surge[] = []): number[] {
  const arrivals = new Arrivals(stream(1), rate, clustering, surges);
  const found: number[] = [];
  for (let at = 0; found.length < count;) found.push((at = arrivals.next(at)));
  return found;
}

describe("quantile tables", () => {
  test.each<[string, Knots, number]>([
    ["EXPONENTIAL", quantiles.EXPONENTIAL, quantiles.EXPONENTIAL_MEAN],
    ["CLUSTER_GAP", quantiles.CLUSTER_GAP, quantiles.CLUSTER_GAP_MEAN],
    ["SIZE", quantiles.SIZE, quantiles.SIZE_MEAN],
  ])("%s has the stated mean, never falls and has 65 knots", (_, knots, mean) => {
    expect(knots).toHaveLength(65);
    expect([...knots].sort((a, b) => a - b)).toEqual(knots);
    const draws = stream(2);
    let sum = 0;
    for (let i = 0; i < 200_000; i++) sum += quantiles.sample(knots, draws);
    expect(sum / 200_000 / mean).toBeCloseTo(1, 1);
  });

  test.each(["steady", "bursty"] as const)("cluster sizes of %s traffic have 64 equally likely entries", (name) => {
    expect(quantiles.CLUSTER_SIZES[name]).toHaveLength(64);
  });

  test("orders arrive within a tick of the opposite best in 55 % of cases, and a wire takes 3 ms in the middle", () => {
    const draws = stream(3);
    let near = 0;
    let fast = 0;
    for (let i = 0; i < 100_000; i++) {
      if (quantiles.sample(quantiles.PLACEMENT_TICKS, draws) === 1) near++;
      if (quantiles.sample(quantiles.WIRE_JITTER_US, draws) < 3_000) fast++;
    }
    expect(near / 100_000).toBeCloseTo(0.56, 1);
    expect(fast / 100_000).toBeCloseTo(0.5, 1);
  });
});

describe("arrivals", () => {
  test.each([["steady", 20], ["steady", 2_000], ["bursty", 80], ["bursty", 400]] as const)(
    "of %s traffic come in order, at %i a second in the long run", (clustering, rate) => {
      const found = instants(rate, clustering, 200_000);
      expect(found.some((at, index) => at < (found[index - 1] ?? 0))).toBe(false);
      const measured = found.length / (found.at(-1)! / sec(1));
      expect(measured / rate).toBeGreaterThan(0.85);
      expect(measured / rate).toBeLessThan(1.15);
    });

  test("of bursty traffic vary over ten times as much as a Poisson process, of steady traffic over three times", () => {
    const fano = (clustering: Clustering): number => {
      const counts = new Array<number>(1_000).fill(0);
      for (const at of instants(100, clustering, 100_000)) {
        const second = Math.floor(at / sec(1));
        if (second < counts.length) counts[second]!++;
      }
      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length / mean;
    };
    expect(fano("bursty")).toBeGreaterThan(10);
    expect(fano("steady")).toBeGreaterThan(3);
    expect(fano("steady")).toBeLessThan(fano("bursty"));
  });

  test("in a surge are those of a clock that runs faster: outside it every gap keeps its length", () => {
    const surge: Surge = { at: sec(10), lasting: sec(2), times: 10 };
    const plain = instants(100, "steady", 20_000);
    const surged = instants(100, "steady", 20_000, [surge]);
    const unwarped = (at: number): number =>
      at <= sec(10) ? at : at <= sec(12) ? sec(10) + (at - sec(10)) * 10 : at + sec(2) * 9;
    surged.forEach((at, index) => {
      // Each event in the surge rounds down by less than one unit of the faster clock, ten of the slower.
      expect(Math.abs(unwarped(at) - plain[index]!)).toBeLessThanOrEqual(10 * 2_500);
    });
    expect(surged.filter((at) => at > sec(10) && at <= sec(12)).length).toBeGreaterThan(1_000);
  });
});

describe("the outbox", () => {
  test("gives back any records in order of time, equal times in order of arrival", () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat({ max: 30 }), fc.boolean())), (steps) => {
      const outbox = new Outbox();
      const waiting: { at: number; order: number }[] = [];
      steps.forEach(([at, take], order) => {
        outbox.add({ kind: "connect", at, source: order, connection: "", address: "" });
        waiting.push({ at, order });
        if (!take) return;
        waiting.sort((a, b) => a.at - b.at || a.order - b.order);
        const expected = waiting.shift()!;
        expect(outbox.nextAt).toBe(expected.at);
        expect(outbox.take()).toMatchObject({ at: expected.at, source: expected.order });
      });
      waiting.sort((a, b) => a.at - b.at || a.order - b.order);
      expect(waiting.map(() => outbox.take()?.source)).toEqual(waiting.map(({ order }) => order));
      expect(outbox.take()).toBeUndefined();
      expect(outbox.nextAt).toBe(Infinity);
    }));
  });
});
