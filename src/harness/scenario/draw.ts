import type { Fault, PlannedFault } from "../../faults/fault.ts";
import type { Swarm } from "../../faults/vocabulary.ts";
import { drawSwarm } from "../../faults/swarm.ts";
import type { Decisions } from "../../kernel/decisions.ts";
import { consumerNames, producerNames, storeNames } from "../world/world.ts";
import { KNOBS } from "./knobs.ts";
import type { RunPlan } from "./plan.ts";
import type { Scenario } from "./scenario.ts";

/** Everything that the seed chooses of what the scenario leaves open. */
export function drawPlan(scenario: Scenario, decisions: Decisions): RunPlan {
  const faults: PlannedFault[] = [];
  const counts = new Map<string, number>();
  const add = (fault: Fault): void => {
    const count = counts.get(fault.kind) ?? 0;
    counts.set(fault.kind, count + 1);
    faults.push({ ...fault, id: `${fault.kind}#${count}` });
  };
  for (const fault of scenario.faults) if (fault.kind !== "swarm") add(fault);
  const swarms = scenario.faults.filter((fault): fault is Swarm => fault.kind === "swarm");
  const nodes = {
    producers: producerNames(scenario), consumers: consumerNames(scenario), stores: storeNames(scenario),
  };
  for (const { limits } of swarms) {
    for (const fault of drawSwarm(limits, decisions, nodes, scenario.duration)) faults.push(fault);
  }
  return {
    faults,
    knobs: swarms.some(({ limits }) => limits.knobs === true) ? drawKnobs(scenario, decisions) : {},
    buggify: swarms.some(({ limits }) => limits.buggify === true),
  };
}

/** One knob in four is turned. */
function drawKnobs(scenario: Scenario, decisions: Decisions): Readonly<Record<string, number>> {
  const knobs: Record<string, number> = {};
  for (const { name, choices } of KNOBS) {
    if (name === "sentinel.downAfter" && scenario.deployment?.sentinel === undefined) continue;
    const neutral = 4 * choices.length - 1;
    const drawn = decisions.point(`knob.${name}`, 4 * choices.length, neutral).decide(0);
    const value = choices[drawn];
    if (value !== undefined) knobs[name] = value;
  }
  return knobs;
}
