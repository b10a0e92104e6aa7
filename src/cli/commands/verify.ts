import { spawnSync } from "node:child_process";
import { runReplay } from "../../harness/replay.ts";
import { firstDivergence, type Divergence, type TracedRun } from "../../kernel/divergence.ts";
import { WavetankError } from "../../kernel/error.ts";
import type { Drain } from "../../kernel/host.ts";
import { formatSeed } from "../../kernel/seed.ts";
import type { TraceWindow } from "../../kernel/trace.ts";
import type { RunOutcome, RunVerdict } from "../../harness/run-report.ts";
import { boundHeapGrowth } from "../../live/heap.ts";
import { liveHost } from "../../live/host.ts";
import { formatDivergence } from "../../report/divergence-text.ts";
import { formatJson } from "../../report/json.ts";
import { formatTable } from "../../report/table.ts";
import { guarded } from "../context.ts";
import { ExitCode, exitCodeOfVerdict } from "../exit-code.ts";
import { openInput, type OpenedInput } from "../input.ts";
import { reproduceCommand } from "./replay.ts";

interface VerifyFlags {
  readonly seed: number;
  readonly json: boolean;
}

interface Making {
  readonly where: string;
  readonly digest: string;
  readonly events: number;
  readonly verdict: RunVerdict;
}

/** Makes the run in this process, keeping the trace of a window. */
type LocalRun = (window: TraceWindow) => Promise<RunOutcome>;

const NOTHING: TraceWindow = { from: 0, to: 0 };

export const verify = guarded<VerifyFlags, string[]>(async function (flags, ...paths) {
  const { terminal } = this;
  boundHeapGrowth();
  const input = openInput(paths, this.packageRoot);
  try {
    const runs = localRuns(input, flags.seed);
    const makings: Making[] = [];
    for (const [where, run] of runs) makings.push(making(where, await run(NOTHING)));
    makings.splice(2, 0, freshMaking(paths, flags.seed));
    const [first] = makings;
    const odd = makings.find((one) => one.digest !== first?.digest || one.events !== first.events);
    const divergence = odd === undefined ? undefined : await divergenceOf(runs, odd.where);
    if (flags.json) {
      const agree = odd === undefined;
      terminal.out(formatJson({ schema: "wavetank.verify/1", agree, seed: flags.seed, input: input.name, makings, divergence }));
    } else {
      const rows = makings.map((one) => [one.where, one.digest, one.events, one.verdict]);
      terminal.out(`${odd === undefined ? "DETERMINISTIC" : "NOT DETERMINISTIC"}  ${input.name}  seed ${formatSeed(flags.seed)}\n` +
        `${formatTable(["", "digest", "trace events", "verdict"], rows, "  ")}\n` +
        `reproduce  ${reproduceCommand("verify", paths, flags.seed)}\n`);
      if (odd !== undefined) terminal.out(`${explain(odd, divergence)}\n`);
    }
    terminal.setExitCode(odd === undefined ? exitCodeOfVerdict(first?.verdict ?? "fail") : ExitCode.nondeterminism);
  } finally {
    input.close();
  }
});

const making = (where: string, { report, traceCount }: RunOutcome): Making =>
  ({ where, digest: report.digest, events: traceCount, verdict: report.verdict });

/** The ways in which this process makes the run: twice alike, and with every other way of draining microtasks. */
function localRuns(input: OpenedInput, seed: number): ReadonlyMap<string, LocalRun> {
  const host = liveHost();
  const run = (drain?: Drain): LocalRun => (window) =>
    runReplay(input.open(), host, { seed, path: input.name, window, ...(drain === undefined ? {} : { drain }) });
  return new Map<string, LocalRun>([
    ["this process", run()],
    ["this process, again", run()],
    ...host.drains.slice(1).map((drain): [string, LocalRun] => [`this process, drain ${drain.name}`, run(drain)]),
  ]);
}

/** Between the first making and the odd one; the latter's own way is taken where this process has it. */
function divergenceOf(runs: ReadonlyMap<string, LocalRun>, odd: string): Promise<Divergence | undefined> {
  const first = runs.get("this process");
  const other = runs.get(odd) ?? first;
  if (first === undefined || other === undefined) return Promise.resolve(undefined);
  return firstDivergence(traced(first), traced(other));
}

const explain = (odd: Making, divergence: Divergence | undefined): string =>
  divergence === undefined ? `${odd.where} differs, and making it again in this process does not: run verify again`
    : formatDivergence(divergence);

const traced = (run: LocalRun): TracedRun => async (window) => {
  const { report, traceCount, checkpoints, kept } = await run(window);
  return { digest: report.digest, count: traceCount, checkpoints, kept };
};

/** The same replay by a new process of this command line. */
function freshMaking(paths: readonly string[], seed: number): Making {
  const script = process.argv[1];
  if (script === undefined) throw new WavetankError("E_VERIFY", "this process does not know its own script");
  const child = spawnSync(process.execPath, [script, "replay", ...paths, "--seed", formatSeed(seed), "--json"], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  try {
    const report = JSON.parse(child.stdout) as RunOutcome["report"];
    return { where: "a fresh process", digest: report.digest, events: report.counters["kernel.traceEvents"] ?? 0, verdict: report.verdict };
  } catch (error) {
    throw new WavetankError("E_VERIFY", `the fresh process gave no report: ${child.stderr.slice(0, 500)}`, {}, error);
  }
}
