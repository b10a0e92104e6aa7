import type { Override } from "../../kernel/decisions.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { Duration } from "../../kernel/time.ts";
import type { Order } from "../explore/order.ts";
import type { Split } from "../explore/split.ts";
import type { RunPlan } from "../scenario/plan.ts";
import type { ScenarioRunOptions } from "../scenario/run.ts";
import type { TimeCut } from "../scenario/time-cut.ts";
import type { IndexRange } from "../scenario/workload.ts";

/** All that makes one run of a scenario again, by the code of any day: nothing is left to be drawn anew. */
export interface Recipe {
  readonly seed: Seed;
  readonly plan: RunPlan;
  /** Messages that are published; undefined is all. */
  readonly keep: readonly IndexRange[] | undefined;
  /** Of the phase with faults, before its cuts. */
  readonly duration: Duration;
  readonly cuts: readonly TimeCut[];
  /** Sites that decide nothing, unless the tape says so. */
  readonly neutral: readonly string[];
  /** Decisions that are other than the seed would have them. */
  readonly tape: readonly Override[];
  /** Who comes first where that is open; undefined is the default. */
  readonly order?: Order;
  /** Where other seeds take over; undefined is nowhere. */
  readonly splits?: readonly Split[];
}

/** What no search for a smaller run changes. */
export const unchanging = ({ order, splits }: Recipe): Pick<Recipe, "order" | "splits"> =>
  ({ ...(order === undefined ? {} : { order }), ...(splits === undefined ? {} : { splits }) });

export const recipeOptions = ({ keep, ...rest }: Recipe): ScenarioRunOptions =>
  keep === undefined ? rest : { ...rest, keep };
