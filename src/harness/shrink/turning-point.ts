import type { Host } from "../../kernel/host.ts";
import { startOf } from "../../faults/fault.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { runRecipe } from "../capsule/make-capsule.ts";
import type { Recipe } from "../capsule/recipe.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** From where a failing run goes another way than the same run without the last thing that it needs. */
export interface TurningPoint {
  /** The first event that the other run does not have. */
  readonly event: TraceEvent;
  /** What the other run goes without. */
  readonly without: string;
  /** What happens there instead; undefined when it was at its end. */
  readonly instead: TraceEvent | undefined;
}

/** Lines that only say that a fault is on, or which phase it is. */
const SAYS_NOTHING = /^(fault$|run\.)/;

/** Undefined where nothing can be left out: then there is no other run to compare with. */
export async function turningPoint(
  scenario: Scenario, host: Host, recipe: Recipe, events: readonly TraceEvent[],
): Promise<TurningPoint | undefined> {
  const other = withoutTheLast(recipe);
  if (other === undefined) return undefined;
  const passing = (await runRecipe(scenario, host, other.recipe)).events.filter(({ site }) => !SAYS_NOTHING.test(site));
  const failing = events.filter(({ site }) => !SAYS_NOTHING.test(site));
  const index = failing.findIndex((event, at) => !sameStep(event, passing[at]));
  const event = failing[index];
  return event === undefined ? undefined : { event, without: other.without, instead: passing[index] };
}

/** Without the last single decision, or else without the last fault, the last knob. */
function withoutTheLast(recipe: Recipe): { readonly recipe: Recipe; readonly without: string } | undefined {
  const { plan, tape } = recipe;
  const decision = tape.at(-1);
  if (decision !== undefined) {
    return {
      recipe: { ...recipe, tape: tape.slice(0, -1) }, without: `${decision.site} #${decision.key} = ${decision.choice}`,
    };
  }
  const fault = [...plan.faults].sort((left, right) => startOf(left) - startOf(right)).at(-1);
  if (fault !== undefined) {
    return {
      recipe: { ...recipe, plan: { ...plan, faults: plan.faults.filter((each) => each !== fault) } }, without: fault.id,
    };
  }
  const knob = Object.keys(plan.knobs).at(-1);
  if (knob === undefined) return undefined;
  const knobs = Object.fromEntries(Object.entries(plan.knobs).filter(([name]) => name !== knob));
  return { recipe: { ...recipe, plan: { ...plan, knobs } }, without: knob };
}

const sameStep = (left: TraceEvent, right: TraceEvent | undefined): boolean =>
  right !== undefined && left.at === right.at && left.site === right.site &&
  left.values.every((value, index) => value === right.values[index]);
