import { hashName } from "../../kernel/hash.ts";
import { sec } from "../../kernel/time.ts";
import { stallLines } from "../../kernel/wait-cycle.ts";
import type { Eventually } from "../../oracles/property.ts";
import type { Injector } from "../world/injector.ts";
import type { World } from "../world/world.ts";
import { SplitBrain } from "../world/split-brain.ts";
import { unrecoverable } from "./recoverable.ts";
import type { Judges } from "./judges.ts";
import type { EventuallyReport } from "./outcome.ts";
import type { Scenario } from "./scenario.ts";

interface Goal {
  readonly goal: Eventually;
  report: EventuallyReport;
  /** When it is due; until the faults are over, -1. */
  timer: number;
}

/** How long closing may take once everything has come true. */
const CLOSING = sec(120);

/** Faults, then healing and waiting for what must come true, then closing. */
export class Phases {
  readonly #world: World;
  readonly #injector: Injector;
  readonly #judges: Judges;
  readonly #goals: readonly Goal[];
  readonly #site: number;
  #phase: "faults" | "healed" | "closing" | "over" = "faults";
  #open: number;
  #lastMaster: string;
  #splits: SplitBrain[] = [];

  constructor(scenario: Scenario, world: World, injector: Injector, judges: Judges) {
    this.#world = world;
    this.#injector = injector;
    this.#judges = judges;
    this.#site = world.scheduler.sites.id("run.phase");
    this.#goals = scenario.eventually.map((goal) => ({
      goal, report: { name: goal.name, verdict: "untried", after: undefined, reason: "the run ended before" },
      timer: -1,
    }));
    this.#open = this.#goals.length;
    this.#lastMaster = world.deployment.master.name;
  }

  get reports(): readonly EventuallyReport[] {
    return this.#goals.map(({ report }) => report);
  }

  start(): void {
    const { scheduler, faultsEnd } = this.#world;
    scheduler.onEvent(() => this.#afterEvent());
    scheduler.at(faultsEnd, this.#site, () => this.#heal());
    this.#world.start();
  }

  /** The scheduler has nothing more to do. */
  ended(): void {
    if (this.#judges.failure !== undefined) return;
    if (this.#phase === "over") {
      this.#world.recorder.finished();
      return;
    }
    this.#judges.fail({
      property: "closed", at: this.#world.now, shape: `the run stopped while ${this.#phase}`, message: undefined,
      detail: `nothing is scheduled any more, and the parts have not closed`,
    });
  }

  #afterEvent(): void {
    const { recorder, deployment } = this.#world;
    const { master } = deployment;
    if (master.name !== this.#lastMaster) this.#masterChanged(master.name);
    if (this.#splits.length > 0)
      this.#splits = this.#splits.filter((split) => !split.isOver(deployment.node(split.node), this.#world.now));
    recorder.step();
    if (this.#phase === "healed") this.#lookAtGoals();
  }

  #masterChanged(name: string): void {
    const { recorder, deployment, now } = this.#world;
    const split = new SplitBrain(now, this.#lastMaster, deployment.describe().mayLose.failover);
    this.#lastMaster = name;
    this.#splits.push(split);
    recorder.dataLost(split);
    this.#world.masterChanged();
    recorder.masterChanged(deployment.nodes.findIndex((node) => node.name === name));
  }

  #heal(): void {
    const { scheduler, recorder, faultsEnd } = this.#world;
    this.#world.stopTraffic();
    this.#injector.healAll();
    recorder.healed();
    this.#phase = "healed";
    for (const goal of this.#goals)
      goal.timer = scheduler.at(faultsEnd + goal.goal.within, this.#site, () => this.#due(goal));
    if (this.#open === 0) this.#close();
  }

  #lookAtGoals(): void {
    const { now, faultsEnd, recorder, scheduler } = this.#world;
    for (const each of this.#goals) {
      if (each.report.verdict !== "untried" || !each.goal.holds(this.#world)) continue;
      each.report = { name: each.goal.name, verdict: "met", after: now - faultsEnd, reason: each.goal.claim };
      // Or the run would go on until then with nothing to happen.
      scheduler.cancel(each.timer);
      recorder.trace.event(now, recorder.sites.met, hashName(each.goal.name));
      if (--this.#open === 0) scheduler.at(now, this.#site, () => this.#close());
    }
  }

  #due(each: Goal): void {
    if (each.report.verdict !== "untried" || this.#phase !== "healed") return;
    const missing = each.goal.missing(this.#world);
    const excuse = unrecoverable(this.#world);
    const after = each.goal.within;
    if (excuse !== undefined) {
      each.report = { name: each.goal.name, verdict: "excused", after, reason: `it could not: ${excuse}` };
      if (--this.#open === 0) this.#close();
      return;
    }
    each.report = { name: each.goal.name, verdict: "missed", after, reason: missing };
    this.#judges.fail({
      property: `eventually ${each.goal.name}`, at: this.#world.now, shape: missing.replaceAll(/\d+/g, "#"),
      message: undefined,
      detail: [missing, ...stallLines(this.#world.stall())].join("\n"),
    });
  }

  /** Whoever has stopped has cancelled what it had set: a timer that is left would go off in a closed part. */
  #closed(): void {
    this.#phase = "over";
    const left = this.#world.resources["timers"] ?? 0;
    if (left === 0) return;
    this.#judges.fail({
      property: "closed", at: this.#world.now, shape: "timers left after closing", message: undefined,
      detail: `${left} timers are still set, and all parts have closed`,
    });
  }

  /** Everything is sent, handled and acknowledged, as far as it can be; then the parts stop. */
  #close(): void {
    const { producers, engines, scheduler } = this.#world;
    this.#phase = "closing";
    const limit = scheduler.after(CLOSING, this.#site, () => this.#world.abandon());
    let left = producers.length;
    const stopEngines = (): void => {
      if (--left > 0) return;
      let running = engines.length;
      for (const engine of engines) {
        engine.stop(() => {
          if (--running > 0) return;
          scheduler.cancel(limit);
          this.#closed();
        });
      }
    };
    for (const producer of producers) producer.close(stopEngines);
  }
}
