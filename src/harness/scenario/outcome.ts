import type { Taken } from "../../kernel/decisions.ts";
import type { Leak } from "../../kernel/host.ts";
import type { Seed } from "../../kernel/seed.ts";
import type { Duration, Instant } from "../../kernel/time.ts";
import type { Checkpoint, TraceEvent } from "../../kernel/trace.ts";
import type { StallReport } from "../../kernel/wait-cycle.ts";
import type { DataLoss } from "../../oracles/evidence/account.ts";
import type { OracleReport } from "../../oracles/oracle.ts";
import type { RunPlan } from "./plan.ts";

/**
 * `fail`: a property or a budget; `vacuous`: nothing was broken, but an oracle compared nothing or something that must
 * happen sometimes did not; `pass`: all the rest.
 */
export type ScenarioVerdict = "pass" | "fail" | "vacuous";

/** Why a run failed, and what makes two failures the same. */
export interface Failure {
  /** The property: `no-loss`, `eventually drained`, `budget publish→handled p99`, `livelock`, `error`. */
  readonly oracle: string;
  /** Where in the run it was seen: the site of the last traced event. */
  readonly site: string;
  /** The kind of violation, without numbers. */
  readonly shape: string;
  /** 8 hex digits of oracle, site and shape. */
  readonly fingerprint: string;
  readonly at: Instant;
  readonly message: string;
  /** Index of the message in the workload, where one is concerned. */
  readonly subject: number | undefined;
  /** The process that took that message, and its number there: what batches and entries name it by. */
  readonly origin: { readonly life: number; readonly sequence: number } | undefined;
  /** Trace events when it was seen. */
  readonly traceIndex: number;
}

export interface EventuallyReport {
  readonly name: string;
  /** `excused`: it could not come true, by what the deployment promises. `untried`: the run ended before. */
  readonly verdict: "met" | "missed" | "excused" | "untried";
  /** From the end of the faults. */
  readonly after: Duration | undefined;
  readonly reason: string;
}

export interface SometimesReport {
  readonly name: string;
  readonly count: number;
}

export interface BudgetReport {
  readonly series: string;
  readonly quantile: string;
  readonly limit: Duration;
  readonly measured: Duration;
  readonly samples: number;
}

/** Nearest-rank quantiles of one series. */
export interface SeriesSummary {
  readonly count: number;
  readonly p50: Duration;
  readonly p99: Duration;
  readonly p999: Duration;
  readonly max: Duration;
}

/** What came from one venue, and what its adapter made of it. */
export interface VenueCounts {
  readonly frames: number;
  readonly events: number;
  readonly gaps: number;
  readonly resyncs: number;
  /** Frames that were unknown or malformed. */
  readonly errors: number;
}

export interface BuggifySite {
  readonly site: string;
  readonly activated: boolean;
  readonly passes: number;
  readonly fired: number;
}

/** What one seed of one scenario came to. Data only: it can be sent between threads. */
export interface ScenarioOutcome {
  readonly scenario: string;
  readonly claim: string;
  readonly seed: Seed;
  readonly verdict: ScenarioVerdict;
  readonly failure: Failure | undefined;
  /** Who waited for whom when the run failed; undefined when it did not. */
  readonly stall: StallReport | undefined;
  /** 16 hex digits over the whole trace. */
  readonly digest: string;
  /** 16 hex digits over what took effect where and when, and nothing else: equal where only clocks differ. */
  readonly effects: string;
  readonly traceCount: number;
  readonly checkpoints: readonly Checkpoint[];
  /** The events of `options.window`, or of `options.keep`. */
  readonly kept: readonly TraceEvent[];
  /** When it ended, and when its faults did. */
  readonly end: Instant;
  readonly faultsEnd: Instant;
  readonly events: number;
  /** What was run: `options.plan`, or what the seed drew. */
  readonly plan: RunPlan;
  /** Decisions that were not neutral; empty unless `options.record`. */
  readonly taken: readonly Taken[];
  readonly workload: { readonly size: number; readonly published: number };
  /** Accepted messages that have come to no end: held, on their way, or read and not handled. */
  readonly inFlight: number;
  readonly counters: Readonly<Record<string, number>>;
  /** By name; empty where the traffic has none. */
  readonly venues: Readonly<Record<string, VenueCounts>>;
  /** By series; empty unless `options.latency`. */
  readonly latency: Readonly<Record<string, SeriesSummary>>;
  readonly oracles: readonly OracleReport[];
  readonly eventually: readonly EventuallyReport[];
  readonly sometimes: readonly SometimesReport[];
  readonly budget: readonly BudgetReport[];
  readonly buggify: readonly BuggifySite[];
  readonly losses: readonly DataLoss[];
  readonly leaks: readonly Leak[];
}
