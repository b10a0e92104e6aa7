import { spawn, type ChildProcess } from "node:child_process";
import { text } from "node:stream/consumers";
import type { FailureKind } from "../../harness/campaign/campaign-summary.ts";
import { formatSplits } from "../../harness/explore/split.ts";
import { WavetankError } from "../../kernel/error.ts";
import { formatSeed } from "../../kernel/seed.ts";

/** What a fresh process made of a seed that failed here. */
export interface Confirmation {
  readonly digest: string;
  readonly fingerprint: string | undefined;
}

/**
 * Runs the seed by a new process of this command line. A terminal's Ctrl-C is not for it: the report of a campaign that
 * is stopped needs what it has to say.
 *
 * @throws {WavetankError} E_FRESH_PROCESS - it gave no report.
 */
export async function runFresh(
  { scenario, seed, splits }: FailureKind, source: string, order: string | undefined,
): Promise<Confirmation> {
  const [, script = ""] = process.argv;
  const child = spawn(
    process.execPath,
    [
      script, "run", source, "--seed", formatSeed(seed), "--json",
      ...(order === undefined ? [] : ["--order", order]),
      ...(splits === undefined ? [] : ["--splits", formatSplits(splits)]),
    ],
    { detached: true, stdio: ["ignore", "pipe", "pipe"] },
  );
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), over(child)]);
  process.off("exit", kill);
  try {
    const { digest, failure } = JSON.parse(stdout) as { digest: string; failure?: { fingerprint: string } };
    return { digest, fingerprint: failure?.fingerprint };
  } catch (error) {
    throw new WavetankError(
      "E_FRESH_PROCESS", `a fresh process gave no report of ${scenario}: ${stderr.slice(0, 500)}`, {}, error,
    );
  }
}

/** Resolves also when it could not be started: then it has said nothing. */
const over = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => void child.once("close", () => resolve()).once("error", () => resolve()));

/** @throws {WavetankError} E_NONDETERMINISM - the two are not of the same run. */
export function confirm(failure: FailureKind, fresh: Confirmation): void {
  if (fresh.digest === failure.digest && fresh.fingerprint === failure.fingerprint) return;
  const { scenario, seed, fingerprint, digest } = failure;
  throw new WavetankError(
    "E_NONDETERMINISM",
    `${scenario}, seed ${formatSeed(seed)}: failure ${fingerprint}, digest ${digest} here; ` +
      `${fresh.fingerprint === undefined ? "no failure" : `failure ${fresh.fingerprint}`}, digest ${fresh.digest} in a fresh process`,
    {
      expected: "the same run in every process",
      hint: `wavetank verify ${scenario} --seed ${formatSeed(seed)} shows the first event that differs`,
    },
  );
}
