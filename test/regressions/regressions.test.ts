import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { formatCapsule } from "../../src/harness/capsule/capsule-document.ts";
import { readCapsule } from "../../src/harness/capsule/read-capsule.ts";
import { replayCapsule } from "../../src/harness/capsule/replay-capsule.ts";
import type { Scenario } from "../../src/harness/scenario/scenario.ts";
import { liveHost } from "../../src/live/host.ts";

const here = import.meta.dirname;
const repository = path.resolve(here, "../..");
const files = readdirSync(here).filter((file) => file.endsWith(".capsule.json"));
const CANARY = "sent-twice.capsule.json";

const capsuleIn = (file: string) => readCapsule(readFileSync(path.join(here, file)), file);

async function replayed(file: string) {
  const capsule = capsuleIn(file);
  const { default: scenario } = (await import(pathToFileURL(path.join(repository, capsule.scenario.file)).href)) as {
    readonly default: Scenario;
  };
  return replayCapsule(capsule, scenario, liveHost());
}

describe("capsules of bugs that once were", () => {
  const bugs = files.filter((file) => file !== CANARY);

  test("are there", () => {
    expect(bugs.length).toBeGreaterThanOrEqual(4);
  });

  test.each(bugs)("%s does not fail any more, in this way or another", async (file) => {
    const { fate, outcome } = await replayed(file);
    expect(outcome.failure).toBeUndefined();
    expect(fate).toBe("gone");
    expect(outcome.counters["handled"]).toBeGreaterThan(0);
  });
});

test("the canary still fails in the very same way: a replay that sees nothing would let it pass", async () => {
  expect(await replayed(CANARY)).toMatchObject({ fate: "same" });
});

test.each(files)("%s is as wavetank writes it", (file) => {
  expect(readFileSync(path.join(here, file), "utf8")).toBe(formatCapsule(capsuleIn(file)));
});
