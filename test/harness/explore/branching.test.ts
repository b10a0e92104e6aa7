import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { branchedSeeds, exploreByBranching } from "../../../src/harness/explore/branching.ts";
import { formatSplits, parseSplits } from "../../../src/harness/explore/split.ts";
import { always, drop, ms, sec, steady, writeRetried } from "../../../src/harness/authoring.ts";
import { runScenario } from "../../../src/harness/scenario/run.ts";
import { chooseDrain } from "../../../src/kernel/host.ts";
import type { TraceEvent } from "../../../src/kernel/trace.ts";
import { liveHost } from "../../../src/live/host.ts";
import { calm, play } from "../scenario/runner.ts";

const host = liveHost();
const SMALL = calm({
  duration: sec(1), deployment: { commandTimeout: ms(20) }, traffic: [steady({ messages: 60 })],
  faults: [drop("feed-1", { at: ms(10), lasting: ms(900), perMille: 10 })], sometimes: [writeRetried()],
});

async function traced(
  options: Parameters<typeof play>[1],
): Promise<{ readonly events: TraceEvent[]; readonly digest: string }> {
  const events: TraceEvent[] = [];
  const { digest } = await play(SMALL, { ...options, onEvent: (event) => void events.push(event) });
  return { events, digest };
}

describe("a split run", () => {
  it("equals its parent up to the split, event for event, and is another after it", async () => {
    const parent = await traced({ seed: 4 });
    for (const at of [1, 50, 120]) {
      const branch = await traced({ seed: 4, splits: [{ at, seed: 1_234 }] });
      expect(branch.events.slice(0, at)).toEqual(parent.events.slice(0, at));
      expect(branch.digest).not.toBe(parent.digest);
    }
  });

  it("is the same every time", async () => {
    const splits = [{ at: 30, seed: 9 }, { at: 80, seed: 10 }];
    expect((await traced({ seed: 4, splits })).digest).toBe((await traced({ seed: 4, splits })).digest);
  });

  it("is its parent when the seed stays the same, or the run ends before the split", async () => {
    const parent = await traced({ seed: 4 });
    expect((await traced({ seed: 4, splits: [{ at: 40, seed: 4 }] })).digest).toBe(parent.digest);
    expect((await traced({ seed: 4, splits: [{ at: 1e9, seed: 5 }] })).digest).toBe(parent.digest);
  });

  it("is refused if its splits are not in order", async () => {
    await expect(
      play(SMALL, {
        seed: 1,
        splits: [{ at: 9, seed: 1 }, { at: 8, seed: 1 }],
      }),
    ).rejects.toMatchObject({ code: "E_SPLIT" });
    await expect(play(SMALL, { seed: 1, splits: [{ at: 0.5, seed: 1 }] })).rejects.toMatchObject({ code: "E_SPLIT" });
  });
});

describe("splits as text", () => {
  it("are read as they were written", () => {
    const splits = fc
      .array(fc.record({ at: fc.nat({ max: 1e9 }), seed: fc.nat({ max: 2 ** 32 - 1 }) }), {
        minLength: 1, maxLength: 9,
      })
      .map((all) => all.sort((one, other) => one.at - other.at));
    fc.assert(fc.property(splits, (all) => {
      expect(parseSplits(formatSplits(all))).toEqual(all);
    }));
  });

  it.each([
    "", "9", "@1", "9@", "9@-1", "-1@9", "9@4294967296", "9@1,8@1", "9@1,",
    Array.from({ length: 1_001 }, () => "1@1").join(","),
  ])("are refused when they are none: %s", (text) => {
    expect(() => parseSplits(text)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^E_(SPLIT|SEED)$/) }),
    );
  });
});

describe("branched seeds", () => {
  it("are all seeds in their order, with branches of what was met before between them, and none of a run that failed", async () => {
    const failing = {
      ...SMALL,
      always: [
        always("none", "nothing is tried again", (verdicts) => ({
          sent: (_batch, attempt, at) => {
            verdicts.compare();
            if (attempt > 1) verdicts.violate(at, "it was tried again", "it was");
          },
        })),
      ],
    };
    const recipesOf = async (scenario: typeof SMALL) => {
      const recipes = [];
      const seeds = branchedSeeds(scenario, host, {
        from: 30, seeds: 8, drain: await chooseDrain(host), guard: () => "traps",
      });
      for await (const { recipe, outcome } of seeds)
        recipes.push({ ...recipe, saw: outcome.sometimes.some(({ count }) => count > 0) });
      return recipes;
    };
    const recipes = await recipesOf(SMALL);
    expect(recipes.filter(({ splits }) => splits.length === 0).map(({ seed }) => seed)).toEqual([
      30, 31, 32, 33, 34, 35, 36, 37,
    ]);
    const first = recipes.findIndex(({ saw }) => saw);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(recipes.slice(0, first + 1).every(({ splits }) => splits.length === 0)).toBe(true);
    expect(recipes.some(({ splits, seed }) => splits.length > 0 && seed === recipes[first]?.seed)).toBe(true);
    expect((await recipesOf(failing)).every(({ splits }) => splits.length === 0)).toBe(true);
  });
});

describe("exploration by branching", () => {
  it("branches where something is met for the first time, and its failure is made again by the recipe alone", async () => {
    const retries = always("few-retries", "fewer than three writes are tried again", (verdicts) => {
      let count = 0;
      return {
        sent: (_batch, attempt, at) => {
          verdicts.compare();
          if (attempt > 1 && ++count >= 3) verdicts.violate(at, "too many writes were tried again", `${count}`);
        },
      };
    });
    const scenario = { ...SMALL, always: [retries] };
    const { failed, branchPoints, runs } = await exploreByBranching(scenario, host, { from: 32, runs: 20 });
    expect(branchPoints.map(({ sometimes }) => sometimes)).toEqual(["write-retried"]);
    // Seed 34 meets one retry; a branch of it meets two more.
    expect(failed?.recipe).toMatchObject({ seed: 34, splits: [{ at: branchPoints[0]?.at }] });
    expect(runs).toBe(4);
    const again = await runScenario(scenario, host, failed?.recipe ?? { seed: 0 });
    expect(again.digest).toBe(failed?.outcome.digest);
    expect(again.failure).toEqual(failed?.outcome.failure);
  });

  it("makes exactly as many runs as it may, and the same ones each time", async () => {
    const one = await exploreByBranching(SMALL, host, { from: 0, runs: 7, width: 2 });
    expect(one.runs).toBe(7);
    expect(await exploreByBranching(SMALL, host, { from: 0, runs: 7, width: 2 })).toEqual(one);
  });
});
