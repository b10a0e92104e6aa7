import type { Override } from "../../kernel/decisions.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { Duration } from "../../kernel/time.ts";
import type { Recipe } from "../capsule/recipe.ts";
import type { RunPlan } from "../scenario/plan.ts";
import type { TimeCut } from "../scenario/time-cut.ts";
import type { IndexRange } from "../scenario/workload.ts";

/** A run that may be smaller than the one that failed. The seed is the same for all. */
export interface Candidate {
  readonly plan: RunPlan;
  /** Messages that are published, by index, in ascending order. */
  readonly messages: readonly number[];
  readonly duration: Duration;
  readonly cuts: readonly TimeCut[];
  readonly neutral: readonly string[];
  readonly tape: readonly Override[];
}

/** Sites that decide nothing at all: what is not on the tape is neutral. */
export const EVERYTHING: readonly string[] = ["*"];

export const isSparse = ({ neutral }: Pick<Candidate, "neutral">): boolean => neutral.includes("*");

export const recipeOf = (candidate: Candidate, seed: Seed): Recipe => ({
  seed, plan: candidate.plan, keep: rangesOf(candidate.messages), duration: candidate.duration, cuts: candidate.cuts,
  neutral: candidate.neutral, tape: candidate.tape,
});

/** Where the same decisions are made by the seed, the tape says nothing. */
export const candidateKey = (candidate: Candidate): string => JSON.stringify(recipeOf(candidate, 0));

/** `[1, 2, 3, 7]` → `[1, 4), [7, 8)`. */
export function rangesOf(indices: readonly number[]): readonly IndexRange[] {
  const ranges: [from: number, to: number][] = [];
  for (const index of indices) {
    const last = ranges.at(-1);
    if (last?.[1] === index) last[1] = index + 1;
    else ranges.push([index, index + 1]);
  }
  return ranges;
}

export const indicesOf = (ranges: readonly IndexRange[]): readonly number[] =>
  ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, index) => from + index));

/** The time that is left of `duration`. */
export const lengthOf = ({ duration, cuts }: Pick<Candidate, "duration" | "cuts">): Duration =>
  duration - cuts.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, duration) - from), 0);
