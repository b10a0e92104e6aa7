import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { campaignPlan, chunksOf } from "../../../src/harness/campaign/campaign-plan.ts";
import type { ChunkResult } from "../../../src/harness/campaign/chunk.ts";
import { grown, ordered, seedsToTryAgain, type CorpusSeed } from "../../../src/harness/campaign/corpus.ts";
import { formatCorpus, readCorpus } from "../../../src/harness/campaign/corpus-document.ts";
import { syntheticResult } from "./synthetic.ts";

const plan = campaignPlan({ scenarios: ["a", "b"], from: 10, to: 500 });
const results = [...chunksOf(plan)].map((chunk) => syntheticResult(chunk));

const nameOf = ({ scenario, seed }: Pick<CorpusSeed, "scenario" | "seed">): string => `${scenario} ${seed}`;

describe("a corpus", () => {
  const seeds = fc.array(
    fc.record({
      scenario: fc.constantFrom("a", "b"), seed: fc.nat({ max: 300 }),
      fingerprint: fc.option(fc.constant("0000000f"), { nil: undefined }), cost: fc.nat({ max: 5 }),
      since: fc.nat({ max: 5 }),
    }),
    { maxLength: 200 },
  );

  test("has the failing first, then the fast, then the old, however it came about", () => {
    fc.assert(fc.property(seeds, fc.func(fc.integer()), (corpus, rank) => {
      const byNature = ordered(corpus);
      expect(ordered(corpus.toSorted((a, b) => rank(a) - rank(b)))).toEqual(byNature);
      const keys = byNature.map(({ fingerprint, cost, since }) => [fingerprint === undefined ? 1 : 0, cost, since]);
      expect(keys).toEqual(keys.toSorted((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!));
    }));
  });

  test("takes in each new failure once and stays within its bound", () => {
    fc.assert(fc.property(seeds, (corpus) => {
      const once = grown(corpus, results);
      expect(grown(once, results).map(nameOf)).toEqual(once.map(nameOf));
      for (const name of ["a", "b"])
        expect(once.filter(({ scenario }) => scenario === name).length).toBeLessThanOrEqual(64);
      const found = results.flatMap(({ scenario, failures }) => failures.map(({ seed }) => nameOf({ scenario, seed })));
      expect(found.filter((name) => once.map(nameOf).includes(name)).length).toBeGreaterThan(0);
    }));
  });

  test("takes in the first seed that saw what seldom happens, once, and not what happens everywhere", () => {
    const sights = (first: (at: number) => Record<string, number>): readonly ChunkResult[] =>
      results.map((result, at) => ({ ...result, passed: result.count, failed: 0, failures: [], first: first(at) }));
    const seldom = sights((at) => ({
      common: results[at]!.from,
      ...(at % 8 === 4 ? { rare: results[at]!.from + 3 } : {}),
    }));
    const corpus = grown([], seldom);
    expect(corpus).toEqual([
      { scenario: "a", seed: results[4]!.from + 3, fingerprint: undefined, saw: "rare", cost: 100, since: 1 },
    ]);
    expect(grown(corpus, sights((at) => (at === 6 ? { rare: 999 } : {})))).toEqual(corpus);
  });

  test("knows what a seed did when it was tried again: what it costs, and whether it still fails", () => {
    const corpus: readonly CorpusSeed[] = [
      { scenario: "a", seed: 7, fingerprint: "0000000f", cost: 5, since: 1 },
      { scenario: "b", seed: 9, fingerprint: undefined, cost: 900, since: 1 },
    ];
    const again = seedsToTryAgain(corpus, ["a", "b"], undefined);
    expect(again).toEqual([{ scenario: "a", seed: 7 }, { scenario: "b", seed: 9 }]);
    const [one, other] = [...chunksOf({ ...plan, again })];
    const passes: ChunkResult = { ...syntheticResult(one!), passed: 1, failed: 0, failures: [], events: 77 };
    const fails: ChunkResult = {
      ...syntheticResult(other!),
      passed: 0, failed: 1, events: 88,
      failures: [
        { seed: 9, digest: "0".repeat(16), fingerprint: "0000000e", oracle: "no-loss", message: "", count: 1 },
      ],
    };
    expect(grown(corpus, [passes, fails])).toEqual([
      { scenario: "b", seed: 9, fingerprint: "0000000e", cost: 88, since: 1 },
      { scenario: "a", seed: 7, fingerprint: undefined, cost: 77, since: 1 },
    ]);
  });

  test("gives a campaign only what is of its scenarios and orders, before the range and in its place", () => {
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: 3 }), (corpus, of) => {
      const again = seedsToTryAgain(
        [...corpus, { scenario: "a", seed: 1, order: "fifo", fingerprint: undefined, cost: 0, since: 0 }], ["a"],
        { a: "uniform" },
      );
      expect(again).toEqual([]);
      const first = seedsToTryAgain(corpus, ["a", "b"], undefined);
      const chunks = [...chunksOf({ ...plan, again: first })];
      expect(
        chunks.slice(0, first.length).map(({ scenario, from, count }) => ({ scenario, seed: from, count })),
      ).toEqual(first.map((seed) => ({ ...seed, count: 1 })));
      expect(chunks.slice(first.length).map(({ index: _, ...chunk }) => chunk)).toEqual(
        [...chunksOf(plan)].map(({ index: _, ...chunk }) => chunk),
      );
      const parts = Array.from({ length: of }, (_, part) => [
        ...chunksOf({ ...plan, again: first, shard: { part: part + 1, of } }),
      ]).flat();
      expect(parts.toSorted((a, b) => a.index - b.index)).toEqual(chunks);
    }));
  });

  test("a plan with a seed of another scenario is refused", () => {
    expect(() => campaignPlan({ ...plan, again: [{ scenario: "c", seed: 1 }] })).toThrow(
      expect.objectContaining({ code: "E_CAMPAIGN" }),
    );
  });
});

describe("the file of a corpus", () => {
  const corpus = grown(
    [{ scenario: "a", seed: 3, order: "pct:2@100", fingerprint: undefined, saw: 'a "rare" thing', cost: 1, since: 1 }],
    results,
  );
  const text = formatCorpus(corpus);

  test("is read as it was written, and written the same again", () => {
    expect(readCorpus(text, "corpus")).toEqual(corpus);
    expect(formatCorpus(readCorpus(text, "corpus"))).toBe(text);
  });

  test.each([
    ["", "not a corpus", "corpus:1, byte 0"],
    ["hello\n", "not a corpus", "corpus:1, byte 0"],
    ['{"schema":"wavetank.corpus/2"}\n', "another version", "corpus:1, byte 0"],
    [text.slice(0, -1), "its last line is cut off", /^corpus:\d+, byte \d+$/],
    [`${text}{"scenario":"a","seed":-1,"cost":1,"since":1}\n`, "seed is none", `byte ${text.length}`],
    [
      `${text}{"scenario":"a","seed":1,"cost":1,"since":1,"order":"pct:99@1"}\n`, "order is none",
      `byte ${text.length}`,
    ],
    [`${text}{"scenario":"a","seed":1,"cost":1,"since":1,"run":"rm"}\n`, '"run" is no field', `byte ${text.length}`],
    [`${text}[]\n`, "not an object", `byte ${text.length}`],
    [`${text}${text.split("\n")[1]}\n`, "a second time", `byte ${text.length}`],
  ])("%j is refused with what is wrong, where, and what to do", (content, message, where) => {
    expect(() => readCorpus(content, "corpus")).toThrow(
      expect.objectContaining({
        code: "E_CORPUS", message: expect.stringContaining(message),
        detail: expect.objectContaining({
          where: typeof where === "string" ? expect.stringContaining(where) : expect.stringMatching(where),
          hint: expect.stringContaining("name another file"),
        }),
      }),
    );
  });

  test("changed anywhere is refused, or is a corpus that says what it says", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: text.length - 1 }), fc.constantFrom("", "x", "{", "9", '"', "-", "\0", "\n"),
        (at, by) => {
          const changed = text.slice(0, at) + by + text.slice(at + 1);
          try {
            const read = readCorpus(changed, "corpus");
            expect(readCorpus(formatCorpus(read), "corpus")).toEqual(ordered(read));
          } catch (error) {
            expect(error).toMatchObject({ code: "E_CORPUS" });
          }
        },
      ),
    );
  });
});
