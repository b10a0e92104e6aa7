import fc from "fast-check";
import type { PlannedFault } from "../../../src/faults/fault.ts";
import type { Observation, Trial } from "../../../src/harness/shrink/attempts.ts";
import { isSparse, lengthOf, type Candidate } from "../../../src/harness/shrink/candidate.ts";
import type { Override } from "../../../src/kernel/decisions.ts";
import { ms, sec } from "../../../src/kernel/time.ts";

/** What a run must have to fail: a stand-in for a simulation, whose minimum is known. */
export interface Need {
  readonly faults: readonly string[];
  readonly lasting: number;
  readonly messages: readonly number[];
  readonly knobs: readonly string[];
  readonly decisions: readonly number[];
  readonly duration: number;
}

export interface Planted {
  readonly candidate: Candidate;
  readonly need: Need;
  readonly seeded: readonly Override[];
}

const SAME = "5a5a5a5a";
const OTHER = "07070707";

const decisionName = ({ site, key }: Override): string => `${site} ${key}`;

/** Fails when everything needed is there; in another way when all but the knobs and decisions are. */
export function trialOf(
  { need, seeded }: Planted, seen?: (candidate: Candidate, observation: Observation) => void,
): Trial {
  return async (candidate) => {
    const { plan, messages } = candidate;
    const taken = isSparse(candidate) ? candidate.tape : seeded;
    const names = new Set(taken.map(decisionName));
    const hasFaults = need.faults.every((id) =>
      plan.faults.some((fault) => fault.id === id && "lasting" in fault && fault.lasting >= need.lasting),
    );
    const hasWork =
      need.messages.every((index) => messages.includes(index) && at(index) < candidate.duration) &&
      lengthOf(candidate) >= need.duration;
    const hasRest =
      need.knobs.every((name) => name in plan.knobs) &&
      need.decisions.every((index) => names.has(decisionName(seeded[index] as Override)));
    const fingerprint = !hasFaults || !hasWork ? undefined : hasRest ? SAME : OTHER;
    const observation: Observation = { fingerprint, subject: need.messages[0], taken };
    seen?.(candidate, observation);
    return observation;
  };
}

export const faultAt = (index: number): PlannedFault => ({
  kind: "drop", id: `drop#${index}`, node: "feed-1", way: "both", perMille: 30, at: ms(100) * index, lasting: sec(2),
});

const sites = ["link.feed-1", "link.engine-1", "fault.drop#0", "buggify.short-read"];

/** Candidates of every size, with needs of at most a few each. */
export const planted: fc.Arbitrary<Planted> = fc
  .record({
    faults: fc.integer({ min: 0, max: 18 }), messages: fc.integer({ min: 1, max: 600 }),
    knobs: fc.integer({ min: 0, max: 6 }), decisions: fc.integer({ min: 0, max: 200 }),
    picks: fc.infiniteStream(fc.nat()),
    counts: fc.record({
      faults: fc.nat({ max: 3 }), messages: fc.nat({ max: 3 }), knobs: fc.nat({ max: 1 }),
      decisions: fc.nat({ max: 2 }),
    }),
  })
  .map(({ faults, messages, knobs, decisions, picks, counts }) => {
    const pick = (count: number, of: number): number[] => {
      const chosen = new Set<number>();
      for (let index = 0; index < count && of > 0; index++) chosen.add((picks.next().value as number) % of);
      return [...chosen].sort((left, right) => left - right);
    };
    return {
      seeded: Array.from({ length: decisions }, (_, index) => ({
        site: sites[index % sites.length] as string, key: index, choice: 1,
      })),
      candidate: {
        plan: {
          faults: Array.from({ length: faults }, (_, index) => faultAt(index)), buggify: false,
          knobs: Object.fromEntries(Array.from({ length: knobs }, (_, index) => [`knob-${index}`, 7])),
        },
        messages: Array.from({ length: messages }, (_, index) => index), duration: sec(30), cuts: [], neutral: [],
        tape: [],
      },
      need: {
        faults: pick(counts.faults, faults).map((index) => `drop#${index}`), lasting: ms(20),
        messages: pick(counts.messages, messages), knobs: pick(counts.knobs, knobs).map((index) => `knob-${index}`),
        decisions: pick(counts.decisions, decisions), duration: ms(50),
      },
    };
  });

const at = (index: number): number => index * ms(40);

export const publishedAt = ({ messages }: Candidate): readonly number[] => messages.map(at);
