import type { RunTrial } from "../mutant.ts";
import { trial as pipeline } from "./pipeline.ts";

/** The same seed twice. */
export const trial: RunTrial = async (seed) => {
  const [first, second] = [await pipeline(seed), await pipeline(seed)];
  const same = JSON.stringify(first) === JSON.stringify(second);
  return {
    compared: { ...first.compared, determinism: 1 },
    findings: same
      ? first.findings
      : [...first.findings, { oracle: "determinism", what: "two runs of one seed differ" }],
  };
};
