import type { Capsule } from "../harness/capsule/capsule.ts";

/** Where the parts of a regression test are, as its file has to name them. */
export interface TestPlaces {
  readonly capsule: string;
  readonly scenario: string;
  /** The module that exports `replayCapsule`: `wavetank` for users. */
  readonly library: string;
}

/** What the test of a capsule says. */
export const regressionTitle = ({ scenario, failure }: Capsule): string =>
  failure === undefined
    ? `${scenario.name} passes as it did`
    : `${scenario.name}: ${failure.shape.split("\n")[0] ?? ""} (${failure.oracle}, ${failure.fingerprint}) does not come back`;

/** A test file for vitest that fails as long as the capsule's failure, or any other, occurs. */
export function formatRegressionTest(capsule: Capsule, places: TestPlaces): string {
  const { recipe } = capsule;
  const messages =
    recipe.keep === undefined
      ? "all messages"
      : `${recipe.keep.reduce((sum, [from, to]) => sum + to - from, 0)} messages`;
  return `import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { liveHost, readCapsule, replayCapsule } from ${JSON.stringify(places.library)};
import scenario from ${JSON.stringify(places.scenario)};

// ${recipe.plan.faults.length} faults, ${messages}. What happens in it: wavetank replay ${places.capsule}
test(${JSON.stringify(regressionTitle(capsule))}, async () => {
  const file = new URL(${JSON.stringify(places.capsule)}, import.meta.url);
  const capsule = readCapsule(readFileSync(file), file.pathname);
  const { outcome } = await replayCapsule(capsule, scenario, liveHost());
  expect(outcome.failure).toBeUndefined();
});
`;
}
