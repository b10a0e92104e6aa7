import type { Decisions } from "../../kernel/decisions.ts";
import type { Leak } from "../../kernel/host.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { Trace } from "../../kernel/trace.ts";
import type { World } from "../world/world.ts";
import type { Judges } from "./judges.ts";
import type { LatencyLog } from "./latency-log.ts";
import type { ScenarioOutcome, ScenarioVerdict } from "./outcome.ts";
import type { Phases } from "./phases.ts";
import type { RunPlan } from "./plan.ts";
import type { Scenario } from "./scenario.ts";

interface Finished {
  readonly scenario: Scenario;
  readonly seed: Seed;
  readonly plan: RunPlan;
  readonly world: World;
  readonly judges: Judges;
  readonly phases: Phases;
  readonly trace: Trace;
  readonly decisions: Decisions;
  readonly leaks: readonly Leak[];
  /** Left out unless it is asked for. */
  readonly latency: LatencyLog | undefined;
}

export function composeOutcome({
  scenario, seed, plan, world, judges, phases, trace, decisions, leaks, latency,
}: Finished): ScenarioOutcome {
  const oracles = judges.reports();
  const sometimes = judges.sometimes();
  const { failure } = judges;
  const isVacuous =
    oracles.some(({ verdict }) => verdict === "insufficient") || sometimes.some(({ count }) => count === 0);
  const verdict: ScenarioVerdict = failure !== undefined ? "fail" : isVacuous ? "vacuous" : "pass";
  return {
    scenario: scenario.name, claim: scenario.claim, seed, verdict, failure,
    stall: failure === undefined ? undefined : world.stall(), digest: trace.digest, traceCount: trace.count,
    checkpoints: trace.checkpoints, kept: trace.kept, end: world.now, faultsEnd: world.faultsEnd,
    events: world.scheduler.executed, plan, taken: decisions.taken, effects: world.recorder.effects.toString(),
    workload: { size: world.workload.total, published: world.published },
    inFlight: world.recorder.accounts.filter(({ end, handled }) => end === "open" && handled === 0).length,
    venues: world.workload.session?.venues ?? {}, latency: latency?.summaries() ?? {}, counters: { ...world.counters },
    oracles, eventually: phases.reports, sometimes, budget: judges.budget, buggify: world.buggify.uses(),
    losses: world.losses, leaks,
  };
}
