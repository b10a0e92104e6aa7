import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shrink, type Shrunk } from "../../../src/harness/shrink/shrink.ts";
import type { Size } from "../../../src/harness/capsule/size.ts";
import { planted, publishedAt, trialOf, type Planted } from "./planted-run.ts";

const ENOUGH = { runs: 5_000 };

const shrunkOf = (plan: Planted, limits = ENOUGH): Promise<Shrunk> =>
  shrink(plan.candidate, { trial: trialOf(plan), publishedAt, limits });

const parts = ["faults", "messages", "duration", "knobs", "decisions"] as const satisfies readonly (keyof Size)[];

describe("shrinking", () => {
  test("reaches the known minimum, and knows that it has", async () => {
    await fc.assert(fc.asyncProperty(planted, async (plan) => {
      const { candidate, after, isMinimal, exhausted } = await shrunkOf(plan);
      expect({ isMinimal, exhausted }).toEqual({ isMinimal: true, exhausted: undefined });
      expect(candidate.plan.faults.map(({ id }) => id)).toEqual(plan.need.faults);
      expect(candidate.messages).toEqual(plan.need.messages);
      expect(Object.keys(candidate.plan.knobs)).toEqual(plan.need.knobs);
      expect(candidate.tape).toEqual(plan.need.decisions.map((index) => plan.seeded[index]));
      expect(after).toMatchObject({
        faults: plan.need.faults.length, messages: plan.need.messages.length, decisions: plan.need.decisions.length,
      });
      for (const fault of candidate.plan.faults)
        expect(fault).toMatchObject({ lasting: plan.need.lasting, perMille: 1, way: "reply", at: 0 });
    }), { numRuns: 60 });
  });

  test("within 200 runs, where a handful is needed of hundreds", async () => {
    await fc.assert(fc.asyncProperty(planted, async (plan) => {
      const { runs, after, exhausted } = await shrunkOf(plan, { runs: 200 });
      expect(runs).toBeLessThanOrEqual(200);
      const { faults, knobs, decisions } = plan.need;
      if (exhausted === undefined)
        expect(after.faults + after.knobs + after.decisions).toBe(faults.length + knobs.length + decisions.length);
    }), { numRuns: 60 });
  });

  test("makes no more runs than it may, and what it then returns still fails in the same way", async () => {
    await fc.assert(fc.asyncProperty(planted, fc.integer({ min: 1, max: 60 }), async (plan, runs) => {
      const made: string[] = [];
      const trial = trialOf(plan, (_, { fingerprint }) => void made.push(String(fingerprint)));
      const shrunk = await shrink(plan.candidate, { trial, publishedAt, limits: { runs } });
      expect(made.length).toBe(shrunk.runs);
      expect(shrunk.runs).toBeLessThanOrEqual(runs);
      expect((await trialOf(plan)(shrunk.candidate, false)).fingerprint).toBe(made[0]);
      if (shrunk.exhausted !== undefined) expect(shrunk.isMinimal).toBe(false);
    }), { numRuns: 60 });
  });

  test("nothing grows, in any step", async () => {
    await fc.assert(fc.asyncProperty(planted, async (plan) => {
      const { before, after, steps } = await shrunkOf(plan);
      for (const [from, to] of [[before, after] as const, ...steps.map((step) => [step.before, step.after] as const)]) {
        for (const part of parts) expect(to[part]).toBeLessThanOrEqual(from[part]);
      }
    }), { numRuns: 60 });
  });

  test("of what has been shrunk removes nothing", async () => {
    await fc.assert(fc.asyncProperty(planted, async (plan) => {
      const { candidate } = await shrunkOf(plan);
      const again = await shrunkOf({ ...plan, candidate });
      expect(again.candidate).toEqual(candidate);
      expect(again.steps).toEqual([]);
    }), { numRuns: 60 });
  });

  test("gives the same result and makes the same runs each time", async () => {
    await fc.assert(fc.asyncProperty(planted, async (plan) => {
      expect(await shrunkOf(plan)).toEqual(await shrunkOf(plan));
    }), { numRuns: 20 });
  });

  test("cuts the time in which nothing happens", async () => {
    const plan = fc.sample(planted, { seed: 3, numRuns: 1 })[0]!;
    const need = { ...plan.need, messages: [1, 500] };
    const messages = Array.from({ length: 600 }, (_, index) => index);
    const { after, candidate } = await shrunkOf({ ...plan, candidate: { ...plan.candidate, messages }, need });
    expect(candidate.cuts).not.toEqual([]);
    expect(after.duration).toBeLessThan(1e9);
  });

  test("ends when its time is over, and says so", async () => {
    const plan = fc.sample(planted.filter(({ need }) => need.faults.length > 0), { seed: 1, numRuns: 1 })[0]!;
    let now = 0;
    const shrunk = await shrink(plan.candidate, {
      trial: trialOf(plan), publishedAt, elapsed: () => (now += 1e9), limits: { nanoseconds: 5e9 },
    });
    expect(shrunk).toMatchObject({ exhausted: "time", isMinimal: false, runs: 5 });
  });

  test("tells where it is before every pass", async () => {
    const plan = fc.sample(planted, { seed: 2, numRuns: 1 })[0]!;
    const told: string[] = [];
    await shrink(plan.candidate, {
      trial: trialOf(plan), publishedAt, limits: ENOUGH, onProgress: ({ pass }) => void told.push(pass),
    });
    expect(told.slice(0, 6)).toEqual(["outline", "faults", "messages", "time", "knobs", "decisions"]);
  });

  test("of a run that does not fail, or fails otherwise than wanted, is refused", async () => {
    const plan = fc.sample(planted.filter(({ need }) => need.faults.length > 0), { seed: 1, numRuns: 1 })[0]!;
    const passing = { ...plan.candidate, plan: { ...plan.candidate.plan, faults: [] } };
    await expect(shrink(passing, { trial: trialOf(plan), publishedAt })).rejects.toMatchObject({
      code: "E_SHRINK_NO_FAILURE",
    });
    await expect(
      shrink(plan.candidate, { trial: trialOf(plan), publishedAt, fingerprint: "ffffffff" }),
    ).rejects.toMatchObject({ code: "E_SHRINK_OTHER" });
  });
});
