import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { assertCapsule, assertHolds, didHold, formatHold, hold } from "../../src/check/index.ts";
import { capsuleTest, scenarioTest } from "../../src/check/vitest.ts";
import { formatCapsule } from "../../src/harness/capsule/capsule-document.ts";
import { readCapsule } from "../../src/harness/capsule/read-capsule.ts";
import { makeCapsule, recipeOfSeed, runRecipe } from "../../src/harness/capsule/make-capsule.ts";
import { runScenario } from "../../src/harness/scenario/run.ts";
import { sometimes, type Scenario } from "../../src/harness/authoring.ts";
import { liveHost } from "../../src/live/host.ts";
import { mild, noPause } from "./planted-scenario.ts";

const host = liveHost();
const broken = mild({ always: [...mild().always, noPause()] });
const folder = mkdtempSync(path.join(tmpdir(), "wavetank-check-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

scenarioTest("a scenario that holds is a test that passes", mild(), { seeds: 5 });

test("a scenario holds as a matcher says", async () => {
  await expect(mild()).toHold({ seeds: 3 });
  await expect(broken).not.toHold();
});

test("the first seed that fails is reported, with the commands that run and shrink it", async () => {
  const report = await hold(broken);
  const first = report.failed!;
  for (let seed = 0; seed < first.seed; seed++)
    expect((await runScenario(broken, host, { seed })).failure).toBeUndefined();
  const hex = `0x${first.seed.toString(16).padStart(8, "0")}`;
  const text = formatHold(report, "mine.ts");
  expect(text).toMatch(
    new RegExp(
      `^seed ${hex} fails, after ${first.seed} that did not\nmild: no-pause at .* s, fingerprint ${first.failure!.fingerprint}\n`,
    ),
  );
  expect(text).toContain(`npx wavetank run mine.ts --seed ${hex}`);
  expect(text).toContain(`npx wavetank fuzz mine.ts --seeds ${hex}..${hex}`);
  await expect(expect(broken).toHold({ file: "mine.ts" })).rejects.toThrow(text);
  await expect(assertHolds(broken, { file: "mine.ts" })).rejects.toThrow(text);
});

test("a scenario in which nothing can be seen to fail does not hold", async () => {
  const never = sometimes("a-miracle", "something happens that cannot", () => ({}));
  const report = await hold(mild({ sometimes: [never] }), { seeds: 2 });
  expect(didHold(report)).toBe(false);
  expect(formatHold(report)).toBe("mild broke nothing in 2 runs\n  a-miracle happened in none of them");
  for (const options of [{ seeds: 0 }, { seeds: 2.5 }, { from: -1 }, { from: 0xffff_ffff, seeds: 2 }]) {
    await expect(hold(mild(), options)).rejects.toMatchObject({ code: "E_SEED" });
  }
  await expect(expect(undefined).toHold()).rejects.toMatchObject({ code: "E_SCENARIO" });
});

const capsuleOf = async (scenario: Scenario, seed: number): Promise<string> => {
  const recipe = recipeOfSeed(scenario, await runScenario(scenario, host, { seed }));
  const run = await runRecipe(scenario, host, recipe);
  const file = path.join(folder, `${seed}.capsule.json`);
  writeFileSync(
    file,
    formatCapsule(
      makeCapsule({
        code: { version: "0.0.0", build: "src:test", node: "20.0.0" },
        scenario: { name: scenario.name, file: "mild.ts", sha256: "0".repeat(64) }, recipe, run,
      }),
    ),
  );
  return file;
};

describe("the capsule of a failure that has been mended", async () => {
  const { failed } = await hold(broken);
  const file = await capsuleOf(broken, failed!.seed);
  expect(readFileSync(file, "utf8")).toContain("no-pause");
  capsuleTest(file, mild());
  capsuleTest(pathToFileURL(file), mild());
});

test("a capsule whose failure is still there fails, with the command that replays it", async () => {
  const { failed } = await hold(broken);
  const capsule = readCapsule(readFileSync(await capsuleOf(broken, failed!.seed)), "it.json");
  await expect(assertCapsule(capsule, "it.json", broken)).rejects.toMatchObject({
    name: "ScenarioFailure", outcome: { digest: failed!.digest },
    message: expect.stringMatching(/^mild: no-pause[^]*npx wavetank replay it\.json$/) as string,
  });
  await expect(assertCapsule(capsule, "it.json", mild({ name: "other" }))).rejects.toMatchObject({
    code: "E_CAPSULE_SCENARIO",
  });
});

test("a file that is no capsule is refused when tests are collected", () => {
  const file = path.join(folder, "not.json");
  writeFileSync(file, "{}");
  expect(() => capsuleTest(file, mild())).toThrow(expect.objectContaining({ code: "E_CAPSULE" }) as Error);
});

test("the documentation shows a file that is run", () => {
  const text = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8");
  expect(text("../../docs/fast-check.md")).toContain(`\`\`\`ts\n${text("example.test.ts")}\`\`\`\n`);
});
