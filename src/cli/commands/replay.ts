import { runReplay } from "../../harness/replay.ts";
import { formatSeed } from "../../kernel/seed.ts";
import { boundHeapGrowth } from "../../live/heap.ts";
import { liveHost } from "../../live/host.ts";
import { formatJson } from "../../report/json.ts";
import { formatReplay } from "../../report/replay-text.ts";
import { isCapsuleFile } from "../capsule-file.ts";
import { guarded } from "../context.ts";
import { exitCodeOfVerdict } from "../exit-code.ts";
import { openInput } from "../input.ts";
import { refuseCapsuleFlags, replayCapsuleFile } from "./replay-capsule.ts";

interface ReplayFlags {
  readonly seed: number;
  readonly json: boolean;
  readonly audit: boolean;
  readonly strict: boolean;
  readonly continue: boolean;
  readonly scenario: string | undefined;
}

export const replay = guarded<ReplayFlags, string[]>(async function (flags, ...paths) {
  const { terminal } = this;
  boundHeapGrowth();
  const [first] = paths;
  if (first !== undefined && paths.length === 1 && isCapsuleFile(first)) return replayCapsuleFile(this, first, flags);
  refuseCapsuleFlags(flags);
  const input = openInput(paths, this.packageRoot);
  try {
    const { report } = await runReplay(input.open(), liveHost(), {
      seed: flags.seed,
      path: input.name,
      sha256: input.sha256,
      guard: flags.audit ? "audit" : "traps",
      onProgress: (frames, seconds) => terminal.progress(`${frames} frames, ${seconds.toFixed(1)} s of virtual time`),
    });
    terminal.progressDone();
    if (flags.json) terminal.out(formatJson(report));
    else terminal.show(formatReplay(report, reproduceCommand("replay", paths, flags.seed)));
    terminal.setExitCode(exitCodeOfVerdict(report.verdict));
  } finally {
    input.close();
  }
});

/** The command line that makes the run again. */
export function reproduceCommand(command: string, paths: readonly string[], seed: number): string {
  return ["npx wavetank", command, ...paths.map(quoted), "--seed", formatSeed(seed)].join(" ");
}

const quoted = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
