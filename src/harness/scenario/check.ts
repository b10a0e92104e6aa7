import { checkConfig, fileForm } from "../../bus/config/check.ts";
import { ENHANCED_SPEC } from "../../bus/config/enhanced-spec.ts";
import { FAULT_FIELDS } from "../../faults/fault-fields.ts";
import { SWARM_LIMITS } from "../../faults/swarm.ts";
import { CAPTURE_SOURCE } from "../../traffic/bus/capture-config.ts";
import { mappedVenues } from "../../venues/index.ts";
import { configOf } from "../world/world.ts";
import { BUDGET_FIELDS, BUS_FIELDS, DEPLOYMENT_FIELDS, SCENARIO_FIELDS, TRAFFIC_FIELDS } from "./fields.ts";
import { checkFaults } from "./check-faults.ts";
import { checkTraffic } from "./check-traffic.ts";
import { unknownName, type ScenarioProblem } from "./scenario-problem.ts";
import { SERIES, type LatencyBudget, type Scenario } from "./scenario.ts";
import { venuesOf, type Recorded } from "./traffic.ts";

type Json = Readonly<Record<string, unknown>>;

/** Two one-way trips of 45 us at least, whatever the store does. */
const LEAST_ROUND_TRIP = 90_000;

/** What a fault may say, by name. */
const FAULT_NAMES: Readonly<Record<string, readonly string[]>> =
  Object.fromEntries(Object.entries(FAULT_FIELDS).map(([kind, fields]) => [kind, Object.keys(fields)]));

/** Everything that makes a scenario impossible, or says something that has no effect. Empty when it can be run. */
export function checkScenario(scenario: Scenario): readonly ScenarioProblem[] {
  const shape = checkShape(scenario as unknown as Json);
  if (shape.length > 0) return shape;
  return [
    ...checkMeaning(scenario),
    ...checkTraffic(scenario),
    ...checkConfiguration(scenario),
    ...checkFaults(scenario),
    ...checkBudget(scenario.budget ?? {}),
    ...checkSometimes(scenario),
  ];
}

function checkShape(data: Json): readonly ScenarioProblem[] {
  const required = ["name", "claim", "duration", "traffic", "faults", "always", "eventually", "sometimes"];
  const problems = required.filter((name) => data[name] === undefined)
    .map((name) => ({ token: "scenario", problem: `it has no ${name}`, expected: `all of ${required.join(", ")}` }));
  if (problems.length > 0) return problems;
  const lists = ["traffic", "faults", "always", "eventually", "sometimes"].filter((name) => !Array.isArray(data[name]))
    .map((name) => ({ token: name, problem: `${name} is not a list`, expected: "a list" }));
  if (lists.length > 0) return lists;
  return [
    ...unused(data, SCENARIO_FIELDS, "a scenario"),
    ...unused((data["bus"] ?? {}) as Json, BUS_FIELDS, "bus"),
    ...unused((data["deployment"] ?? {}) as Json, DEPLOYMENT_FIELDS, "deployment"),
    ...(data["traffic"] as Json[]).flatMap((flow) => kindAndFields(flow, TRAFFIC_FIELDS, "traffic")),
    ...(data["faults"] as Json[]).flatMap((fault) => fault["kind"] === "swarm"
      ? unused((fault["limits"] ?? {}) as Json, SWARM_LIMITS, "swarm")
      : kindAndFields(fault, FAULT_NAMES, "fault")),
  ];
}

function kindAndFields(
  data: Json, table: Readonly<Record<string, readonly string[]>>, what: string,
): readonly ScenarioProblem[] {
  const kind = String(data["kind"]);
  const fields = Object.hasOwn(table, kind) ? table[kind] : undefined;
  if (fields === undefined) return [unknownName(kind, Object.keys(table), `${what} kind`)];
  return unused(data, ["kind", ...fields], `the ${what} ${kind}`);
}

/** Names that nothing reads. */
function unused(data: Json, known: readonly string[], where: string): readonly ScenarioProblem[] {
  return Object.keys(data)
    .filter((name) => data[name] !== undefined && !known.includes(name))
    .map((name) => unknownName(name, known, `option of ${where}`));
}

function checkMeaning({
  name, claim, duration, traffic, faults, eventually, always, bus, deployment,
}: Scenario): readonly ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  const refuse = (token: string, problem: string, expected: string): void =>
    void problems.push({ token, problem, expected });
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
    refuse(name, `"${name}" is no name`, "words in lower case with dashes between, as the file is called");
  if (claim.trim().split(/\s+/).length < 4)
    refuse("claim", "the claim says nothing", "one sentence that a failing run can quote");
  if (!(duration > 0) || !Number.isSafeInteger(duration))
    refuse("duration", `a duration of ${duration}`, "a positive number of nanoseconds: sec(30)");
  if (traffic.length === 0) refuse("traffic", "there is no traffic", "at least one flow");
  if (traffic.filter(({ kind }) => kind === "session" || kind === "recording").length > 1) {
    refuse("session", "there are two sessions or recordings", "one session with all venues, or one recording");
  }
  for (const flow of traffic) if (flow.kind === "recording") problems.push(...checkRecording(flow));
  if (faults.filter(({ kind }) => kind === "swarm").length > 1)
    refuse("swarm", "there are two swarms, which would draw the same", "one swarm with all limits");
  for (const goal of eventually) {
    if (!(goal.within > 0)) refuse(goal.name, `${goal.name} within ${goal.within}`, "a positive time");
  }
  if (always.length + eventually.length === 0)
    refuse("always", "nothing has to hold", "a property in always or in eventually");
  if ((bus?.consumers ?? 1) > 1 && always.some((property) => property.name === "ordered-per-key")) {
    refuse(
      "orderedPerKey", "a group of several consumers deals a key's messages out among them",
      "one consumer, or no order",
    );
  }
  if (bus?.wire?.layout?.startsWith("nautilus") === true) {
    refuse(
      bus.wire.layout, `entries of the layout ${bus.wire.layout} do not say who wrote them, so nothing could be judged`,
      "enhanced or packed",
    );
  }
  if (bus?.wire?.fenced !== true && always.some((property) => property.name === "fenced"))
    refuse("fenced", "no write is fenced", "wire: { fenced: true }");
  if (deployment?.sentinel !== undefined && (deployment.replicas ?? 0) === 0)
    refuse("sentinel", "a sentinel has nobody to promote", "replicas: 1 or more");
  if (deployment?.replicaLag !== undefined && (deployment.replicas ?? 0) === 0)
    refuse("replicaLag", "there is no replica that could lag", "replicas: 1 or more");
  return problems;
}

function checkRecording({ path, loaded }: Recorded): readonly ScenarioProblem[] {
  const refused = (problem: string, expected: string): ScenarioProblem[] => [
    { token: String(path), problem, expected },
  ];
  if (typeof path !== "string" || path === "")
    return refused("a recording has no path", "the path of a recording or a capture");
  if (loaded === undefined) return refused(`the recording ${path} is not loaded`, "loadRecordings, before it is run");
  if (loaded.records.length === 0)
    return refused(`${path} has nothing before the scenario's duration is over`, "a longer duration");
  const strange = loaded.venues.find((venue) => venue !== CAPTURE_SOURCE && !mappedVenues.includes(venue));
  return strange === undefined ? [] : [unknownName(strange, mappedVenues, `venue in ${path}`)];
}

/** What the bus would refuse. */
function checkConfiguration(scenario: Scenario): readonly ScenarioProblem[] {
  const { errors } = checkConfig(ENHANCED_SPEC, fileForm(ENHANCED_SPEC, configOf(scenario, {})));
  return errors.map(({ path, found, expected }) => ({
    token: path.split(".").at(-1) ?? "bus", problem: `the configuration of the bus, ${path}: found ${found}`, expected,
  }));
}

function checkBudget(budget: NonNullable<Scenario["budget"]>): readonly ScenarioProblem[] {
  return Object.entries(budget).flatMap(([series, limits]) => {
    if (!(SERIES as readonly string[]).includes(series)) return [unknownName(series, SERIES, "latency series")];
    const problems = [...unused(limits as unknown as Json, BUDGET_FIELDS, "a budget")];
    const given = BUDGET_FIELDS.map((name) => limits[name as keyof LatencyBudget]).filter(
      (limit) => limit !== undefined,
    );
    if (given.length === 0)
      problems.push({
        token: series, problem: `the budget of ${series} limits nothing`,
        expected: `one of ${BUDGET_FIELDS.join(", ")}`,
      });
    if (given.some((limit, index) => index > 0 && limit < (given[index - 1] as number))) {
      problems.push({
        token: series, problem: `the budget of ${series} falls with the quantile`, expected: "p50 ≤ p99 ≤ p999 ≤ max",
      });
    }
    if (series !== "stored→handled" && given.some((limit) => limit < LEAST_ROUND_TRIP)) {
      problems.push({
        token: series, problem: `the budget of ${series} is below a round trip of the network`,
        expected: `at least ${LEAST_ROUND_TRIP} ns`,
      });
    }
    return problems;
  });
}

/** A `sometimes` needs one of its causes in the scenario. */
function checkSometimes(scenario: Scenario): readonly ScenarioProblem[] {
  const { sometimes, faults, bus, deployment } = scenario;
  const there = new Set<string>(
    faults.flatMap((fault): string[] => (fault.kind === "swarm" ? Object.keys(fault.limits) : [fault.kind])),
  );
  if ((bus?.consumers ?? 1) > 1) there.add("consumers>1");
  if ((deployment?.replicas ?? 0) > 0) there.add("replicas");
  if (bus?.trim !== undefined) there.add("trim");
  if (scenario.traffic.some((flow) => venuesOf(flow).length > 0)) there.add("venues");
  return sometimes
    .filter(({ needs }) => needs.length > 0 && !needs.some((need) => there.has(need)))
    .map(({ name, needs }) => ({
      token: name, problem: `${name} cannot happen: nothing in the scenario could cause it`,
      expected: `one of ${needs.join(", ")}`,
    }));
}
