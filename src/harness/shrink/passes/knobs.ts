import type { Candidate } from "../candidate.ts";
import { minimalSubset } from "../minimal-subset.ts";
import type { Pass } from "./pass.ts";

const BUGGIFY = "buggify";

/** Knobs that were turned, and the rare but allowed things of our own code, which count as one more. */
export const shrinkKnobs: Pass = async (candidate, attempts) => {
  const { plan } = candidate;
  const turned = [...Object.keys(plan.knobs), ...(plan.buggify ? [BUGGIFY] : [])];
  const only = (kept: readonly string[]): Candidate => ({
    ...candidate,
    plan: {
      ...plan, buggify: kept.includes(BUGGIFY),
      knobs: Object.fromEntries(Object.entries(plan.knobs).filter(([name]) => kept.includes(name))),
    },
  });
  const kept = await minimalSubset(turned, (some) => attempts.fails(only(some)));
  return kept.length === turned.length ? candidate : only(kept);
};
