import { spawnSync } from "node:child_process";
import { runReplay } from "../../harness/replay.ts";
import { firstDivergence, type TracedRun } from "../../kernel/divergence.ts";
import { WavetankError } from "../../kernel/error.ts";
import { formatSeed } from "../../kernel/seed.ts";
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

export const verify = guarded<VerifyFlags, string[]>(async function (flags, ...paths) {
  const { terminal } = this;
  boundHeapGrowth();
  const input = openInput(paths, this.packageRoot);
  try {
    const host = liveHost();
    const run = (window = { from: 0, to: 0 }): Promise<RunOutcome> =>
      runReplay(input.open(), host, { seed: flags.seed, path: input.name, window });
    const makings = [
      making("this process", await run()),
      making("this process, again", await run()),
      freshMaking(paths, flags.seed),
      ...(await otherDrainMakings(input, flags.seed)),
    ];
    const agree = makings.every((one) => one.digest === makings[0]?.digest && one.events === makings[0]?.events);
    const divergence = agree ? undefined : await firstDivergence(traced(run), traced(run));
    const verdict = makings[0]?.verdict ?? "fail";
    if (flags.json) {
      terminal.out(formatJson({ schema: "wavetank.verify/1", agree, seed: flags.seed, input: input.name, makings, divergence }));
    } else {
      const rows = makings.map((one) => [one.where, one.digest, one.events, one.verdict]);
      terminal.out(`${agree ? "DETERMINISTIC" : "NOT DETERMINISTIC"}  ${input.name}  seed ${formatSeed(flags.seed)}\n` +
        `${formatTable(["", "digest", "trace events", "verdict"], rows, "  ")}\n` +
        `reproduce  ${reproduceCommand("verify", paths, flags.seed)}\n`);
      if (divergence !== undefined) terminal.out(`${formatDivergence(divergence)}\n`);
    }
    terminal.setExitCode(agree ? exitCodeOfVerdict(verdict) : ExitCode.nondeterminism);
  } finally {
    input.close();
  }
});

const making = (where: string, { report, traceCount }: RunOutcome): Making =>
  ({ where, digest: report.digest, events: traceCount, verdict: report.verdict });

const traced = (run: (window: { from: number; to: number }) => Promise<RunOutcome>): TracedRun => async (window) => {
  const { report, traceCount, checkpoints, kept } = await run(window);
  return { digest: report.digest, count: traceCount, checkpoints, kept };
};

/** Every way of draining microtasks that this host has besides the preferred one. */
async function otherDrainMakings(input: OpenedInput, seed: number): Promise<Making[]> {
  const host = liveHost();
  const makings: Making[] = [];
  for (const drain of host.drains.slice(1)) {
    const outcome = await runReplay(input.open(), host, { seed, path: input.name, drain });
    makings.push(making(`this process, drain ${drain.name}`, outcome));
  }
  return makings;
}

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
