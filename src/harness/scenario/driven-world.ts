import { PRIORITIES, priorityName, type Priority, type PriorityName } from "../../bus/priority.ts";
import type { Fault, PlannedFault } from "../../faults/fault.ts";
import { Decisions } from "../../kernel/decisions.ts";
import { WavetankError } from "../../kernel/error.ts";
import { chooseDrain, type Drain, type Host, type Leak } from "../../kernel/host.ts";
import { Scheduler } from "../../kernel/scheduler.ts";
import type { Seed } from "../../kernel/seed.ts";
import { Sites } from "../../kernel/site.ts";
import { formatDuration, minutes, type Duration } from "../../kernel/time.ts";
import { Trace } from "../../kernel/trace.ts";
import type { RunView } from "../../oracles/evidence/witness.ts";
import { Injector } from "../world/injector.ts";
import { configOf, producerNames, World } from "../world/world.ts";
import { checkFaults } from "./check-faults.ts";
import { composeOutcome } from "./compose-outcome.ts";
import { DrivenWorkload } from "./driven-workload.ts";
import { Judges } from "./judges.ts";
import { LatencyLog } from "./latency-log.ts";
import type { Failure, ScenarioOutcome } from "./outcome.ts";
import { Phases } from "./phases.ts";
import type { Scenario } from "./scenario.ts";

export interface DrivenWorldOptions {
  readonly seed: Seed;
  /** When everything is healed at the latest. Default 10 minutes. */
  readonly duration?: Duration;
  readonly drain?: Drain;
}

export interface Publication {
  readonly key: string;
  /** Default NORMAL. */
  readonly priority?: PriorityName;
  /** At least 8. Default 32. */
  readonly bytes?: number;
  /** Default the first. */
  readonly producer?: string;
}

/** What became of what was published under one key. */
export interface KeyTally {
  readonly accepted: number;
  /** Different messages that took effect. */
  readonly handled: number;
  /** Dropped with a reason, dead-lettered, or lost with their process. */
  readonly ended: number;
}

const LIVELOCK_BUDGET = 100_000;

/**
 * A scenario's world that is driven from outside, step by step: the scenario gives nodes, deployment and what must
 * hold; traffic and faults are what the driver does. The same seed and steps give the same digest. After the first
 * violation the world stands still.
 */
export class DrivenWorld {
  readonly #scenario: Scenario;
  readonly #host: Host;
  readonly #seed: Seed;
  readonly #scheduler: Scheduler;
  readonly #decisions: Decisions;
  readonly #trace: Trace;
  readonly #workload: DrivenWorkload;
  readonly #world: World;
  readonly #judges: Judges;
  readonly #phases: Phases;
  readonly #latency = new LatencyLog();
  readonly #site: number;
  readonly #faults: PlannedFault[] = [];
  readonly #leaks: Leak[] = [];
  #injector: Injector;

  private constructor(
    scenario: Scenario, host: Host, drain: Drain, { seed, duration = minutes(10) }: DrivenWorldOptions,
  ) {
    this.#scenario = { ...scenario, duration, traffic: [], faults: [] };
    this.#host = host;
    this.#seed = seed;
    const sites = new Sites();
    const scheduler = (this.#scheduler = new Scheduler({ sites, drain, livelockBudget: LIVELOCK_BUDGET }));
    this.#trace = new Trace({ sites });
    this.#decisions = new Decisions(seed, { enabled: "all" });
    this.#workload = new DrivenWorkload();
    const world = (this.#world = new World({
      scenario: this.#scenario, workload: this.#workload, scheduler, faultsEnd: duration, decisions: this.#decisions,
      trace: this.#trace, buggify: false, config: configOf(scenario, {}), commandTimeout: undefined,
      sentinelDownAfter: undefined,
    }));
    this.#judges = new Judges(this.#scenario, world, this.#trace);
    world.recorder.witnesses = this.#judges.witnesses([this.#latency.witness]);
    this.#injector = new Injector(world);
    this.#phases = new Phases(this.#scenario, world, this.#injector, this.#judges);
    this.#site = sites.id("driver");
  }

  /** @throws {WavetankError} E_DRAIN */
  static async open(scenario: Scenario, host: Host, options: DrivenWorldOptions): Promise<DrivenWorld> {
    const driven = new DrivenWorld(scenario, host, options.drain ?? (await chooseDrain(host)), options);
    await driven.#run(() => driven.#phases.start(), 0);
    return driven;
  }

  /** With the driver's duration, and without traffic and faults. */
  get scenario(): Scenario {
    return this.#scenario;
  }

  /** What oracles see. */
  get view(): RunView {
    return this.#world;
  }

  get failure(): Failure | undefined {
    return this.#judges.failure;
  }

  /** Until everything is healed. */
  get remaining(): Duration {
    return this.#world.faultsEnd - this.#world.now;
  }

  /** Nothing is held, unread or unacknowledged. */
  get isDrained(): boolean {
    const { held, parked, stream } = this.#world;
    return held === 0 && parked === 0 && stream?.backlog === 0;
  }

  /** By key, in the order in which keys were first published. */
  tally(): ReadonlyMap<string, KeyTally> {
    const tallies = this.#workload.keyNames.map(() => ({ accepted: 0, handled: 0, ended: 0 }));
    for (const { key, handled, end } of this.#world.messages) {
      const tally = tallies[key] as (typeof tallies)[number];
      tally.accepted++;
      if (handled > 0) tally.handled++;
      else if (end !== "open") tally.ended++;
    }
    return new Map(this.#workload.keyNames.map((name, key) => [name, tallies[key] as KeyTally]));
  }

  /** Whether the producer took it: it may be down, or full. */
  async publish(publication: Publication): Promise<boolean> {
    const names = producerNames(this.#scenario);
    const producer = publication.producer === undefined ? 0 : names.indexOf(publication.producer);
    const node = this.#world.producers[producer];
    if (node === undefined) {
      throw new WavetankError("E_DRIVEN_NODE", `${publication.producer} is no producer`, {
        expected: names.join(", "),
      });
    }
    const { accepted: before = 0 } = this.view.counters;
    await this.#act(() =>
      node.publish(
        this.#workload,
        this.#workload.add({
          at: this.#world.now, key: publication.key, priority: priorityOf(publication.priority ?? "NORMAL"),
          bytes: publication.bytes ?? 32, producer,
        }),
      ),
    );
    return (this.view.counters["accepted"] ?? 0) > before;
  }

  /** @throws {WavetankError} E_DRIVEN_TIME - `by` is not a positive whole number, or leads past the end. */
  async advance(by: Duration): Promise<void> {
    if (!Number.isSafeInteger(by) || by <= 0 || by >= this.remaining) {
      throw new WavetankError("E_DRIVEN_TIME", `cannot advance by ${by} ns`, {
        expected: `more than 0 and less than what remains, ${formatDuration(this.remaining)}`,
        hint: "give the world a longer duration",
      });
    }
    await this.#run(() => {}, this.#world.now + by);
  }

  /**
   * Lets a fault happen; its `at` counts from now. Returns its id.
   *
   * @throws {WavetankError} E_DRIVEN_FAULT - it names nobody, or can do nothing in this world.
   */
  async inject(fault: Fault): Promise<string> {
    const problems = checkFaults({ ...this.#scenario, duration: this.remaining, faults: [fault] });
    if (problems.length > 0 || fault.kind === "burst" || fault.kind.startsWith("venue-")) {
      throw new WavetankError(
        "E_DRIVEN_FAULT", problems[0]?.problem ?? `${fault.kind} changes traffic that is made before a run`,
        {
          expected: problems[0]?.expected ?? "publish more, or less",
        },
      );
    }
    const { length } = this.#faults.filter(({ kind }) => kind === fault.kind);
    const planned: PlannedFault = { ...fault, at: this.#world.now + fault.at, id: `${fault.kind}#${length}` };
    this.#faults.push(planned);
    await this.#act(() => this.#injector.schedule([planned], this.#world.faultsEnd));
    return planned.id;
  }

  /** Every fault ends, and what is down comes back. */
  async heal(): Promise<void> {
    await this.#act(() => {
      this.#injector.healAll();
      this.#injector = new Injector(this.#world);
    });
  }

  /** Lets the rest of the time pass, heals, waits for what must come true, and closes everything. */
  async finish(): Promise<ScenarioOutcome> {
    await this.#run(() => {}, undefined);
    this.#phases.ended();
    this.#judges.judgeBudget(this.#scenario.budget ?? {}, this.#latency);
    const outcome = composeOutcome({
      scenario: this.#scenario, seed: this.#seed, plan: { faults: this.#faults, knobs: {}, buggify: false },
      world: this.#world, judges: this.#judges, phases: this.#phases, trace: this.#trace, decisions: this.#decisions,
      leaks: this.#leaks, latency: this.#latency,
    });
    return { ...outcome, workload: { size: this.#workload.total, published: this.#workload.total } };
  }

  /** At this instant, as an event of the world. */
  #act(act: () => void): Promise<void> {
    return this.#run(() => void this.#scheduler.at(this.#world.now, this.#site, act), this.#world.now);
  }

  async #run(before: () => void, until: number | undefined): Promise<void> {
    if (this.failure !== undefined) return;
    const host = this.#host;
    await host.hop(async () => {
      const endWatch = host.watchRejections((reason) => this.#scheduler.fail(reason));
      const armed = host.guard.arm("traps");
      try {
        before();
        await this.#scheduler.runUntil(until);
      } catch (error) {
        this.#judges.caught = error;
      } finally {
        this.#leaks.push(...armed.disarm());
        endWatch();
      }
    });
  }
}

const priorityOf = (name: PriorityName): Priority =>
  PRIORITIES.find((priority) => priorityName(priority) === name) as Priority;
