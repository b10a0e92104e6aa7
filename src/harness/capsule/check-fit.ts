import type { PlannedFault } from "../../faults/fault.ts";
import { WavetankError } from "../../kernel/error.ts";
import { unknownName, type ScenarioProblem } from "../scenario/scenario-problem.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { venuesOf } from "../scenario/traffic.ts";
import { consumerNames, producerNames, storeNames } from "../world/world.ts";
import type { Capsule } from "./capsule.ts";

/** @throws {WavetankError} E_CAPSULE_SCENARIO - the scenario is not the capsule's, or lacks whom its faults befall. */
export function checkFit(capsule: Pick<Capsule, "scenario" | "recipe">, scenario: Scenario): void {
  if (scenario.name !== capsule.scenario.name) {
    throw new WavetankError(
      "E_CAPSULE_SCENARIO", `the capsule is of ${capsule.scenario.name}, not of ${scenario.name}`,
      {
        expected: `the scenario of ${capsule.scenario.file}`, hint: "name the scenario's file with --scenario",
      },
    );
  }
  const nodes = ["master", ...producerNames(scenario), ...consumerNames(scenario), ...storeNames(scenario)];
  const venues = scenario.traffic.flatMap(venuesOf);
  for (const fault of capsule.recipe.plan.faults) {
    const [problem] = strangersOf(fault, nodes, venues);
    if (problem === undefined) continue;
    throw new WavetankError("E_CAPSULE_SCENARIO", `the capsule's fault ${fault.id}: ${problem.problem}`, {
      where: capsule.scenario.file, expected: problem.expected,
      hint: "the scenario has changed since, or the capsule was",
    });
  }
}

/** Names in a fault of what the scenario does not have. */
function strangersOf(
  fault: PlannedFault, nodes: readonly string[], venues: readonly string[],
): readonly ScenarioProblem[] {
  const named = "node" in fault ? [fault.node] : fault.kind === "partition" ? fault.side : [];
  return [
    ...named.filter((name) => !nodes.includes(name)).map((name) => unknownName(name, nodes, "node of the scenario")),
    ..."venue" in fault && !venues.includes(fault.venue)
      ? [unknownName(fault.venue, venues, "venue of the scenario")] : [],
  ];
}
