import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { MUTANTS } from "./catalogue/index.ts";
import { NOT_APPLICABLE } from "./catalogue/not-applicable.ts";
import { tryOut } from "./campaign.ts";
import { MutantBuild, patchedSources } from "./mutant-build.ts";
import { trialName, type DrawnSize, type Mutant, type Trial } from "./mutant.ts";

const root = path.resolve(import.meta.dirname, "../..");
/** The seeds that have found the mutants: see `npm run mutants -- --pin`. */
const pinned = JSON.parse(readFileSync(path.join(import.meta.dirname, "pinned.json"), "utf8")) as Readonly<
  Record<string, number>
>;
const build = new MutantBuild(root);
afterAll(() => build.remove());

const defects = MUTANTS.filter(({ family }) => family === "defect");

const inScenarios = MUTANTS.filter(({ family }) => family === "scenario");

describe("each of the origin's defects, planted again, is caught, and what the shipped scenarios must find is", () => {
  test.each([...defects, ...inScenarios])("$name: $plants", async (mutant) => {
    const seed = pinned[mutant.name];
    expect(seed, "a mutant without a seed that finds it").toBeDefined();
    const found = await tryOut((await build.plant(mutant)).trial, seed as number, mutant.predicted);
    expect(found?.oracle).toBe(mutant.predicted);
  });
});

describe("what caught a mutant becomes no larger by shrinking, and is still caught by the same oracle", () => {
  test.each([
    ["in a shipped scenario", "half-open-for-ever", { faults: 1, messages: 1, decisions: 0 }],
    ["in a small world", "DEF-10", { faults: 0, messages: 1, decisions: 0 }],
    ["in a session of venues", "gap-ignored", { faults: 1, decisions: 0 }],
  ])("%s: %s", async (_where, name, least) => {
    const mutant = MUTANTS.find((each) => each.name === name) as Mutant;
    const { shrink } = await build.plant(mutant);
    const shrunk = await shrink(pinned[name] as number, mutant.predicted);
    expect(shrunk?.after).toMatchObject(least);
    expect(shrunk?.before).not.toEqual(shrunk?.after);
  });

  test("in a property: what fast-check drew; and an example has nothing to leave out", async () => {
    const shrunkOf = async (name: string) => {
      const mutant = MUTANTS.find((each) => each.name === name) as Mutant;
      return (await build.plant(mutant)).shrink(pinned[name] as number, mutant.predicted);
    };
    const { before, after } = (await shrunkOf("kvrocks#3596b")) as {
      readonly before: DrawnSize;
      readonly after: DrawnSize;
    };
    expect(after.characters).toBeLessThan(before.characters);
    expect(await shrunkOf("DEF-27")).toBeUndefined();
  });
});

// The contract suites run on the clean build as tests of their own.
describe("the clean build trips nothing", () => {
  const seeds = new Map<string, { readonly trial: Trial; readonly seeds: Set<number> }>();
  for (const { name, trial } of defects.filter((mutant) => "world" in mutant.trial)) {
    const known = seeds.get(trialName(trial)) ?? { trial, seeds: new Set<number>() };
    known.seeds.add(pinned[name] ?? 1);
    seeds.set(trialName(trial), known);
  }

  test.each([...seeds])(
    "in the trial %s, with the seeds that catch the mutants, and something was compared",
    async (_name, { trial, seeds: tried }) => {
      const { trial: run } = await build.clean(trial);
      for (const seed of tried) {
        const { findings, compared } = await run(seed);
        expect(findings).toEqual([]);
        expect(Object.values(compared).some((count) => count > 0)).toBe(true);
      }
    },
  );
});

describe("the catalogue", () => {
  test("has a mutant or a reason for every row from DEF-01 to DEF-47", () => {
    const rows = Array.from({ length: 47 }, (_, i) => `DEF-${String(i + 1).padStart(2, "0")}`);
    const live = new Set(defects.map(({ name }) => name.slice(0, "DEF-00".length)));
    const excused = new Set(NOT_APPLICABLE.map(({ row }) => row));
    expect(rows.filter((row) => live.has(row) === excused.has(row))).toEqual([]);
  });

  test("names each mutant once, and each can be planted in the sources as they are", () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    for (const mutant of MUTANTS) expect(() => patchedSources(root, mutant)).not.toThrow();
  });

  test("a patch whose text is gone, or is there more than once, is refused by name", () => {
    const patched = (find: string): Mutant => ({
      ...(defects[0] as Mutant),
      name: "stale", patches: [{ file: "src/bus/priority.ts", find, replace: "" }],
    });
    expect(() => patchedSources(root, patched("nowhere to be found"))).toThrow(
      /stale: the text to patch is not in src\/bus\/priority\.ts/,
    );
    expect(() => patchedSources(root, patched("Priority"))).toThrow(/stale: the text to patch is \d+ times in/);
  });
});
