import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { PLANTED_BUGS, type PlantedBug } from "./exploration/planted-bugs.ts";
import { runsToDetection, STRATEGIES, type Strategy } from "./exploration/strategies.ts";
import { mode, sized } from "./kit/mode.ts";
import { conclude } from "./kit/report.ts";
import type { Judgement } from "./kit/requirement.ts";
import { median } from "./kit/statistics.ts";

// How many runs each way of exploring takes to find bugs that need two things in one order. Counts runs, not time: the
// same on every machine. `full` writes docs/exploration.md.

const REPETITIONS = sized({ short: 3, full: 11 });
/** Seeds of repetitions do not overlap. */
const STRIDE = 100_000;
const MOST_RUNS = sized({ short: 60, full: 400 });
const EASY_RUNS = 10;
const chosen = PLANTED_BUGS.slice(0, sized({ short: 1, full: PLANTED_BUGS.length }));

interface Row {
  readonly bug: PlantedBug;
  /** Medians; Infinity is beyond `MOST_RUNS`. */
  readonly runs: Readonly<Record<Strategy, number>>;
}

const rows: Row[] = [];
for (const bug of chosen) {
  const runs: [Strategy, number][] = [];
  for (const strategy of STRATEGIES) {
    const found: number[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      found.push(await runsToDetection(bug.scenario, strategy, repetition * STRIDE, MOST_RUNS));
    }
    runs.push([strategy, median(found)]);
  }
  rows.push({ bug, runs: Object.fromEntries(runs) as Record<Strategy, number> });
}

const table = markdownOf(rows);
process.stdout.write(`\nexploration (${mode}): median runs to detection, ${REPETITIONS} repetitions\n\n${table}\n`);
if (mode === "full") publish(table);

conclude(
  "exploration",
  rows.map(({ bug, runs }) => ({
    bug: bug.name, runs: Object.fromEntries(STRATEGIES.map((name) => [name, textOf(runs[name])])),
  })),
  rows.map(judge),
);

/** Sooner than uniform by PCT or by branching: runs are counted, so that there is no slack. */
function judge({ bug, runs }: Row): Judgement {
  const best = Math.min(runs["PCT(2)"], runs["PCT(3)"], runs.branching);
  if (bug.isEasy === true) {
    const worst = Math.max(...STRATEGIES.map((strategy) => runs[strategy]));
    return {
      requirement: `${bug.name}: every way finds it within ${EASY_RUNS} runs`, measured: `${textOf(worst)} runs`,
      met: worst <= EASY_RUNS, failed: worst > EASY_RUNS,
    };
  }
  const met = best < runs.uniform;
  return {
    requirement: `${bug.name}: PCT or branching finds it sooner than uniform`,
    measured: `${textOf(best)} against ${textOf(runs.uniform)} runs`, met, failed: !met,
  };
}

function textOf(runs: number): string {
  return runs === Infinity ? `> ${MOST_RUNS}` : String(runs);
}

function markdownOf(results: readonly Row[]): string {
  const cells = results.map(({ bug, runs }) => [
    bug.name, bug.needs.join(", then "),
    ...STRATEGIES.map((strategy) => textOf(runs[strategy])),
  ]);
  const headings = ["planted bug", "needs", ...STRATEGIES];
  return [headings, headings.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** Between the marks of the page. */
function publish(text: string): void {
  const results = process.env["WAVETANK_BENCH_RESULTS"];
  if (results === undefined) return;
  const page = path.join(results, "../../docs/exploration.md");
  const parts = readFileSync(page, "utf8").split(/(?<=<!-- table -->\n)[^]*(?=<!-- end of table -->)/);
  if (parts.length !== 2) throw new Error(`${page} has no place for the table`);
  writeFileSync(page, `${parts[0] ?? ""}${text}\n${parts[1] ?? ""}`);
}
