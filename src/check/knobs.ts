import fc from "fast-check";
import { KNOBS } from "../harness/scenario/knobs.ts";
import type { RunPlan } from "../harness/scenario/plan.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";

/** Time-outs and sizes that differ from the scenario's, by name. Shrinks towards none. */
export function knobs(scenario: Scenario): fc.Arbitrary<RunPlan["knobs"]> {
  const turnable = KNOBS.filter(
    ({ name }) => name !== "sentinel.downAfter" || scenario.deployment?.sentinel !== undefined,
  );
  // What is not required is left out, never undefined.
  return fc.record(Object.fromEntries(turnable.map(({ name, choices }) => [name, fc.constantFrom(...choices)])), {
    requiredKeys: [], noNullPrototype: true,
  }) as fc.Arbitrary<RunPlan["knobs"]>;
}
