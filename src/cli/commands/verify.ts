import type { Invariance } from "../../harness/scenario/invariance.ts";
import { firstDivergence, type Divergence } from "../../kernel/divergence.ts";
import { formatSeed } from "../../kernel/seed.ts";
import type { TraceWindow } from "../../kernel/trace.ts";
import { boundHeapGrowth } from "../../live/heap.ts";
import { formatDivergence } from "../../report/divergence-text.ts";
import { formatInvariance } from "../../report/invariance-text.ts";
import { formatJson } from "../../report/json.ts";
import { formatDamage } from "../../report/replay-text.ts";
import { formatTable } from "../../report/table.ts";
import { guarded } from "../context.ts";
import { ExitCode } from "../exit-code.ts";
import { subjectOf, type MadeRun, type Making, type VerifyRun } from "../verify-subject.ts";
import { reproduceCommand } from "./replay.ts";

interface VerifyFlags {
  readonly seed: number;
  readonly json: boolean;
}

const NOTHING: TraceWindow = { from: 0, to: 0 };

export const verify = guarded<VerifyFlags, string[]>(async function (flags, ...words) {
  const { terminal } = this;
  boundHeapGrowth();
  const subject = await subjectOf(words, flags.seed, this.packageRoot);
  try {
    const makings: Making[] = [];
    let damage: MadeRun["damage"];
    for (const [where, run] of subject.runs) {
      const made = await run(NOTHING);
      damage ??= made.damage;
      makings.push(making(where, made));
    }
    makings.splice(2, 0, subject.fresh());
    const [first] = makings;
    const odd = makings.find((one) => one.digest !== first?.digest || one.events !== first.events);
    const divergence = odd === undefined ? undefined : await divergenceOf(subject.runs, odd.where);
    const wallClocks = await subject.wallClocks?.();
    const agree = odd === undefined && wallClocks?.holds !== false;
    if (flags.json) {
      terminal.out(
        formatJson({
          schema: "wavetank.verify/1", agree, seed: flags.seed, input: subject.name, damage, makings, divergence,
          wallClocks,
        }),
      );
    } else {
      const rows = makings.map((one) => [one.where, one.digest, one.events, one.verdict]);
      terminal.show(`${verdictOf(odd, wallClocks)}  ${subject.name}  seed ${formatSeed(flags.seed)}\n` +
        `${formatTable(["", "digest", "trace events", "verdict"], rows, "  ")}\n` +
        (wallClocks === undefined ? "" : `${formatInvariance(wallClocks)}\n`) +
        `reproduce  ${reproduceCommand("verify", words, flags.seed)}\n`);
      if (damage !== undefined)
        terminal.show(`THE INPUT BROKE OFF: what came before it is compared above\n${formatDamage(damage)}\n`);
      if (odd !== undefined) terminal.show(`${explain(odd, divergence)}\n`);
    }
    terminal.setExitCode(agree ? EXIT_CODES[first?.verdict ?? "fail"] : ExitCode.nondeterminism);
  } finally {
    subject.close();
  }
});

const EXIT_CODES: Readonly<Record<MadeRun["verdict"], ExitCode>> = {
  pass: ExitCode.pass, fail: ExitCode.failed, insufficient: ExitCode.insufficient, vacuous: ExitCode.insufficient,
  damaged: ExitCode.badInput,
};

const verdictOf = (odd: Making | undefined, wallClocks: Invariance | undefined): string =>
  odd !== undefined ? "NOT DETERMINISTIC" : wallClocks?.holds === false ? "DEPENDS ON WALL CLOCKS" : "DETERMINISTIC";

const making = (where: string, { digest, count, verdict }: MadeRun): Making => ({
  where, digest, events: count, verdict,
});

/** Between the first making and the odd one; the latter's own way is taken where this process has it. */
function divergenceOf(runs: ReadonlyMap<string, VerifyRun>, odd: string): Promise<Divergence | undefined> {
  const first = runs.get("this process");
  const other = runs.get(odd) ?? first;
  if (first === undefined || other === undefined) return Promise.resolve(undefined);
  return firstDivergence(first, other);
}

const explain = (odd: Making, divergence: Divergence | undefined): string =>
  divergence === undefined ? `${odd.where} differs, and making it again in this process does not: run verify again`
    : formatDivergence(divergence);
