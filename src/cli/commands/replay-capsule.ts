import { replayCapsule, type FailureFate } from "../../harness/capsule/replay-capsule.ts";
import { WavetankError } from "../../kernel/error.ts";
import { liveHost } from "../../live/host.ts";
import { capsuleReplayDocument, formatCapsuleReplay } from "../../report/capsule-text.ts";
import { formatJson } from "../../report/json.ts";
import { loadCapsule, scenarioOfCapsule } from "../capsule-file.ts";
import { codeIdentity, fileHash } from "../capsule-identity.ts";
import type { CliContext } from "../context.ts";
import { ExitCode } from "../exit-code.ts";

export interface CapsuleReplayFlags {
  readonly json: boolean;
  readonly strict: boolean;
  readonly continue: boolean;
  readonly scenario: string | undefined;
}

const CODES: Readonly<Record<FailureFate, ExitCode>> = {
  same: ExitCode.failed, other: ExitCode.failed, new: ExitCode.failed, gone: ExitCode.pass, none: ExitCode.pass,
};

/** @throws {WavetankError} E_USAGE - a flag of capsules for what is none, or two that exclude each other. */
export function refuseCapsuleFlags({ strict, continue: goOn, scenario }: CapsuleReplayFlags): void {
  const given = [
    ...(strict ? ["--strict"] : []),
    ...(goOn ? ["--continue"] : []),
    ...(scenario === undefined ? [] : ["--scenario"]),
  ];
  if (given.length > 0)
    throw new WavetankError("E_USAGE", `${given.join(" and ")} without a capsule`, {
      expected: "one capsule to replay",
    });
}

/** Makes the run of a capsule; strictly, the first event that differs from it is the end. */
export async function replayCapsuleFile(
  { terminal, packageRoot }: CliContext, file: string, flags: CapsuleReplayFlags,
): Promise<void> {
  if (flags.strict && flags.continue)
    throw new WavetankError("E_USAGE", "--strict and --continue", { expected: "one of the two" });
  const capsule = loadCapsule(file);
  const { scenario, path } = await scenarioOfCapsule(capsule, file, packageRoot, flags.scenario);
  const replay = await replayCapsule(capsule, scenario, liveHost());
  const mode = flags.continue ? "continue" : "strict";
  const facts = {
    capsule, file, replay, mode, code: codeIdentity(), scenarioHash: fileHash(path),
    command: `npx wavetank replay ${file} --${mode}`,
  } as const;
  if (flags.json) terminal.out(formatJson(capsuleReplayDocument(facts)));
  else terminal.show(formatCapsuleReplay(facts));
  const diverged = replay.divergence !== undefined && mode === "strict";
  terminal.setExitCode(diverged ? ExitCode.nondeterminism : CODES[replay.fate]);
}
