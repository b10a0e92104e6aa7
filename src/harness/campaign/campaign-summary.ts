import { Digest } from "../../kernel/digest.ts";
import { WavetankError } from "../../kernel/error.ts";
import { runsOf, together, type ChunkFailure, type ChunkResult, type SiteUse } from "./chunk.ts";

/** All failures of one scenario with one fingerprint. */
export interface FailureKind extends ChunkFailure {
  readonly scenario: string;
}

export interface ScenarioSummary {
  readonly name: string;
  readonly runs: number;
  readonly passed: number;
  readonly failed: number;
  readonly vacuous: number;
  readonly events: number;
  readonly sometimes: Readonly<Record<string, number>>;
  readonly compared: Readonly<Record<string, number>>;
  readonly buggify: Readonly<Record<string, SiteUse>>;
}

/** What the chunks came to, together. Independent of the order in which they are given. */
export interface CampaignSummary {
  readonly runs: number;
  /** Of these, what is no seed of its own. */
  readonly branches: number;
  /** 16 hex digits over all chunks in order. */
  readonly digest: string;
  /** By scenario and fingerprint, the smallest seed of each; in the order of chunks. */
  readonly failures: readonly FailureKind[];
  /** In the order in which the campaign names them. */
  readonly scenarios: readonly ScenarioSummary[];
}

/**
 * Adds up results. The same chunk may come twice, as it does when a lost worker was not lost: then both must agree.
 *
 * @throws {WavetankError} E_NONDETERMINISM - they do not.
 */
export function summarise(results: readonly ChunkResult[]): CampaignSummary {
  const chunks = distinct(results);
  const digest = new Digest();
  const failures = new Map<string, FailureKind>();
  const scenarios = new Map<string, ScenarioSummary>();
  let runs = 0;
  let seeds = 0;
  for (const chunk of chunks) {
    runs += runsOf(chunk);
    seeds += chunk.count;
    digest.integer(chunk.index);
    digest.text(chunk.scenario);
    digest.text(chunk.digest);
    for (const failure of chunk.failures) {
      const kind: FailureKind = { scenario: chunk.scenario, ...failure };
      const name = `${failure.fingerprint} ${chunk.scenario}`;
      const known = failures.get(name);
      failures.set(name, known === undefined ? kind : together(known, kind));
    }
    scenarios.set(chunk.scenario, sum(scenarios.get(chunk.scenario), chunk));
  }
  return {
    runs, branches: runs - seeds, digest: digest.toString(), failures: [...failures.values()],
    scenarios: [...scenarios.values()],
  };
}

function distinct(results: readonly ChunkResult[]): readonly ChunkResult[] {
  const byIndex = new Map<number, ChunkResult>();
  for (const result of results) {
    const known = byIndex.get(result.index);
    if (known === undefined) byIndex.set(result.index, result);
    else if (known.digest !== result.digest) throw differing(known, result);
  }
  return [...byIndex.values()].sort((a, b) => a.index - b.index);
}

function sum(before: ScenarioSummary | undefined, chunk: ChunkResult): ScenarioSummary {
  return {
    name: chunk.scenario,
    runs: (before?.runs ?? 0) + runsOf(chunk),
    passed: (before?.passed ?? 0) + chunk.passed,
    failed: (before?.failed ?? 0) + chunk.failed,
    vacuous: (before?.vacuous ?? 0) + chunk.vacuous,
    events: (before?.events ?? 0) + chunk.events,
    sometimes: added(before?.sometimes, chunk.sometimes, (a, b) => a + b),
    compared: added(before?.compared, chunk.compared, (a, b) => a + b),
    buggify: added(before?.buggify, chunk.buggify, (a, b) => ({
      activated: a.activated + b.activated, fired: a.fired + b.fired,
    })),
  };
}

function added<T>(
  before: Readonly<Record<string, T>> = {}, more: Readonly<Record<string, T>>, plus: (a: T, b: T) => T,
): Readonly<Record<string, T>> {
  const sums = new Map(Object.entries(before));
  for (const [name, value] of Object.entries(more)) {
    const known = sums.get(name);
    sums.set(name, known === undefined ? value : plus(known, value));
  }
  return Object.fromEntries(sums);
}

function differing(one: ChunkResult, other: ChunkResult): WavetankError {
  const last = one.from + one.count - 1;
  return new WavetankError(
    "E_NONDETERMINISM",
    `${one.scenario}, seeds ${one.from} to ${last}: ${one.digest} once, ${other.digest} another time`,
    {
      expected: "the same digest wherever a chunk is run",
      hint: `wavetank verify ${one.scenario} compares runs event by event; also compare the workers' versions of wavetank and of the scenario`,
    },
  );
}
