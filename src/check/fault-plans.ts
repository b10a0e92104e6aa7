import fc from "fast-check";
import type { PlannedFault } from "../faults/fault.ts";
import { makeSwarmFault, SWARM_KINDS, type SwarmDraw, type SwarmKind, type Targets } from "../faults/swarm.ts";
import type { Swarm, SwarmLimits } from "../faults/vocabulary.ts";
import { Decisions } from "../kernel/decisions.ts";
import { ms, type Duration } from "../kernel/time.ts";
import { drawPlan } from "../harness/scenario/draw.ts";
import type { RunPlan } from "../harness/scenario/plan.ts";
import type { Scenario } from "../harness/scenario/scenario.ts";
import { consumerNames, producerNames, storeNames } from "../harness/world/world.ts";
import { knobs } from "./knobs.ts";

export interface FaultPlanOptions {
  /** Which faults, and how strong at most. Default: those of the scenario's swarm; without one, only its own faults. */
  readonly limits?: SwarmLimits;
  /** Drawn faults in a plan. Default 6. */
  readonly most?: number;
}

const PER_MILLE = 1_000;
const PICKS = 8;
const NUMBERS = 100;

/**
 * Fault plans that the scenario allows: some of its own faults, and others within the limits. They name nodes that
 * exist and begin within its duration. Shrinks towards fewer, weaker, shorter and earlier faults; the ids, which key a
 * fault's decisions, stay.
 */
export function faultPlans(
  scenario: Scenario, { limits = swarmLimits(scenario), most = 6 }: FaultPlanOptions = {},
): fc.Arbitrary<readonly PlannedFault[]> {
  const own = ownFaults(scenario);
  const targets = {
    producers: producerNames(scenario), consumers: consumerNames(scenario), stores: storeNames(scenario),
  };
  const kinds = SWARM_KINDS.flatMap((kind) => {
    const limit = limits[kind];
    return limit === undefined ? [] : faultsOf(kind, limit, targets, scenario.duration);
  });
  const drawn =
    kinds.length === 0
      ? fc.constant([])
      : fc.uniqueArray(fc.oneof(...kinds), { maxLength: most, selector: ({ id }) => id });
  return fc.tuple(fc.subarray([...own]), drawn).map((parts) => parts.flat());
}

/** All that a seed would choose of what the scenario leaves open, as data. */
export function runPlans(scenario: Scenario, options: FaultPlanOptions = {}): fc.Arbitrary<RunPlan> {
  const limits = options.limits ?? swarmLimits(scenario);
  return fc.record({
    faults: faultPlans(scenario, options),
    knobs: limits.knobs === true ? knobs(scenario) : fc.constant({}),
    buggify: limits.buggify === true ? fc.boolean() : fc.constant(false),
  }, { noNullPrototype: true });
}

const isSwarm = (fault: Scenario["faults"][number]): fault is Swarm => fault.kind === "swarm";
const swarmLimits = ({ faults }: Scenario): SwarmLimits => faults.find(isSwarm)?.limits ?? {};

/** With the ids that they have in every run. */
const ownFaults = (scenario: Scenario): readonly PlannedFault[] =>
  drawPlan(
    { ...scenario, faults: scenario.faults.filter((fault) => !isSwarm(fault)) }, new Decisions(0, { enabled: [] }),
  ).faults;

interface Genes {
  readonly number: number;
  readonly at: number;
  readonly lasting: number;
  readonly strength: number;
  readonly picks: readonly number[];
}

/** Faults of one kind, or nothing where it can befall nobody. */
function faultsOf(
  kind: SwarmKind, limit: number, targets: Targets, duration: Duration,
): readonly fc.Arbitrary<PlannedFault>[] {
  const make = (genes: Genes): PlannedFault | undefined => {
    const fault = makeSwarmFault(kind, drawOf(genes, limit, duration), targets);
    return fault === undefined ? undefined : { ...fault, id: `drawn-${kind}#${genes.number}` };
  };
  if (make({ number: 0, at: 0, lasting: 0, strength: 0, picks: [] }) === undefined) return [];
  const choice = fc.integer({ min: 0, max: PER_MILLE - 1 });
  const genes = fc.record({
    number: fc.noShrink(fc.integer({ min: 0, max: NUMBERS - 1 })), at: choice, lasting: choice, strength: choice,
    picks: fc.array(choice, { minLength: PICKS, maxLength: PICKS }),
  });
  return [genes.map((each) => make(each) as PlannedFault)];
}

/** The numbers in the place of the seed's decisions: 0 is the weakest, and the first of each choice. */
function drawOf({ at: part, lasting, strength, picks }: Genes, limit: number, duration: Duration): SwarmDraw {
  let picked = 0;
  const at = Math.floor((duration * part) / PER_MILLE);
  return {
    at, limit, strength,
    lasting: Math.max(ms(1), Math.floor(((duration - at) * lasting) / PER_MILLE)),
    pick: (choices) => choices[(picks[picked++] ?? 0) % choices.length] as (typeof choices)[number],
  };
}
