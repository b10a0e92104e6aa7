import type { Fault } from "../../faults/fault.ts";
import { choicesOf, fieldsOf, type FaultField } from "../../faults/fault-fields.ts";
import { isDrift, LEAST_DRIFT_PPB, MOST_DRIFT_PPB } from "../../kernel/node-clock.ts";
import { consumerNames, producerNames, storeNames } from "../world/world.ts";
import { checkSwarm } from "./check-swarm.ts";
import { atLeast, positive, type NumberRule } from "./number-rule.ts";
import { unknownName, type ScenarioProblem } from "./scenario-problem.ts";
import type { Scenario } from "./scenario.ts";
import { venuesOf } from "./traffic.ts";

/** Who a kind of fault can befall. Kinds that are not named befall anybody. */
const BEFALLS: Readonly<Partial<Record<Fault["kind"], "producers" | "consumers" | "clients" | "stores">>> = {
  drop: "clients", duplicate: "producers", "half-apply": "producers", delay: "clients", reorder: "clients",
  throttle: "clients", clog: "clients", "half-open": "clients", replace: "producers", twin: "producers",
  drift: "clients", "out-of-memory": "stores", "slow-commands": "stores", disconnect: "clients",
  "handler-failure": "consumers", "slow-handler": "consumers",
};

const time = atLeast(0, "a whole number of nanoseconds, 0 or more");

const NUMBERS: Readonly<Partial<Record<FaultField, NumberRule>>> = {
  instant: time, span: time, "signed span": { words: "a whole number", holds: Number.isSafeInteger },
  ppb: { words: `a whole number from ${LEAST_DRIFT_PPB} to ${MOST_DRIFT_PPB}`, holds: isDrift },
  count: positive, rate: positive, remainder: atLeast(0, "a whole number, 0 or more"),
};

/** Faults that name nobody, come too late, or can do nothing in this scenario. */
export function checkFaults(scenario: Scenario): readonly ScenarioProblem[] {
  const [producers, consumers, nodes] = [producerNames(scenario), consumerNames(scenario), storeNames(scenario)];
  const stores = ["master", ...nodes];
  const groups = { producers, consumers, clients: [...producers, ...consumers], stores };
  const everybody = [...groups.clients, ...stores];
  const venues = scenario.traffic.flatMap(venuesOf);
  return scenario.faults.flatMap((fault): readonly ScenarioProblem[] => {
    if (fault.kind === "swarm") {
      const problems = checkSwarm(fault.limits);
      if (fault.limits.failover === undefined || nodes.length > 1) return problems;
      return [
        ...problems,
        { token: "failover", problem: "a failover has nobody to promote", expected: "replicas: 1 or more" },
      ];
    }
    const problems: ScenarioProblem[] = [];
    const refuse = (problem: string, expected: string): void =>
      void problems.push({ token: fault.kind, problem, expected });
    if (!(fault.at >= 0) || fault.at >= scenario.duration)
      refuse(`${fault.kind} at ${fault.at} ns strikes never`, `a time from 0 to the duration, ${scenario.duration} ns`);
    if ("lasting" in fault && !(fault.lasting > 0))
      refuse(`${fault.kind} lasts ${fault.lasting} ns`, "a positive time");
    if ("perMille" in fault && !(fault.perMille > 0 && fault.perMille <= 1_000))
      refuse(`${fault.kind} befalls ${fault.perMille} of a thousand`, "1 to 1,000");
    const named = "node" in fault ? [fault.node] : fault.kind === "partition" ? fault.side : [];
    const whom = BEFALLS[fault.kind];
    const allowed = whom === undefined ? everybody : groups[whom];
    for (const name of named)
      if (!allowed.includes(name)) problems.push(unknownName(name, allowed, `node that ${fault.kind} can befall`));
    for (const [name, field] of fieldsOf(fault.kind)) {
      const choices = choicesOf(field);
      const chosen = (fault as unknown as Readonly<Record<string, unknown>>)[name];
      if (typeof chosen === "string" && choices?.includes(chosen) === false)
        problems.push(unknownName(chosen, choices, `${name} of ${fault.kind}`));
      const expected = NUMBERS[field];
      if (chosen !== undefined && expected !== undefined && !expected.holds(chosen))
        refuse(`${fault.kind}: ${name} is ${JSON.stringify(chosen)}`, expected.words);
    }
    if ("venue" in fault && !venues.includes(fault.venue))
      problems.push(unknownName(fault.venue, venues, "venue of this scenario"));
    if (fault.kind === "venue-storm" && venues.length === 0)
      refuse("there are no venues", "a session or a recording in traffic");
    if (fault.kind === "failover" && nodes.length < 2)
      refuse("a failover has nobody to promote", "replicas: 1 or more");
    if (
      fault.kind === "forget-scripts" &&
      scenario.bus?.wire?.fenced !== true &&
      scenario.bus?.wire?.mode !== "script"
    ) {
      refuse("the bus sends no scripts that could be forgotten", `wire: { mode: "script" } or { fenced: true }`);
    }
    return problems;
  });
}
