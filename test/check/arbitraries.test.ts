import fc from "fast-check";
import { expect, test } from "vitest";
import { faultPlans, knobs, runPlans, scenarioRuns, seeds, workloads } from "../../src/check/index.ts";
import { crash, EVERYTHING, poisson, sec, swarm, type PlannedFault } from "../../src/harness/authoring.ts";
import { checkFaults } from "../../src/harness/scenario/check-faults.ts";
import { KNOBS } from "../../src/harness/scenario/knobs.ts";
import { mild } from "./planted-scenario.ts";

const wild = mild({
  bus: { producers: 2, consumers: 3 }, deployment: { replicas: 2, sentinel: { downAfter: sec(1) } },
  faults: [swarm(), crash("engine-1", { at: sec(1), restartAfter: sec(1) })],
});

test("every fault of a plan befalls somebody who is there, within the scenario's duration, under an id of its own", () => {
  fc.assert(
    fc.property(faultPlans(wild), (plan) => {
      const faults = plan.map(({ id: _, ...fault }) => fault) as PlannedFault[];
      expect(checkFaults({ ...wild, faults })).toEqual([]);
      expect(new Set(plan.map(({ id }) => id)).size).toBe(plan.length);
    }),
    { numRuns: 500 },
  );
});

test("plans have every kind that the limits allow, and none that they do not", () => {
  const kinds = new Set(fc.sample(faultPlans(wild), 2_000).flat().map(({ kind }) => kind));
  const { knobs: _knobs, buggify: _buggify, ...limits } = EVERYTHING;
  expect([...kinds].sort()).toEqual(Object.keys(limits).sort());
  expect(
    fc
      .sample(faultPlans(wild, { limits: { drop: 5 } }), 200)
      .flat()
      .every(({ kind }) => kind === "drop" || kind === "crash"),
  ).toBe(true);
});

test("nothing can be promoted without a replica, so no plan has a failover", () => {
  expect(fc.sample(faultPlans(mild(), { limits: { failover: 2 } }), 50).flat()).toEqual([]);
});

test("a scenario's own fault keeps its id, and may be left out", () => {
  const plans = fc.sample(faultPlans(wild, { limits: {} }), 50);
  expect(new Set(plans.map((plan) => plan.map(({ id }) => id).join()))).toEqual(new Set(["", "crash#0"]));
});

test("what is drawn is data: it survives JSON", () => {
  fc.assert(fc.property(scenarioRuns(wild), (run) => void expect(JSON.parse(JSON.stringify(run))).toEqual(run)));
});

test("a plan shrinks to no fault, no knob and no buggify; to the one fault that is needed, at its weakest; and a seed not at all", () => {
  const smallest = <T,>(arbitrary: fc.Arbitrary<T>, fails: (value: T) => boolean): T =>
    fc.check(fc.property(arbitrary, (value) => !fails(value)), { seed: 7, numRuns: 5_000 }).counterexample![0];
  expect(smallest(runPlans(wild), () => true)).toEqual({ faults: [], knobs: {}, buggify: false });
  const [only, ...others] = smallest(faultPlans(wild), (plan) => plan.some(({ kind }) => kind === "drop"));
  expect(others).toEqual([]);
  expect(only).toMatchObject({ kind: "drop", at: 0, perMille: 1, node: "feed-1", lasting: 1_000_000 });
  const [seed] = fc.sample(seeds(), { numRuns: 1, seed: 7 });
  expect(smallest(seeds(), () => true)).toBe(seed);
});

test("knobs are known ones, at one of their choices", () => {
  const known = new Map(KNOBS.map(({ name, choices }) => [name, choices]));
  fc.assert(
    fc.property(knobs(wild), (turned) =>
      Object.entries(turned).every(([name, value]) => known.get(name)?.includes(value)),
    ),
  );
  expect(fc.sample(knobs(mild()), 200).every((turned) => !("sentinel.downAfter" in turned))).toBe(true);
});

test("kept messages are ascending ranges within the workload that do not touch, also when shrunk", () => {
  const arbitrary = workloads(mild());
  fc.assert(fc.property(arbitrary, fc.infiniteStream(fc.nat()), (start, choices) => {
    for (let kept = start; ;) {
      expect(arbitrary.canShrinkWithoutContext(kept)).toBe(true);
      const smaller = [...arbitrary.shrink(kept, undefined)].map(({ value }) => value);
      expect(smaller.every((each) => countOf(each) < countOf(kept))).toBe(true);
      const next = smaller[(choices.next().value as number) % Math.max(1, smaller.length)];
      if (next === undefined) return;
      kept = next;
    }
  }), { numRuns: 30 });
  expect(arbitrary.canShrinkWithoutContext([[0, 60]])).toBe(true);
  for (const wrong of [[[0, 61]], [[3, 3]], [[0, 4], [4, 5]], [[5, 6], [1, 2]], [[0.5, 1]], "all"]) {
    expect(arbitrary.canShrinkWithoutContext(wrong), JSON.stringify(wrong)).toBe(false);
  }
});

test("a workload shrinks to exactly the messages that are needed, whichever they are", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: 4 }), (needed) => {
    const fails = (kept: readonly (readonly [number, number])[]): boolean =>
      needed.every((index) => kept.some(([from, to]) => index >= from && index < to));
    const { counterexample } = fc.check(fc.property(workloads(mild()), (kept) => !fails(kept)), { numRuns: 100 });
    expect(indicesOf(counterexample![0])).toEqual([...needed].sort((left, right) => left - right));
  }), { numRuns: 30 });
});

test("a workload that is larger with some seeds can be all of it with any", () => {
  const arrivals = workloads(mild({ traffic: [poisson({ perSecond: 20 })] }));
  expect(Math.max(...fc.sample(arrivals, 100).map(countOf))).toBeGreaterThan(80);
});

const countOf = (kept: readonly (readonly [number, number])[]): number =>
  kept.reduce((sum, [from, to]) => sum + to - from, 0);
const indicesOf = (kept: readonly (readonly [number, number])[]): readonly number[] =>
  kept.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index));
