import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { mode } from "./mode.ts";
import type { Judgement } from "./requirement.ts";
import { formatTable } from "./table.ts";

/** What a benchmark leaves behind: printed tables are for people, this is for machines. */
export interface BenchReport {
  readonly schema: "wavetank.bench/1";
  readonly bench: string;
  readonly mode: string;
  readonly node: string;
  readonly judgements: readonly Judgement[];
  /** Whatever the benchmark measured, by heat. */
  readonly measured: unknown;
}

/** Writes `results/<bench>.<mode>.json`, prints the requirements, and makes a failed one the exit code. */
export function conclude(bench: string, measured: unknown, judgements: readonly Judgement[]): void {
  const report: BenchReport = {
    schema: "wavetank.bench/1", bench, mode, node: process.version, judgements, measured,
  };
  const folder = process.env["WAVETANK_BENCH_RESULTS"];
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${bench}.${mode}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
  }
  if (judgements.length > 0) {
    const rows = judgements.map(({ requirement, measured: value, met, failed }) => [
      requirement, value, met ? "yes" : failed ? "NO" : "not here, but in full it must be",
    ]);
    process.stdout.write(`\n${formatTable(["requirement", "measured", "met"], rows)}\n`);
  }
  if (judgements.some((judgement) => judgement.failed)) process.exitCode = 1;
}
