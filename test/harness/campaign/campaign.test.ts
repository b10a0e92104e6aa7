import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runCampaign, type ChunkRunner } from "../../../src/harness/campaign/campaign.ts";
import { campaignPlan, CHUNK_SEEDS, chunksOf, type CampaignPlan } from "../../../src/harness/campaign/campaign-plan.ts";
import { summarise } from "../../../src/harness/campaign/campaign-summary.ts";
import type { Chunk, ChunkResult } from "../../../src/harness/campaign/chunk.ts";
import { syntheticResult } from "./synthetic.ts";

const plans = fc.record({
  scenarios: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1 }),
  from: fc.nat({ max: 1_000 }),
  seeds: fc.integer({ min: 1, max: 400 }),
}).map(({ scenarios, from, seeds }): CampaignPlan => campaignPlan({ scenarios, from, to: from + seeds }));

/** Chunks take so many turns of the microtask queue as `delays` says: workers overtake each other. */
function runner(
  width: number, delays: readonly number[], run: (chunk: Chunk) => ChunkResult = syntheticResult,
): ChunkRunner & { readonly ran: Chunk[] } {
  const ran: Chunk[] = [];
  return {
    width, ran,
    async run(chunk) {
      ran.push(chunk);
      for (let turn = delays[chunk.index % delays.length] ?? 0; turn > 0; turn--) await undefined;
      return run(chunk);
    },
    close: async () => {},
  };
}

const workers = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 7 }));

describe("a campaign", () => {
  test("tries every seed of every scenario once", () => {
    fc.assert(fc.property(plans, (plan) => {
      const tried = new Map<string, number>();
      for (const { scenario, from, count } of chunksOf(plan)) {
        for (let seed = from; seed < from + count; seed++)
          tried.set(`${scenario} ${seed}`, (tried.get(`${scenario} ${seed}`) ?? 0) + 1);
      }
      expect(tried.size).toBe(plan.scenarios.length * (plan.to - plan.from));
      expect(Math.max(...tried.values())).toBe(1);
    }));
  });

  test("finds the same with any number of workers, whoever of them is faster", async () => {
    await fc.assert(fc.asyncProperty(plans, workers, async (plan, [width, delays]) => {
      const results = await runCampaign({ chunks: chunksOf(plan), runner: runner(width, delays) });
      expect(summarise(results)).toEqual(summarise([...chunksOf(plan)].map((chunk) => syntheticResult(chunk))));
    }));
  });

  test("that ends with the first failure has the failures of the first chunk that has some, and no others", async () => {
    await fc.assert(
      fc.asyncProperty(plans, workers, async (plan, [width, delays]) => {
        const results = await runCampaign({
          chunks: chunksOf(plan), runner: runner(width, delays), untilFailure: true,
        });
        const all = [...chunksOf(plan)].map((chunk) => syntheticResult(chunk));
        const first = all.findIndex(({ failed }) => failed > 0);
        expect(results).toEqual(first < 0 ? all : all.slice(0, first + 1));
      }),
    );
  });

  test("that is gone on with up to a later seed runs a chunk again that was cut short", async () => {
    const plan = campaignPlan({ scenarios: ["a", "b"], from: 10, to: 500 });
    const short = [...chunksOf({ ...plan, to: plan.from + CHUNK_SEEDS + 1 })].map((chunk) => syntheticResult(chunk));
    const known = new Map(short.map((result) => [result.index, result]));
    const results = await runCampaign({ chunks: chunksOf(plan), runner: runner(2, [0]), known });
    expect(results).toEqual([...chunksOf(plan)].map((chunk) => syntheticResult(chunk)));
  });

  test("that is gone on with runs only what is not known, and comes to the same", async () => {
    await fc.assert(fc.asyncProperty(plans, workers, fc.func(fc.boolean()), async (plan, [width, delays], isKnown) => {
      const all = [...chunksOf(plan)].map((chunk) => syntheticResult(chunk));
      const known = new Map(all.filter(({ index }) => isKnown(index)).map((result) => [result.index, result]));
      const working = runner(width, delays);
      const results = await runCampaign({ chunks: chunksOf(plan), runner: working, known });
      expect(results).toEqual(all);
      expect(working.ran.map(({ index }) => index).filter((index) => known.has(index))).toEqual([]);
      expect(working.ran.length + known.size).toBe(all.length);
    }));
  });

  test("in shards has together what it has alone, each chunk in one of them", async () => {
    await fc.assert(fc.asyncProperty(plans, fc.integer({ min: 1, max: 4 }), async (plan, of) => {
      const shards = await Promise.all(
        Array.from({ length: of }, (_, at) =>
          runCampaign({
            chunks: chunksOf(campaignPlan({ ...plan, shard: { part: at + 1, of } })), runner: runner(2, [1]),
          }),
        ),
      );
      const chunks = [...chunksOf(plan)];
      expect(shards.flat().length).toBe(chunks.length);
      expect(summarise(shards.flat())).toEqual(summarise(chunks.map((chunk) => syntheticResult(chunk))));
    }));
  });

  test("stopped at any time has finished what it began, and that is a beginning of the whole", async () => {
    await fc.assert(fc.asyncProperty(plans, workers, fc.nat({ max: 20 }), async (plan, [width, delays], limit) => {
      let asked = 0;
      const results = await runCampaign({
        chunks: chunksOf(plan), runner: runner(width, delays), isOver: () => asked++ >= limit,
      });
      expect(results.map(({ index }) => index)).toEqual(results.map((_, at) => at));
    }));
  });

  test("a chunk that cannot be run ends it, after the others' last chunks", async () => {
    const plan = campaignPlan({ scenarios: ["a"], from: 0, to: 20 * CHUNK_SEEDS });
    const working = runner(3, [1, 5, 9], (chunk) => {
      if (chunk.index === 4) throw new Error("the worker is gone");
      return syntheticResult(chunk);
    });
    await expect(runCampaign({ chunks: chunksOf(plan), runner: working })).rejects.toThrow("the worker is gone");
    expect(working.ran.length).toBeLessThan(10);
  });

  test.each([
    ["no scenario", { scenarios: [], from: 0, to: 1 }], ["one twice", { scenarios: ["a", "a"], from: 0, to: 1 }],
    ["no seed", { scenarios: ["a"], from: 5, to: 5 }],
    ["seeds beyond 32 bits", { scenarios: ["a"], from: 0, to: 2 ** 32 + 1 }],
    ["a shard there is not", { scenarios: ["a"], from: 0, to: 1, shard: { part: 3, of: 2 } }],
  ])("of %s is refused", (_, plan) => {
    expect(() => campaignPlan(plan)).toThrow(expect.objectContaining({ code: "E_CAMPAIGN" }));
  });
});

describe("a summary", () => {
  test("does not depend on the order of results, nor on results that come twice", () => {
    fc.assert(fc.property(plans, fc.func(fc.integer()), fc.func(fc.boolean()), (plan, rank, isTwice) => {
      const all = [...chunksOf(plan)].map((chunk) => syntheticResult(chunk));
      const mixed = [...all, ...all.filter(({ index }) => isTwice(index))].sort(
        (a, b) => rank(a.index) - rank(b.index),
      );
      expect(summarise(mixed)).toEqual(summarise(all));
    }));
  });

  test("names the smallest seed of each kind of failure, and how many there were", () => {
    const all = [...chunksOf(campaignPlan({ scenarios: ["a", "b"], from: 0, to: 2_000 }))].map((chunk) =>
      syntheticResult(chunk),
    );
    const { failures } = summarise(all);
    const failed = all.flatMap((chunk) => chunk.failures.map((failure) => ({ ...failure, scenario: chunk.scenario })));
    expect(failures.length).toBe(6);
    for (const { scenario, fingerprint, seed, count } of failures) {
      const same = failed.filter((failure) => failure.scenario === scenario && failure.fingerprint === fingerprint);
      expect(seed).toBe(Math.min(...same.map((failure) => failure.seed)));
      expect(count).toBe(same.reduce((sum, failure) => sum + failure.count, 0));
    }
  });

  test("refuses two results of one chunk that differ", () => {
    const result = syntheticResult({ index: 0, scenario: "a", from: 0, count: 5 });
    expect(() => summarise([result, { ...result, digest: "f".repeat(16) }])).toThrow(
      expect.objectContaining({ code: "E_NONDETERMINISM" }),
    );
  });
});
