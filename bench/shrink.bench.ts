import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { SIZE_PARTS, type Size } from "../src/harness/capsule/size.ts";
import { liveHost } from "../src/live/host.ts";
import { formatDuration } from "../src/kernel/time.ts";
import { PLANTED_FAILURES } from "../test/harness/shrink/planted/planted-failures.ts";
import { shrinkPlanted, type PlantedResult } from "../test/harness/shrink/planted/shrink-planted.ts";
import { mode, sized } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import { judgeLimit } from "./kit/requirement.ts";

// How small planted failures get, of which the minimum is known, and what it costs. `full` writes docs/shrinking.md.

const SEEDS = 300;
const WITHIN = 2;
const RUNS = 200;
const SECONDS = 10;
const chosen = PLANTED_FAILURES.filter((_, index) => index % sized({ short: 4, full: 1 }) === 0);

interface Row extends PlantedResult {
  readonly cpuSeconds: number;
}

const host = liveHost();
const rows: Row[] = [];
for (const failure of chosen) {
  let searched = process.cpuUsage();
  // Looking for the seed is not shrinking: the clock starts at the first run of the search.
  const result = await shrinkPlanted(
    failure, host, SEEDS, { runs: RUNS, nanoseconds: Infinity }, () => void (searched = process.cpuUsage()),
  );
  if (result === undefined) throw new Error(`no seed up to ${SEEDS} makes ${failure.name} fail`);
  const { user, system } = process.cpuUsage(searched);
  rows.push({ ...result, cpuSeconds: (user + system) / 1e6 });
}

const table = markdownOf(rows);
process.stdout.write(`\nshrink (${mode}): ${rows.length} planted failures\n\n${table}\n`);
if (mode === "full") publish(table);

const near = rows.filter(({ surplus }) => surplus <= WITHIN).length;
conclude(
  "shrink",
  rows.map(({ failure, seed, shrunk, surplus, cpuSeconds }) => ({
    name: failure.name, seed, minimum: failure.minimum, before: shrunk.before, after: shrunk.after, surplus,
    runs: shrunk.runs, minimal: shrunk.isMinimal, cpuSeconds,
  })),
  [
    judgeLimit(
      "failures that end more than two decisions above their minimum", ((rows.length - near) / rows.length) * 100, 10,
      "%",
    ),
    judgeLimit("runs of the longest search", Math.max(...rows.map(({ shrunk }) => shrunk.runs)), RUNS, "runs"),
    judgeLimit("CPU time of the longest search", Math.max(...rows.map(({ cpuSeconds }) => cpuSeconds)), SECONDS, "s"),
  ],
);

function markdownOf(results: readonly Row[]): string {
  const cells = results.map(({ failure, seed, shrunk, surplus, cpuSeconds }) => [
    failure.name, String(seed), sizeText(shrunk.before), sizeText(shrunk.after), minimumText(failure.minimum),
    String(surplus), String(shrunk.runs), shrunk.isMinimal ? "yes" : "no", cpuSeconds.toFixed(1),
  ]);
  const headings = [
    "planted failure", "seed", "found", "shrunk", "known minimum", "above it", "runs", "1-minimal", "CPU s",
  ];
  return [headings, headings.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Faults, messages, knobs and single decisions, and the time that is left. */
function sizeText(size: Size): string {
  const { duration, ...counts } = size;
  return `${SIZE_PARTS.flatMap((part) => (part === "duration" ? [] : [counts[part]])).join(" · ")}, ${formatDuration(duration)}`;
}

function minimumText({ faults, messages, knobs, decisions }: PlantedResult["failure"]["minimum"]): string {
  return `${faults} · ${messages} · ${knobs} · ${decisions}`;
}

/** Between the marks of the page. */
function publish(text: string): void {
  const results = process.env["WAVETANK_BENCH_RESULTS"];
  if (results === undefined) return;
  const page = path.join(results, "../../docs/shrinking.md");
  const parts = readFileSync(page, "utf8").split(/(?<=<!-- table -->\n)[^]*(?=<!-- end of table -->)/);
  if (parts.length !== 2) throw new Error(`${page} has no place for the table`);
  writeFileSync(page, `${parts[0] ?? ""}${text}\n${parts[1] ?? ""}`);
}
