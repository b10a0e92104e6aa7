import fc from "fast-check";
import type { Fault } from "../../faults/fault.ts";
import { PRIORITIES, priorityName } from "../../bus/priority.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { producerNames } from "../../harness/world/world.ts";
import { ms, sec } from "../../kernel/time.ts";
import { faultPlans, type FaultPlanOptions } from "../fault-plans.ts";
import type { BusCommand } from "./bus-command.ts";
import { advance, checkDrained, heal, inject, publish } from "./commands.ts";

/** Faults begin at once, as a command does; traffic that is made before a run cannot be changed. */
const isNow = ({ kind }: Fault): boolean => kind !== "burst" && !kind.startsWith("venue-");

/**
 * For `fc.commands`: publishing, letting time pass, faults within the limits of the scenario's swarm or of `options`,
 * healing, and draining.
 */
export function busCommands(
  scenario: Scenario, options: Omit<FaultPlanOptions, "most"> = {},
): fc.Arbitrary<BusCommand>[] {
  const publications = fc.record(
    {
      key: fc.constantFrom("a", "b", "c"), priority: fc.constantFrom(...PRIORITIES.map(priorityName)),
      producer: fc.constantFrom(...producerNames(scenario)),
    },
    { noNullPrototype: true },
  );
  const faults = faultPlans(
    { ...scenario, faults: scenario.faults.filter(({ kind }) => kind === "swarm") }, { ...options, most: 1 },
  ).map((plan) => plan.filter(isNow).map(({ id: _, ...fault }) => ({ ...fault, at: 0 })));
  return [
    publications.map(publish),
    publications.map(publish),
    fc.integer({ min: 1, max: 2_000 }).map((milliseconds) => advance(ms(milliseconds))),
    faults.map(([fault]) => (fault === undefined ? heal() : inject(fault))),
    fc.constant(heal()),
    fc.constant(checkDrained(sec(60))),
  ];
}
