import type { TracedRun } from "../../kernel/divergence.ts";
import type { Host } from "../../kernel/host.ts";
import { runScenario } from "../scenario/run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Capsule } from "./capsule.ts";
import { recipeOptions, type Recipe } from "./recipe.ts";

/** What two capsules are made from that is not the same in both. */
export interface RecipeDifference {
  readonly part: string;
  readonly left: string;
  readonly right: string;
}

/** Part by part: a fault, knob or decision that only one has, or has otherwise. */
export function recipeDifferences(left: Capsule, right: Capsule): readonly RecipeDifference[] {
  const [lefts, rights] = [partsOf(left), partsOf(right)];
  const parts = [...new Set([...lefts.keys(), ...rights.keys()])];
  return parts.flatMap((part) => {
    const [one, other] = [lefts.get(part) ?? "none", rights.get(part) ?? "none"];
    return one === other ? [] : [{ part, left: one, right: other }];
  });
}

function partsOf({ recipe, code, scenario }: Capsule): ReadonlyMap<string, string> {
  const { seed, plan, keep, duration, cuts, neutral, tape }: Recipe = recipe;
  return new Map<string, string>([
    ["scenario", `${scenario.name} ${scenario.sha256.slice(0, 12)}`],
    ["code", `${code.version} ${code.build.slice(0, 16)}`],
    ["node", code.node],
    ["seed", String(seed)],
    ["duration", String(duration)],
    ["messages", keep === undefined ? "all" : JSON.stringify(keep)],
    ["cuts", JSON.stringify(cuts)],
    ["buggify", String(plan.buggify)], ["neutral", neutral.join(" ")],
    ...plan.faults.map(({ id, ...fault }): [string, string] => [`fault ${id}`, JSON.stringify(fault)]),
    ...Object.entries(plan.knobs).map(([name, value]): [string, string] => [`knob ${name}`, String(value)]),
    ...tape.map(({ site, key, choice }): [string, string] => [`decision ${site} #${key}`, String(choice)]),
  ]);
}

/** How a capsule's run is made, to be compared with another. */
export const tracedCapsule = ({ recipe }: Capsule, scenario: Scenario, host: Host): TracedRun => async (window) => {
  const { digest, traceCount, checkpoints, kept } = await runScenario(scenario, host, {
    ...recipeOptions(recipe),
    window,
  });
  return { digest, count: traceCount, checkpoints, kept };
};

/** The runs as they were made then, where both capsules hold all of their events. */
export const recordedRun = ({ run }: Capsule): TracedRun | undefined =>
  run.trace.length === 0
    ? undefined
    : async ({ from, to }) => ({
        digest: run.digest, count: run.events, checkpoints: run.checkpoints, kept: run.trace.slice(from, to),
      });
