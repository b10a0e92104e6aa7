import {
  recipeDifferences, recordedRun, tracedCapsule, type RecipeDifference,
} from "../../harness/capsule/compare-capsules.ts";
import { runReplay } from "../../harness/replay.ts";
import { firstDivergence, type TracedRun } from "../../kernel/divergence.ts";
import { boundHeapGrowth } from "../../live/heap.ts";
import { liveHost } from "../../live/host.ts";
import { diffDocument, formatDiff } from "../../report/capsule-diff-text.ts";
import { formatJson } from "../../report/json.ts";
import { isCapsuleFile, loadCapsule, scenarioOfCapsule } from "../capsule-file.ts";
import { guarded } from "../context.ts";
import { ExitCode } from "../exit-code.ts";
import { openInput } from "../input.ts";

interface DiffFlags {
  readonly seed: number;
  readonly json: boolean;
}

/** The first event at which two runs part: of two capsules, two recordings, or one of each. */
export const diff = guarded<DiffFlags, [string, string]>(async function (flags, left, right) {
  const { terminal, packageRoot } = this;
  boundHeapGrowth();
  const sides = [await sideOf(left, flags.seed, packageRoot), await sideOf(right, flags.seed, packageRoot)] as const;
  try {
    const [one, other] = sides;
    const divergence = await firstDivergence(one.run, other.run);
    const facts = { left, right, differences: differencesOf(one, other), divergence };
    if (flags.json) terminal.out(formatJson(diffDocument(facts)));
    else terminal.show(formatDiff(facts));
    terminal.setExitCode(divergence === undefined ? ExitCode.pass : ExitCode.failed);
  } finally {
    for (const { close } of sides) close();
  }
});

interface Side {
  readonly run: TracedRun;
  readonly capsule: ReturnType<typeof loadCapsule> | undefined;
  readonly close: () => void;
}

/** A capsule that holds all its events is compared as it was made; everything else is made now. */
async function sideOf(file: string, seed: number, packageRoot: string): Promise<Side> {
  const host = liveHost();
  if (!isCapsuleFile(file)) {
    const input = openInput([file], packageRoot);
    const run: TracedRun = async (window) => {
      const { report, traceCount, checkpoints, kept } = await runReplay(input.open(), host, {
        seed, path: input.name, window,
      });
      return { digest: report.digest, count: traceCount, checkpoints, kept };
    };
    return { run, capsule: undefined, close: input.close };
  }
  const capsule = loadCapsule(file);
  const recorded = recordedRun(capsule);
  const run =
    recorded ?? tracedCapsule(capsule, (await scenarioOfCapsule(capsule, file, packageRoot, undefined)).scenario, host);
  return { run, capsule, close: () => {} };
}

const differencesOf = (left: Side, right: Side): readonly RecipeDifference[] =>
  left.capsule === undefined || right.capsule === undefined ? [] : recipeDifferences(left.capsule, right.capsule);
