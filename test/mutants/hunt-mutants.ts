import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { hunt, runClean, trialsOf, type CleanRun, type Hunt } from "./campaign.ts";
import { MUTANTS } from "./catalogue/index.ts";
import { MutantBuild, patchedSources } from "./mutant-build.ts";
import type { Mutant } from "./mutant.ts";
import { asJson, asMarkdown, failures, line } from "./report.ts";

const HELP = `npm run mutants [-- OPTION…]
  --only NAME   this mutant (may be given again); a prefix ending in * takes all of that beginning
  --seeds N     seeds to try for each, 1 to N (1000)
  --json        one JSON document on stdout
  --pin         keeps the seeds that found a mutant in test/mutants/pinned.json
  --docs        writes docs/mutants.md
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] }, seeds: { type: "string", default: "1000" },
    json: { type: "boolean", default: false }, pin: { type: "boolean", default: false },
    docs: { type: "boolean", default: false }, help: { type: "boolean", default: false },
  },
});

const PINNED = "test/mutants/pinned.json";
const isWanted = (name: string): boolean => values.only.length === 0 ||
  values.only.some((wanted) => (wanted.endsWith("*") ? name.startsWith(wanted.slice(0, -1)) : name === wanted));

async function main(): Promise<number> {
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const seeds = Number(values.seeds);
  const wanted = MUTANTS.filter(({ name }) => isWanted(name));
  if (!Number.isInteger(seeds) || seeds < 1 || wanted.length === 0) {
    process.stderr.write(
      wanted.length === 0 ? "no mutant has that name\n" : "--seeds takes a whole number from 1 on\n",
    );
    return 2;
  }
  const unplantable = wanted.flatMap((mutant) => problemOf(mutant));
  if (unplantable.length > 0) {
    for (const problem of unplantable) process.stderr.write(`${problem}\n`);
    return 1;
  }
  const pinned = JSON.parse(readFileSync(PINNED, "utf8")) as Record<string, number>;
  const build = new MutantBuild(process.cwd());
  const hunts: Hunt[] = [];
  const clean: CleanRun[] = [];
  try {
    for (const mutant of wanted) {
      const found = await hunt(build, mutant, seeds);
      hunts.push(found);
      process.stderr.write(`${line(found)}\n`);
    }
    for (const { trial, seeds: tried } of trialsOf(hunts)) clean.push(await runClean(build, trial, tried));
  } finally {
    build.remove();
  }
  const campaign = { hunts, clean, pinned: Object.keys(pinned).filter(isWanted) };
  if (values.json) process.stdout.write(`${asJson(campaign)}\n`);
  if (values.docs) writeFileSync("docs/mutants.md", asMarkdown(campaign));
  if (values.pin) writeFileSync(PINNED, `${JSON.stringify({ ...pinned, ...seedsOf(hunts) }, undefined, 2)}\n`);
  const problems = failures(campaign);
  const found = hunts.filter(({ oracle }) => oracle !== undefined);
  process.stderr.write(
    `${found.length} of ${hunts.length} found, ${found.filter(({ oracle, mutant }) => oracle === mutant.predicted).length} as predicted; ` +
      `clean build: ${clean.length} trials, ${clean.reduce((sum, { findings }) => sum + findings.length, 0)} findings\n`,
  );
  for (const problem of problems) process.stderr.write(`FAIL ${problem}\n`);
  return problems.length === 0 ? 0 : 1;
}

/** Why a mutant cannot be planted in the sources as they are. */
function problemOf(mutant: Mutant): string[] {
  try {
    patchedSources(process.cwd(), mutant);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

const seedsOf = (hunts: readonly Hunt[]): Record<string, number> =>
  Object.fromEntries(
    hunts.filter(({ oracle }) => oracle !== undefined).map(({ mutant, seeds }) => [mutant.name, seeds]),
  );

process.exitCode = await main();
