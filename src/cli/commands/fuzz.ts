import os from "node:os";
import { runCampaign } from "../../harness/campaign/campaign.ts";
import { identityOf } from "../../harness/campaign/campaign-log.ts";
import { campaignPlan, chunksOf, type CampaignPlan, type Shard } from "../../harness/campaign/campaign-plan.ts";
import { composeCampaignReport, type CampaignReport, type Finding } from "../../harness/campaign/campaign-report.ts";
import { summarise, type CampaignSummary } from "../../harness/campaign/campaign-summary.ts";
import { seedsToTryAgain } from "../../harness/campaign/corpus.ts";
import type { ChunkResult } from "../../harness/campaign/chunk.ts";
import { WavetankError } from "../../kernel/error.ts";
import { wallNanoseconds } from "../../live/clock.ts";
import { boundHeapGrowth } from "../../live/heap.ts";
import { CampaignProgress } from "../../report/campaign-progress.ts";
import { formatCampaign } from "../../report/campaign-text.ts";
import { formatJson } from "../../report/json.ts";
import { CorpusFile } from "../campaign/corpus-file.ts";
import { againWith, LogFile } from "../campaign/log-file.ts";
import { checkFolder } from "../campaign/output-folder.ts";
import { campaignOrders } from "../campaign/orders.ts";
import { openRunner } from "../campaign/open-runner.ts";
import { lookInto, type Desk } from "../campaign/look-into.ts";
import { serveQueue } from "../campaign/serve-queue.ts";
import { campaignSources, type CampaignSources } from "../campaign/sources.ts";
import { guarded, type CliContext } from "../context.ts";
import { ExitCode } from "../exit-code.ts";
import type { TlsFiles } from "../tls-files.ts";
import { VERSION } from "../version.ts";

export interface FuzzFlags extends TlsFiles {
  readonly seeds: readonly [from: number, to: number] | undefined;
  /** Milliseconds. */
  readonly for: number | undefined;
  readonly workers: number | undefined;
  readonly untilFailure: boolean;
  readonly log: string | undefined;
  readonly out: string;
  readonly corpus: string | undefined;
  readonly shard: Shard | undefined;
  readonly queue: string | undefined;
  readonly work: boolean;
  readonly order: string | undefined;
  readonly branch: boolean;
  readonly json: boolean;
}

const DEFAULT_SEEDS = 1_000;
const SEEDS_END = 2 ** 32;
const NS_PER_MS = 1_000_000;

/** Tries many seeds of scenarios, and looks into each kind of failure. */
export const fuzz = guarded<FuzzFlags, string[]>(async function (flags, ...names) {
  boundHeapGrowth();
  const sources = await campaignSources(names, this.packageRoot);
  const workers = flags.workers ?? os.availableParallelism();
  const interrupt = interrupts();
  if (flags.work)
    return serveQueue(this, { queue: flags.queue, tls: tlsOf(flags), workers, sources, ended: interrupt.came })
      .finally(() => interrupt.end());
  const orders = await campaignOrders(flags.order, sources, this.packageRoot);
  checkFolder(flags.out);
  const corpus = flags.corpus === undefined ? undefined : new CorpusFile(flags.corpus);
  const again = againWith(flags.log, corpus && seedsToTryAgain(corpus.seeds, sources.names, orders));
  const plan = planOf(flags, sources, { orders, again });
  const log = flags.log === undefined ? undefined : new LogFile(flags.log, identityOf(VERSION, sources.hashes, plan));
  const progress = new CampaignProgress();
  const began = wallNanoseconds();
  const elapsedMs = (): number => Number(wallNanoseconds() - began) / NS_PER_MS;
  const isOver = (): boolean => interrupt.asked || (flags.for !== undefined && elapsedMs() >= flags.for);
  const runner = await openRunner({
    workers, sources, packageRoot: this.packageRoot, queue: flags.queue, tls: tlsOf(flags),
  });
  try {
    const results = await runCampaign({
      chunks: chunksOf(plan), runner, isOver, untilFailure: flags.untilFailure,
      ...(log === undefined ? {} : { known: log.known }),
      onResult: (result) => {
        log?.add(result);
        progress.add(result);
        this.terminal.progress(progress.line(elapsedMs() / 1_000));
      },
    });
    this.terminal.progressDone();
    corpus?.grow(results);
    const summary = summarise(results);
    const seconds = elapsedMs() / 1_000;
    const findings = await findingsOf(this, summary, {
      sources, packageRoot: this.packageRoot, out: flags.out, orders,
    });
    const end = endOf(plan, results);
    const stopped = interrupt.asked
      ? "by Ctrl-C"
      : end < plan.to && flags.untilFailure
        ? "at the first failure"
        : undefined;
    const report = composeCampaignReport({
      plan, summary, findings, again: triedAgain(plan, results), end, stopped, wall: { seconds, workers },
    });
    if (flags.json) this.terminal.out(formatJson(report));
    else this.terminal.show(formatCampaign(report, reproduceCommand(names, report, flags)));
    this.terminal.setExitCode(EXIT_CODES[report.verdict]);
  } finally {
    interrupt.end();
    await runner.close();
    log?.close();
  }
});

function tlsOf({ queue, cacert, cert, key }: FuzzFlags): TlsFiles {
  if (queue === undefined && (cacert ?? cert ?? key) !== undefined) {
    throw new WavetankError("E_USAGE", "--cacert, --cert and --key without --queue", {
      expected: "--queue rediss://…, for a queue over TLS",
    });
  }
  return { cacert, cert, key };
}

const EXIT_CODES: Readonly<Record<CampaignReport["verdict"], ExitCode>> = {
  pass: ExitCode.pass, fail: ExitCode.failed, vacuous: ExitCode.insufficient,
};

/** With a time and no range, seeds go on until the time is over. */
function planOf(
  { seeds, for: time, shard, branch }: FuzzFlags, { names }: CampaignSources,
  { orders, again }: { [K in "orders" | "again"]: CampaignPlan[K] },
): CampaignPlan {
  const [from, to] = seeds ?? [0, time === undefined ? DEFAULT_SEEDS : SEEDS_END];
  return campaignPlan({
    scenarios: names, from, to,
    ...(branch ? { branching: true } : {}),
    ...(shard === undefined ? {} : { shard }),
    ...(orders === undefined ? {} : { orders }),
    ...(again === undefined ? {} : { again }),
  });
}

const triedAgain = ({ again = [] }: CampaignPlan, results: readonly ChunkResult[]): number =>
  results.filter(({ index }) => index < again.length).length;

/** One past the last seed of the last chunk of the range. */
const endOf = ({ from, again = [] }: CampaignPlan, results: readonly ChunkResult[]): number => {
  const last = results.at(-1);
  return last === undefined || last.index < again.length ? from : last.from + last.count;
};

async function findingsOf(
  { terminal }: CliContext, { failures }: CampaignSummary, desk: Desk,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [at, failure] of failures.entries()) {
    terminal.progress(`looking into failure ${at + 1} of ${failures.length}: ${failure.scenario}, ${failure.oracle}`);
    findings.push(await lookInto(failure, desk));
  }
  terminal.progressDone();
  return findings;
}

const reproduceCommand = (
  names: readonly string[], { seeds }: CampaignReport, { order, branch, corpus }: FuzzFlags,
): string =>
  [
    `wavetank fuzz ${names.join(" ")}`,
    ...(seeds.to < seeds.from ? [] : [`--seeds ${seeds.from}..${seeds.to}`]),
    ...(order === undefined ? [] : [`--order ${order}`]),
    ...(branch ? ["--branch"] : []),
    ...(corpus === undefined ? [] : [`--corpus ${corpus}`]),
  ].join(" ");

interface Interrupts {
  readonly asked: boolean;
  readonly came: Promise<void>;
  end(): void;
}

/** The first Ctrl-C ends the campaign after the chunks at work, the second the process. */
function interrupts(): Interrupts {
  let asked = false;
  let onCame = (): void => {};
  const came = new Promise<void>((resolve) => (onCame = resolve));
  const onSignal = (): void => {
    asked = true;
    onCame();
  };
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  return {
    came,
    get asked() {
      return asked;
    },
    end() {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
