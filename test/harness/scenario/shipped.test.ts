import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Scenario } from "../../../src/harness/authoring.ts";
import { checkScenario } from "../../../src/harness/scenario/check.ts";
import { loadRecordings } from "../../../src/harness/scenario/load-recordings.ts";
import { play } from "./runner.ts";

const root = path.resolve(import.meta.dirname, "../../../scenarios");
const filesOf = (folder: string): string[] =>
  readdirSync(path.join(root, folder)).map((file) => path.join(root, folder, file));
const load = async (file: string): Promise<Scenario> =>
  loadRecordings(((await import(file)) as { readonly default: Scenario }).default, (recording) =>
    path.resolve(path.dirname(file), recording),
  );

const fast = filesOf("fast");
const all = [...fast, ...filesOf("slow"), ...filesOf("rare")];

describe("the scenarios that are shipped", () => {
  test("are many, called as their files are, and can be run", async () => {
    expect(all.length).toBeGreaterThanOrEqual(25);
    for (const file of all) {
      const scenario = await load(file);
      expect(scenario.name).toBe(path.basename(file, ".ts"));
      expect({ file, problems: checkScenario(scenario) }).toEqual({ file, problems: [] });
    }
  });

  test.each(fast.map((file) => [path.basename(file, ".ts"), file]))(
    "%s holds, and what it must see happens",
    async (_name, file) => {
      const scenario = await load(file);
      const outcome = await play(scenario, { seed: 7 });
      expect(outcome.failure).toBeUndefined();
      expect(outcome.sometimes.filter(({ count }) => count === 0)).toEqual([]);
      expect(outcome.oracles.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    },
  );

  test("venue-outage-with-resync compares books after gaps and resynchronisations", async () => {
    const outcome = await play(await load(path.join(root, "slow/venue-outage-with-resync.ts")), { seed: 7 });
    expect(outcome.verdict).toBe("pass");
    expect(outcome.oracles.find(({ name }) => name === "book-matches")?.compared).toBeGreaterThan(1_000);
  });
});
