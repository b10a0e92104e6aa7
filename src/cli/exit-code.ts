import { WavetankError } from "../kernel/error.ts";
import type { RunVerdict } from "../harness/run-report.ts";

/** The command line's contract with scripts. */
export const ExitCode = {
  pass: 0,
  failed: 1,
  badInput: 2,
  insufficient: 3,
  nondeterminism: 4,
  bug: 5,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

const VERDICT_CODES: Readonly<Record<RunVerdict, ExitCode>> = {
  pass: ExitCode.pass,
  fail: ExitCode.failed,
  insufficient: ExitCode.insufficient,
  damaged: ExitCode.badInput,
};

export const exitCodeOfVerdict = (verdict: RunVerdict): ExitCode => VERDICT_CODES[verdict];

export function exitCodeOfError(error: unknown): ExitCode {
  if (!(error instanceof WavetankError)) return ExitCode.bug;
  if (error.code === "E_DETERMINISM_LEAK" || error.code === "E_NONDETERMINISM") return ExitCode.nondeterminism;
  if (error.code === "E_DEADLOCK" || error.code === "E_LIVELOCK") return ExitCode.failed;
  return ExitCode.badInput;
}
