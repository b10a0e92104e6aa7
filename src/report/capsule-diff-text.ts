import type { RecipeDifference } from "../harness/capsule/compare-capsules.ts";
import type { Divergence } from "../kernel/divergence.ts";
import { formatDivergence } from "./divergence-text.ts";

export interface DiffFacts {
  readonly left: string;
  readonly right: string;
  /** Of what the two are made; empty for recordings. */
  readonly differences: readonly RecipeDifference[];
  /** Undefined when their runs are the same. */
  readonly divergence: Divergence | undefined;
}

const LONGEST = 100;

/** Two runs side by side: what they are made from, and the first event at which they part. */
export function formatDiff({ left, right, differences, divergence }: DiffFacts): string {
  return [
    `${divergence === undefined ? "SAME RUN" : "DIFFERENT RUNS"}  ${left}  ${right}`,
    ...differences.flatMap((each) => [
      `  ${each.part}`, `    first   ${clip(each.left)}`, `    second  ${clip(each.right)}`,
    ]),
    ...(divergence === undefined ? [] : [formatDivergence(divergence)]),
    "",
  ].join("\n");
}

const clip = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`);

/** `wavetank.diff/1`. */
export const diffDocument = ({ left, right, differences, divergence }: DiffFacts): object =>
  ({ schema: "wavetank.diff/1", left, right, same: divergence === undefined, differences, divergence });
