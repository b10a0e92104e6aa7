import process from "node:process";
import type { MutantBuild } from "./mutant-build.ts";
import { trialName, type Finding, type Mutant, type RunTrial, type Shrunk, type Trial } from "./mutant.ts";

/** Contracts hold or do not, but for what fast-check draws: a few seeds say all. */
const CONTRACT_SEEDS = 3;

/** What became of one mutant. */
export interface Hunt {
  readonly mutant: Mutant;
  /** By which oracle: the predicted one if it was among those that fired. Undefined: it was not found. */
  readonly oracle: string | undefined;
  /** What that oracle said. */
  readonly said: string;
  /** Seeds tried, the one that found it included: seeds count from 1. */
  readonly seeds: number;
  readonly cpuSeconds: number;
  /** Of the run that found it; undefined where there is nothing that could be left out. */
  readonly shrunk: Shrunk | undefined;
}

/** What the clean build did with the seeds that the mutants were looked for with. */
export interface CleanRun {
  readonly trial: string;
  readonly seeds: number;
  readonly findings: readonly Finding[];
  /** Comparisons, by oracle. */
  readonly compared: Readonly<Record<string, number>>;
}

/** Looks for a mutant with one seed after the other. */
export async function hunt(build: MutantBuild, mutant: Mutant, seeds: number): Promise<Hunt> {
  const { trial: run, shrink } = await build.plant(mutant);
  const started = process.cpuUsage();
  const most = "suite" in mutant.trial ? Math.min(seeds, CONTRACT_SEEDS) : seeds;
  for (let seed = 1; seed <= most; seed++) {
    const found = await tryOut(run, seed, mutant.predicted);
    if (found === undefined) continue;
    const cpuSeconds = cpuSince(started);
    return {
      mutant, oracle: found.oracle, said: found.what, seeds: seed, cpuSeconds, shrunk: await shrink(seed, found.oracle),
    };
  }
  return { mutant, oracle: undefined, said: "", seeds: most, cpuSeconds: cpuSince(started), shrunk: undefined };
}

/** The finding of one seed: the predicted oracle's before any other's. */
export async function tryOut(run: RunTrial, seed: number, predicted: string): Promise<Finding | undefined> {
  const { findings } = await run(seed);
  return findings.find(({ oracle }) => oracle === predicted) ?? findings[0];
}

/** Runs a trial of the clean build with seeds 1 to `seeds`. */
export async function runClean(build: MutantBuild, trial: Trial, seeds: number): Promise<CleanRun> {
  const { trial: run } = await build.clean(trial);
  const findings: Finding[] = [];
  const compared: Record<string, number> = {};
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = await run(seed);
    for (const { oracle, what } of outcome.findings) findings.push({ oracle, what: `seed ${seed}: ${what}` });
    for (const [oracle, count] of Object.entries(outcome.compared)) compared[oracle] = (compared[oracle] ?? 0) + count;
  }
  return { trial: trialName(trial), seeds, findings, compared };
}

/** The trials of the mutants, each once, with the most seeds that one of them needed. */
export function trialsOf(hunts: readonly Hunt[]): readonly { readonly trial: Trial; readonly seeds: number }[] {
  const trials = new Map<string, { trial: Trial; seeds: number }>();
  for (const { mutant: { trial }, seeds } of hunts) {
    const name = trialName(trial);
    trials.set(name, { trial, seeds: Math.max(seeds, trials.get(name)?.seeds ?? 0) });
  }
  return [...trials.values()];
}

const cpuSince = (started: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
};
