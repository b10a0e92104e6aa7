import type { CleanRun, Hunt } from "./campaign.ts";
import { NOT_APPLICABLE } from "./catalogue/not-applicable.ts";
import { trialName, type DrawnSize, type Family, type RunSize, type Shrunk } from "./mutant.ts";

/** At least this share of the mutants must be found. */
export const FOUND_PERCENT = 95;

export interface Campaign {
  readonly hunts: readonly Hunt[];
  readonly clean: readonly CleanRun[];
  /** Names of the mutants that earlier runs have found. */
  readonly pinned: readonly string[];
}

const isFound = ({ oracle }: Hunt): boolean => oracle !== undefined;
const isAsPredicted = ({ oracle, mutant }: Hunt): boolean => oracle === mutant.predicted;

/** Why the campaign fails; empty when it passes. */
export function failures({ hunts, clean, pinned }: Campaign): string[] {
  const found = hunts.filter(isFound);
  const missed = hunts.filter((hunt) => !isFound(hunt)).map(({ mutant }) => mutant.name);
  const problems = pinned
    .filter((name) => missed.includes(name))
    .map((name) => `${name} was found before, and is not any more`);
  if (found.length * 100 < hunts.length * FOUND_PERCENT) {
    problems.push(`${found.length} of ${hunts.length} mutants are found, fewer than ${FOUND_PERCENT} %`);
  }
  for (const { trial, findings } of clean)
    for (const { oracle, what } of findings) problems.push(`the clean build trips ${oracle} in ${trial}: ${what}`);
  return problems;
}

export function asJson(campaign: Campaign): string {
  const { hunts, clean } = campaign;
  const problems = failures(campaign);
  return JSON.stringify({
    schema: "wavetank.mutants/1", verdict: problems.length === 0 ? "pass" : "fail", problems,
    mutants: hunts.map((hunt) => {
      const { mutant, oracle, seeds, cpuSeconds, shrunk } = hunt;
      const { name, family, plants, predicted, trial } = mutant;
      return {
        name, family, plants, trial: trialName(trial), predicted, found: isFound(hunt), oracle: oracle ?? null, seeds,
        cpuSeconds: Number(cpuSeconds.toFixed(3)), before: shrunk?.before ?? null, after: shrunk?.after ?? null,
      };
    }),
    clean: clean.map(({ trial, seeds, findings, compared }) => ({ trial, seeds, findings, compared })),
  }, undefined, 2);
}

/** One line a mutant, for people who wait. */
export function line({ mutant, oracle, seeds, cpuSeconds, said, shrunk }: Hunt): string {
  const by =
    oracle === undefined
      ? "NOT FOUND"
      : oracle === mutant.predicted
        ? oracle
        : `${oracle} (predicted ${mutant.predicted})`;
  return `${mutant.name.padEnd(28)} ${by.padEnd(34)} seed ${String(seeds).padStart(4)} ${cpuSeconds.toFixed(2).padStart(7)} s  ${sizes(shrunk).join(" → ").padEnd(32)} ${(said.split("\n")[0] ?? "").slice(0, 90)}`;
}

/** Before and after. */
function sizes(shrunk: Shrunk | undefined): readonly [before: string, after: string] {
  return shrunk === undefined ? ["–", "–"] : [sizeText(shrunk.before), sizeText(shrunk.after)];
}

const sizeText = (size: RunSize | DrawnSize): string =>
  ("characters" in size ? `${size.characters} drawn` : `${size.faults} · ${size.messages} · ${size.decisions}`);

const TITLES: Readonly<Record<Family, string>> = {
  defect: "The origin's defects", redis: "Bugs that real servers of Redis Streams have had",
  protocol: "The bus's own protocol", venue: "Venues", "blind spot": "Where an oracle could be blind",
  scenario: "Found by the shipped scenarios",
};

export function asMarkdown(campaign: Campaign): string {
  const { hunts, clean } = campaign;
  const found = hunts.filter(isFound);
  const missed = hunts.filter((hunt) => !isFound(hunt));
  const families = (Object.keys(TITLES) as Family[]).flatMap((family) => [
    "", `## ${TITLES[family]}`, "",
    "| mutant | what it plants | found by | predicted | trial | seeds | CPU s | before | after |",
    "|---|---|---|---|---|---:|---:|---:|---:|",
    ...hunts.filter(({ mutant }) => mutant.family === family).map(row),
  ]);
  return [
    "# Mutants: proof that green means something", "",
    "Each mutant is one bug, planted by a patch of one place in the sources while a trial is bundled; it exists nowhere else. A trial is a small simulated",
    "world under faults, judged by oracles, or one of the contract suites of `test/`. Which oracle must catch a mutant was written down before it was run.",
    "`npm run mutants` tries seeds 1, 2, 3 … up to a thousand; the clean build then runs the same trials with the same seeds and must trip nothing.",
    "poison-forgotten and twin-not-fenced were missed by every oracle at first; `dead-letters` and `fenced` were written for them, and are predicted since.",
    "",
    `Found: ${found.length} of ${hunts.length}, ${found.filter(isAsPredicted).length} of them by the predicted oracle. ` +
      `The clean build: ${clean.reduce((sum, { findings }) => sum + findings.length, 0)} findings in ${clean.length} trials, ` +
      `${clean.reduce((sum, { compared }) => sum + Object.values(compared).reduce((a, b) => a + b, 0), 0).toLocaleString("en-US")} comparisons.`,
    "",
    "`before` and `after` are the size of the run that found it and what shrinking left of it, the same oracle firing throughout: faults · messages ·",
    "decisions that are not neutral. Scenarios are shrunk by wavetank's own shrinker, which asks for the same fingerprint; in the small worlds single",
    "faults, messages and decisions are left out in turn, within 240 runs and 10 s. A contract has no run: where it is a property, `drawn` counts the characters of",
    "what fast-check had drawn and of its shrunk counterexample; where it is an example, or looks at the configuration or at a part's bounds, nothing can",
    "be left out (–).",
    ...families,
    "", "## Not found", "",
    ...(missed.length === 0
      ? ["None."]
      : missed.map(({ mutant, seeds }) => `- ${mutant.name}: ${mutant.plants} (${seeds} seeds)`)),
    "", "## Rows of the list of defects that have no mutant", "",
    ...NOT_APPLICABLE.map(({ row, why }) => `- ${row}: ${why}.`),
    "", "This page is written by `npm run mutants -- --docs`.", "",
  ].join("\n");
}

function row(hunt: Hunt): string {
  const { mutant: { name, plants, predicted, trial }, oracle, seeds, cpuSeconds, shrunk } = hunt;
  const by = oracle === undefined ? "**not found**" : oracle;
  return `| ${name} | ${plants} | ${by} | ${isAsPredicted(hunt) ? "yes" : predicted} | ${trialName(trial)} | ${seeds} | ${cpuSeconds.toFixed(2)} | ${sizes(shrunk).join(" | ")} |`;
}
