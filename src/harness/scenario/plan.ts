import type { PlannedFault } from "../../faults/fault.ts";

/** Everything that a seed chose of what a scenario leaves open: complete, so that the run can be made from it alone. */
export interface RunPlan {
  readonly faults: readonly PlannedFault[];
  /** Values that differ from the scenario's, by name: see KNOBS. */
  readonly knobs: Readonly<Record<string, number>>;
  /** Whether our own code may do the rare but allowed thing. */
  readonly buggify: boolean;
}
