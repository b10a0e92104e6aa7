import { describe, expect, it } from "vitest";
import { formatCapsule } from "../../../src/harness/capsule/capsule-document.ts";
import { makeCapsule, recipeOfSeed, runRecipe } from "../../../src/harness/capsule/make-capsule.ts";
import { readCapsule } from "../../../src/harness/capsule/read-capsule.ts";
import type { Recipe } from "../../../src/harness/capsule/recipe.ts";
import { chunksOf } from "../../../src/harness/campaign/campaign-plan.ts";
import { runChunk } from "../../../src/harness/campaign/run-chunk.ts";
import { readJobData } from "../../../src/cli/campaign/queue-protocol.ts";
import { sec, steady } from "../../../src/harness/authoring.ts";
import { liveHost } from "../../../src/live/host.ts";
import { calm, play } from "../scenario/runner.ts";

const host = liveHost();
const scenario = calm({ duration: sec(1), traffic: [steady({ messages: 40 })] });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

async function capsuleOf(changes: Pick<Recipe, "order" | "splits">): Promise<string> {
  const outcome = await play(scenario, { seed: 3, ...changes });
  const recipe = { ...recipeOfSeed(scenario, outcome), ...changes };
  const run = await runRecipe(scenario, host, recipe);
  const sha256 = "0".repeat(64);
  return formatCapsule(
    makeCapsule({
      code: { version: "1", build: "b", node: "n" }, scenario: { name: "s", file: "s.ts", sha256 }, recipe, run,
    }),
  );
}

describe("a recipe with an order or splits", () => {
  it("goes into a capsule and comes back, and makes the same run", async () => {
    for (const changes of [
      { order: "fifo" }, { order: { pct: 2, steps: 300 } },
      {
        splits: [{ at: 20, seed: 8 }, { at: 40, seed: 9 }],
      },
    ] as const) {
      const capsule = readCapsule(bytesOf(await capsuleOf(changes)), "x.json");
      expect(capsule.recipe).toMatchObject(changes);
      expect((await runRecipe(scenario, host, capsule.recipe)).outcome.digest).toBe(capsule.run.digest);
    }
  });

  it("is not in a capsule that has neither", async () => {
    const document = JSON.parse(await capsuleOf({})) as object;
    expect(Object.keys(document)).not.toContain("order");
    expect(Object.keys(document)).not.toContain("splits");
  });

  it("is refused with an order or a split that is none", async () => {
    const text = await capsuleOf({ order: "fifo", splits: [{ at: 20, seed: 8 }] });
    for (const [from, to] of [
      [`"fifo"`, `"lifo"`], [`"fifo"`, "7"], ["20,8", "20"], ["20,8", "20,-1"], ["20,8", "-1,8"],
    ] as const) {
      const compact = JSON.stringify(JSON.parse(text)).replace(from, to);
      // By what it says, not for its checksum.
      expect(() => readCapsule(bytesOf(compact), "x.json"), to).toThrow(/^(?!.*changed since)/);
    }
  });
});

describe("a campaign with an order", () => {
  it("gives it to each chunk, and only then", async () => {
    const plan = { scenarios: ["stormy"], from: 0, to: 3 };
    const [plain] = [...chunksOf(plan)];
    const [ordered] = [...chunksOf({ ...plan, orders: { stormy: "pct:2@300" } })];
    expect(plain).not.toHaveProperty("order");
    expect(ordered).toEqual({ ...plain, order: "pct:2@300" });
    if (plain === undefined || ordered === undefined) throw new Error("no chunks");
    const first = await runChunk(scenario, host, ordered);
    expect(first.digest).toBe((await runChunk(scenario, host, ordered)).digest);
    expect(first.digest).not.toBe((await runChunk(scenario, host, plain)).digest);
    await expect(runChunk(scenario, host, { ...plain, order: "lifo" })).rejects.toMatchObject({ code: "E_ORDER" });
  });

  it("is sent through a queue strictly", () => {
    const job = (order: unknown): unknown => ({
      version: "1", sources: {}, chunks: [{ index: 0, scenario: "s", from: 0, count: 1, order }],
    });
    expect(readJobData(job("pct:2@300")).chunks[0]?.order).toBe("pct:2@300");
    for (const order of ["lifo", 7, null, {}]) expect(() => readJobData(job(order))).toThrow();
  });
});
