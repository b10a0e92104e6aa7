import { Decisions, type Override } from "../../kernel/decisions.ts";
import { chooseDrain, type Drain, type GuardMode, type Host, type Leak } from "../../kernel/host.ts";
import { Scheduler } from "../../kernel/scheduler.ts";
import type { Seed } from "../../kernel/seed.ts";
import { Sites } from "../../kernel/site.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import { Trace, type TraceEvent, type TraceWindow } from "../../kernel/trace.ts";
import type { Order } from "../explore/order.ts";
import { neutralSites, seededTies } from "../explore/ordering.ts";
import { checkedSplits, splitter, type Split } from "../explore/split.ts";
import { Injector } from "../world/injector.ts";
import { configOf, producerNames, World } from "../world/world.ts";
import { drawPlan } from "./draw.ts";
import { Judges } from "./judges.ts";
import { composeOutcome } from "./compose-outcome.ts";
import { LatencyLog } from "./latency-log.ts";
import type { ScenarioOutcome } from "./outcome.ts";
import { Phases } from "./phases.ts";
import type { RunPlan } from "./plan.ts";
import type { Scenario } from "./scenario.ts";
import { afterCuts, faultAfterCuts, type TimeCut } from "./time-cut.ts";
import { expandTraffic, type IndexRange } from "./workload.ts";

export interface ScenarioRunOptions {
  readonly seed: Seed;
  /** What the seed would draw, otherwise: see `drawPlan`. Its faults may be a subset, or weaker. */
  readonly plan?: RunPlan;
  /** Decisions that are to be other than the seed would have them. */
  readonly tape?: readonly Override[];
  /** Sites, or beginnings of them with `*`, that are neutral throughout: `link.*`. */
  readonly neutral?: readonly string[];
  /** Messages of the workload that are published; default all. */
  readonly keep?: readonly IndexRange[];
  /** Of the phase with faults; default the scenario's. */
  readonly duration?: Duration;
  /** Taken out of the phase with faults: the plan, the traffic and the duration are those before the cuts. */
  readonly cuts?: readonly TimeCut[];
  /** Who comes first where that is open; default: latencies are drawn, ties are in the order of scheduling. */
  readonly order?: Order;
  /** Where other seeds take over, ascending. */
  readonly splits?: readonly Split[];
  /** Keep the list of decisions that were not neutral. */
  readonly record?: boolean;
  /** Summarise latency by series. */
  readonly latency?: boolean;
  readonly window?: TraceWindow;
  readonly onEvent?: (event: TraceEvent) => void;
  /** Default: the first of the host's that passes its self-test. */
  readonly drain?: Drain;
  readonly drainAlways?: boolean;
  readonly guard?: GuardMode | "off";
}

/**
 * Runs one scenario from one seed: faults on and safety judged at every step, then everything healed and liveness
 * judged within its bounds. The same scenario, seed and options give the same digest in every process.
 *
 * @throws {WavetankError} E_DETERMINISM_LEAK - something used the real world inside the run.
 */
export async function runScenario(
  scenario: Scenario, host: Host, options: ScenarioRunOptions,
): Promise<ScenarioOutcome> {
  const drain = options.drain ?? (await chooseDrain(host));
  const run = new ScenarioRun(scenario, drain, options);
  const leaks = await host.hop(async () => {
    const endWatch = host.watchRejections((reason) => run.scheduler.fail(reason));
    const armed = options.guard === "off" ? undefined : host.guard.arm(options.guard ?? "traps");
    try {
      await run.toEnd();
    } finally {
      armed?.disarm();
      endWatch();
    }
    return armed?.disarm() ?? [];
  });
  return run.outcome(leaks);
}

class ScenarioRun {
  readonly scheduler: Scheduler;
  readonly #scenario: Scenario;
  readonly #options: ScenarioRunOptions;
  readonly #decisions: Decisions;
  readonly #trace: Trace;
  readonly #plan: RunPlan;
  readonly #world: World;
  readonly #judges: Judges;
  readonly #phases: Phases;
  readonly #latency = new LatencyLog();

  constructor(scenario: Scenario, drain: Drain, options: ScenarioRunOptions) {
    const { seed, window, onEvent, cuts = [], order } = options;
    this.#scenario = scenario;
    this.#options = options;
    const sites = new Sites();
    const splits = checkedSplits(options.splits ?? []);
    const decisions = (this.#decisions = new Decisions(seed, {
      enabled: "all", tape: options.tape ?? [], record: options.record ?? false, reseedable: splits.length > 0,
      neutral: [...options.neutral ?? [], ...neutralSites(order, producerNames(scenario))],
    }));
    const scheduler = (this.scheduler = new Scheduler({
      sites, drain, drainAlways: options.drainAlways ?? false, livelockBudget: LIVELOCK_BUDGET,
      ...(order === "uniform" ? { ties: seededTies(decisions, sites) } : {}),
    }));
    this.#trace = new Trace({
      sites,
      ...(window === undefined ? {} : { window }),
      ...(onEvent === undefined ? {} : { onEvent }),
    });
    const until: Duration = options.duration ?? scenario.duration;
    const faultsEnd: Instant = afterCuts(until, cuts);
    const plan = (this.#plan = options.plan ?? drawPlan(scenario, decisions));
    const workload = expandTraffic(scenario.traffic, seed, scenario.duration, producerNames(scenario), {
      faults: plan.faults, ...(options.keep === undefined ? {} : { keep: options.keep }), until, cuts,
    });
    const world = (this.#world = new World({
      scenario, workload, scheduler, faultsEnd, decisions, trace: this.#trace, buggify: plan.buggify,
      config: configOf(scenario, plan.knobs), commandTimeout: plan.knobs["store.commandTimeout"],
      sentinelDownAfter: plan.knobs["sentinel.downAfter"],
      priorities: typeof order === "object" ? order : undefined,
    }));
    this.#judges = new Judges(scenario, world, this.#trace);
    world.recorder.witnesses = this.#judges.witnesses([
      this.#latency.witness, ...(splits.length === 0 ? [] : [splitter(splits, decisions, this.#trace)]),
    ]);
    const injector = new Injector(world);
    this.#phases = new Phases(scenario, world, injector, this.#judges);
    injector.schedule(plan.faults.map((fault) => faultAfterCuts(fault, cuts)), faultsEnd);
  }

  async toEnd(): Promise<void> {
    this.#phases.start();
    this.#judges.caught = await this.#untilOver();
    this.#phases.ended();
    this.#judges.judgeBudget(this.#scenario.budget ?? {}, this.#latency);
  }

  /** Errors of the world are findings, not accidents of the harness; leaks are not. */
  async #untilOver(): Promise<unknown> {
    try {
      await this.scheduler.runUntil();
      return undefined;
    } catch (error) {
      return error;
    }
  }

  outcome(leaks: readonly Leak[]): ScenarioOutcome {
    return composeOutcome({
      scenario: this.#scenario, seed: this.#options.seed, plan: this.#plan, world: this.#world, judges: this.#judges,
      phases: this.#phases, trace: this.#trace, decisions: this.#decisions, leaks,
      latency: this.#options.latency === true ? this.#latency : undefined,
    });
  }
}

const LIVELOCK_BUDGET = 100_000;
