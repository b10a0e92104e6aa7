import { WavetankError } from "../../kernel/error.ts";
import { hashName } from "../../kernel/hash.ts";
import { DeadlockError, LivelockError } from "../../kernel/stall.ts";
import type { Trace } from "../../kernel/trace.ts";
import { formatDuration } from "../../kernel/time.ts";
import type { Witness } from "../../oracles/evidence/witness.ts";
import type { OracleReport } from "../../oracles/oracle.ts";
import { PropertyJudge, type Breach } from "../../oracles/property.ts";
import { witnessesOf, type Witnesses } from "../world/witnesses.ts";
import type { World } from "../world/world.ts";
import { isSeries, type LatencyLog } from "./latency-log.ts";
import type { BudgetReport, Failure, SometimesReport } from "./outcome.ts";
import type { LatencyBudget, Scenario } from "./scenario.ts";

const isLeak = (error: unknown): error is WavetankError =>
  error instanceof WavetankError && error.code === "E_DETERMINISM_LEAK";

/** Without numbers, and in full. */
const told = (error: unknown): { readonly shape: string; readonly detail: string } => (error instanceof Error
  ? { shape: `${error.name}: ${error.message.replaceAll(/\d+/g, "#")}`, detail: error.stack ?? error.message }
  : { shape: "a value was thrown", detail: "something that is no error was thrown" });

/** Ends a run at its first violation. */
class Stop extends Error {}

const QUANTILES = { p50: 500, p99: 990, p999: 999, max: 1_000 } as const;

/** All that judges one run. The first violation ends it. */
export class Judges {
  readonly #scenario: Scenario;
  readonly #world: World;
  readonly #trace: Trace;
  readonly #always: readonly PropertyJudge[];
  readonly #hits: number[];
  readonly budget: BudgetReport[] = [];
  #failure: Failure | undefined;

  constructor(scenario: Scenario, world: World, trace: Trace) {
    this.#scenario = scenario;
    this.#world = world;
    this.#trace = trace;
    this.#always = scenario.always.map(
      ({ name, claim }) => new PropertyJudge(name, claim, (breach) => this.fail(breach)),
    );
    this.#hits = scenario.sometimes.map(() => 0);
  }

  witnesses(more: readonly Witness[]): Witnesses {
    const { always, sometimes } = this.#scenario;
    const heard = (witness: Witness, property: string) =>
      [witness, (error: unknown) => this.#thrown(property, error)] as const;
    return witnessesOf([
      ...always.map(({ watch, name }, index) => heard(watch(this.#always[index] as PropertyJudge, this.#world), name)),
      ...sometimes.map(({ watch, name }, index) =>
        heard(watch(() => void (this.#hits[index] = (this.#hits[index] as number) + 1), this.#world), name),
      ),
      ...more.map((witness) => heard(witness, "error")),
    ]);
  }

  /** What cannot judge fails, whatever there is to judge. */
  #thrown(property: string, error: unknown): void {
    if (isLeak(error)) {
      this.#world.scheduler.fail(error);
      return;
    }
    const { shape, detail } = told(error);
    this.fail({
      property, at: this.#world.now, shape: `it threw ${shape}`, detail: `it threw ${detail}`, message: undefined,
    });
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** The first counts; the run ends after the event in which it was seen. */
  fail({ property, at, shape, detail, message }: Breach): void {
    if (this.#failure !== undefined) return;
    const site = this.#trace.lastSite;
    const fingerprint = hashName(`${property}|${site}|${shape}`).toString(16).padStart(8, "0");
    const origin = message === undefined ? undefined : { life: message.life, sequence: message.sequence };
    this.#failure = {
      oracle: property, site, shape, fingerprint, at, message: detail, subject: message?.index, origin,
      traceIndex: this.#trace.count,
    };
    this.#world.scheduler.fail(new Stop());
  }

  /** What ended the run, if it did not end by itself. */
  set caught(error: unknown) {
    if (error === undefined || error instanceof Stop) return;
    if (isLeak(error)) throw error;
    const at = this.#world.now;
    if (error instanceof DeadlockError) {
      const detail = error.message;
      this.fail({
        property: "deadlock", at,
        shape: error.stall.waits.map(({ who, what }) => `${who} waits for ${what}`).join("; "), detail,
        message: undefined,
      });
    } else if (error instanceof LivelockError) {
      this.fail({
        property: "livelock", at, shape: `livelock at ${error.site}`, detail: error.message, message: undefined,
      });
    } else {
      this.fail({ property: "error", at, ...told(error), message: undefined });
    }
  }

  judgeBudget(budget: NonNullable<Scenario["budget"]>, log: LatencyLog): void {
    if (this.#failure !== undefined) return;
    for (const [series, limits] of Object.entries(budget)) {
      if (!isSeries(series)) continue;
      for (const [quantile, perMille] of Object.entries(QUANTILES)) {
        const limit = limits[quantile as keyof LatencyBudget];
        if (limit === undefined) continue;
        const measured = log.quantile(series, perMille);
        this.budget.push({ series, quantile, limit, measured, samples: log.count(series) });
        if (measured <= limit) continue;
        this.fail({
          property: `budget ${series} ${quantile}`, at: this.#world.now, shape: "the budget is exceeded",
          message: undefined,
          detail: `${quantile} of ${series} is ${formatDuration(measured)}, the budget ${formatDuration(limit)}`,
        });
      }
    }
  }

  reports(): readonly OracleReport[] {
    return this.#always.map((judge) => judge.report());
  }

  sometimes(): readonly SometimesReport[] {
    return this.#scenario.sometimes.map(({ name }, index) => ({ name, count: this.#hits[index] as number }));
  }
}
