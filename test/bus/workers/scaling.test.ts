import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { workersFor, worstOf, type Pressure } from "../../../src/bus/workers/scaling.ts";

const LIMITS = { min: 1, max: 50, scaleUpPercent: 80, scaleDownPercent: 30 };
const percent = fc.integer({ min: 0, max: 100 });
const pressures: fc.Arbitrary<Pressure> = fc.record({
  LOW: percent, NORMAL: percent, HIGH: percent, CRITICAL: percent,
});
const only = (CRITICAL: number): Pressure => ({ LOW: 0, NORMAL: 0, HIGH: 0, CRITICAL });

describe("how many workers", () => {
  test("never fewer than min nor more than max, and a change only outside the band between the thresholds", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), pressures, (workers, pressure) => {
      const next = workersFor(workers, pressure, LIMITS);
      expect(next).toBeGreaterThanOrEqual(1);
      expect(next).toBeLessThanOrEqual(50);
      const worst = Math.max(pressure.LOW, pressure.NORMAL, pressure.HIGH, pressure.CRITICAL);
      expect(worstOf(pressure)).toBe(worst);
      if (worst > 80) expect(next).toBeGreaterThan(workers === 50 ? 49 : workers);
      else if (worst < 30) expect(next).toBeLessThanOrEqual(workers);
      else expect(next).toBe(workers);
    }));
  });

  test("a saturated CRITICAL adds workers though the mean of the classes is below the lower threshold", () => {
    expect(100 / 4).toBeLessThan(LIMITS.scaleDownPercent);
    expect(workersFor(5, only(100), LIMITS)).toBe(7);
  });

  test.each([
    [80, 10], [81, 11], [30, 10], [29, 10], [15, 5], [0, 5],
  ])("at a pressure of %i, ten workers become %i", (worst, next) => {
    expect(workersFor(10, only(worst), LIMITS)).toBe(next);
  });
});
