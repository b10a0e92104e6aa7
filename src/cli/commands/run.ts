import path from "node:path";
import process from "node:process";
import type { ScenarioOutcome } from "../../harness/scenario/outcome.ts";
import { formatOrder } from "../../harness/explore/order.ts";
import { orderFor } from "../../harness/explore/probe.ts";
import { formatSplits, parseSplits } from "../../harness/explore/split.ts";
import { runScenario, type ScenarioRunOptions } from "../../harness/scenario/run.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { chooseDrain } from "../../kernel/host.ts";
import { formatSeed } from "../../kernel/seed.ts";
import type { TraceEvent } from "../../kernel/trace.ts";
import { boundHeapGrowth } from "../../live/heap.ts";
import { liveHost } from "../../live/host.ts";
import { formatJson } from "../../report/json.ts";
import { scenarioDocument } from "../../report/scenario-json.ts";
import { formatScenario } from "../../report/scenario-text.ts";
import { StoryKeeper } from "../../report/scenario-story.ts";
import { fileHash } from "../capsule-identity.ts";
import { guarded } from "../context.ts";
import { ExitCode } from "../exit-code.ts";
import { loadScenario } from "../scenario-source.ts";

interface RunFlags {
  readonly seed: number;
  readonly json: boolean;
  readonly audit: boolean;
  readonly order?: string;
  readonly splits?: string;
}

const EXITS = { pass: ExitCode.pass, fail: ExitCode.failed, vacuous: ExitCode.insufficient } as const;

/**
 * One scenario from one seed. A failure is made a second time: for its story, and to see whether it is deterministic.
 */
export const run = guarded<RunFlags, [string]>(async function (flags, named) {
  const { terminal } = this;
  boundHeapGrowth();
  const { scenario, path: file } = await loadScenario(named, this.packageRoot);
  const host = liveHost();
  const startedAt = host.wallNanoseconds();
  const order = flags.order === undefined ? undefined : await orderFor(flags.order, scenario, host);
  const splits = flags.splits === undefined ? undefined : parseSplits(flags.splits);
  const options: ScenarioRunOptions = {
    seed: flags.seed, drain: await chooseDrain(host), guard: flags.audit ? "audit" : "traps", latency: true,
    ...(order === undefined ? {} : { order }), ...(splits === undefined ? {} : { splits }),
  };
  const outcome = await runScenario(scenario, host, options);
  const second = outcome.verdict === "fail" ? await again(scenario, host, options, outcome) : undefined;
  const wallSeconds = Number(host.wallNanoseconds() - startedAt) / 1e9;
  const differs = second !== undefined && second.digest !== outcome.digest;
  const way = [
    ...(order === undefined ? [] : [` --order ${formatOrder(order)}`]),
    ...(splits === undefined ? [] : [` --splits ${formatSplits(splits)}`]),
  ];
  const command = `npx wavetank run ${named} --seed ${formatSeed(flags.seed)}${way.join("")}`;
  const input = { path: path.relative(process.cwd(), file), sha256: fileHash(file) };
  const facts = {
    outcome, input, story: second?.story ?? [], differs, command, wallSeconds, peakRssBytes: host.rssBytes(),
  };
  if (flags.json) terminal.out(formatJson(scenarioDocument(facts)));
  else terminal.show(formatScenario(facts));
  terminal.setExitCode(differs ? ExitCode.nondeterminism : EXITS[outcome.verdict]);
});

/** The trace is kept this time, as far as it has to do with the failure. */
async function again(
  scenario: Scenario, host: ReturnType<typeof liveHost>, options: ScenarioRunOptions, first: ScenarioOutcome,
): Promise<{ readonly digest: string; readonly story: readonly TraceEvent[] }> {
  const keeper = new StoryKeeper(first);
  const outcome = await runScenario(scenario, host, { ...options, onEvent: (event) => keeper.see(event) });
  return { digest: outcome.digest, story: keeper.story() };
}
