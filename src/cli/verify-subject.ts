import { spawnSync } from "node:child_process";
import { runReplay } from "../harness/replay.ts";
import type { InputDamage, RunVerdict } from "../harness/run-report.ts";
import { compareWallClocks, type Invariance } from "../harness/scenario/invariance.ts";
import type { ScenarioVerdict } from "../harness/scenario/outcome.ts";
import { runScenario } from "../harness/scenario/run.ts";
import type { TracedOutcome } from "../kernel/divergence.ts";
import { WavetankError } from "../kernel/error.ts";
import type { Drain } from "../kernel/host.ts";
import { formatSeed, type Seed } from "../kernel/seed.ts";
import type { TraceWindow } from "../kernel/trace.ts";
import { liveHost } from "../live/host.ts";
import { isCapsuleFile } from "./capsule-file.ts";
import { openInput } from "./input.ts";
import { loadScenario, shippedScenarios } from "./scenario-source.ts";

export interface MadeRun extends TracedOutcome {
  readonly verdict: RunVerdict | ScenarioVerdict;
  /** Why an input broke off, if it did. */
  readonly damage?: InputDamage | undefined;
}

/** Makes the run in this process, keeping the trace of a window. */
export type VerifyRun = (window: TraceWindow) => Promise<MadeRun>;

export interface Making {
  readonly where: string;
  readonly digest: string;
  readonly events: number;
  readonly verdict: MadeRun["verdict"];
}

/** What is to come out the same however it is made. */
export interface VerifySubject {
  readonly name: string;
  /** The ways in which this process makes the run: twice alike, and with every other way of draining microtasks. */
  readonly runs: ReadonlyMap<string, VerifyRun>;
  /** The same by a new process of this command line. */
  readonly fresh: () => Making;
  /** Whether wall clocks matter; undefined where the processes of a run have none of their own. */
  readonly wallClocks: (() => Promise<Invariance>) | undefined;
  close(): void;
}

/** A scenario if one word names one, traffic otherwise. @throws {WavetankError} E_SCENARIO, E_USAGE, E_FILE_… */
export async function subjectOf(words: readonly string[], seed: Seed, packageRoot: string): Promise<VerifySubject> {
  const [word] = words;
  if (word !== undefined && isCapsuleFile(word)) {
    throw new WavetankError("E_USAGE", `${word} is a capsule`, {
      expected: "a scenario, a recording or a capture",
      hint: `wavetank replay ${word} --strict compares it, event by event`,
    });
  }
  const isScenario =
    words.length === 1 &&
    word !== undefined &&
    (shippedScenarios(packageRoot).has(word) || /\.(ts|js|mjs)$/.test(word));
  return isScenario ? scenarioSubject(word, seed, packageRoot) : trafficSubject(words, seed, packageRoot);
}

async function scenarioSubject(word: string, seed: Seed, packageRoot: string): Promise<VerifySubject> {
  const host = liveHost();
  const { scenario } = await loadScenario(word, packageRoot);
  return {
    name: scenario.name,
    runs: inEachWay((drain) => async (window) => {
      const { digest, traceCount, checkpoints, kept, verdict } = await runScenario(scenario, host, {
        seed, window,
        ...drain,
      });
      return { digest, count: traceCount, checkpoints, kept, verdict };
    }),
    fresh: () => freshMaking(["run", word], seed),
    wallClocks: () => compareWallClocks(scenario, host, { seed }),
    close: () => {},
  };
}

function trafficSubject(paths: readonly string[], seed: Seed, packageRoot: string): VerifySubject {
  const host = liveHost();
  const input = openInput([...paths], packageRoot);
  return {
    name: input.name,
    runs: inEachWay((drain) => async (window) => {
      const { report, traceCount, checkpoints, kept } = await runReplay(input.open(), host, {
        seed, path: input.name, window,
        ...drain,
      });
      const { digest, verdict, input: { damage } } = report;
      return { digest, count: traceCount, checkpoints, kept, verdict, damage };
    }),
    fresh: () => freshMaking(["replay", ...paths], seed),
    wallClocks: undefined,
    close: () => input.close(),
  };
}

function inEachWay(run: (options: { readonly drain?: Drain }) => VerifyRun): ReadonlyMap<string, VerifyRun> {
  const others = liveHost().drains.slice(1);
  return new Map<string, VerifyRun>([
    ["this process", run({})],
    ["this process, again", run({})],
    ...others.map((drain): [string, VerifyRun] => [`this process, drain ${drain.name}`, run({ drain })]),
  ]);
}

function freshMaking(words: readonly string[], seed: Seed): Making {
  const script = process.argv[1];
  if (script === undefined) throw new WavetankError("E_VERIFY", "this process does not know its own script");
  const child = spawnSync(process.execPath, [script, ...words, "--seed", formatSeed(seed), "--json"], {
    encoding: "utf8", maxBuffer: 1 << 28,
  });
  try {
    const { digest, counters, verdict } = JSON.parse(child.stdout) as Pick<MadeRun, "digest" | "verdict"> & {
      readonly counters: Readonly<Record<string, number>>;
    };
    return { where: "a fresh process", digest, events: counters["kernel.traceEvents"] ?? 0, verdict };
  } catch (error) {
    throw new WavetankError("E_VERIFY", `the fresh process gave no report: ${child.stderr.slice(0, 500)}`, {}, error);
  }
}
