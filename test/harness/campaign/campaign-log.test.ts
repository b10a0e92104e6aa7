import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identityOf, logHeader, logLine, readLog } from "../../../src/harness/campaign/campaign-log.ts";
import { campaignPlan, chunksOf } from "../../../src/harness/campaign/campaign-plan.ts";
import { readChunkResult } from "../../../src/harness/campaign/chunk-result-reader.ts";
import { grown, ordered, type CorpusSeed } from "../../../src/harness/campaign/corpus.ts";
import { syntheticResult } from "./synthetic.ts";

const plan = campaignPlan({ scenarios: ["a", "b"], from: 10, to: 500 });
const identity = identityOf("0.1.0", [["a", "00"], ["b", "11"]], plan);
const results = [...chunksOf(plan)].map((chunk) => syntheticResult(chunk));
const log = logHeader(identity) + results.map(logLine).join("");

describe("the log of a campaign", () => {
  test("cut off at any byte gives the results whose lines are whole", () => {
    const header = logHeader(identity).length;
    fc.assert(fc.property(fc.integer({ min: header, max: log.length }), (length) => {
      const { results: read, wholeBytes } = readLog(log.slice(0, length), identity, "log");
      const whole = log.slice(0, length).split("\n").length - 2;
      expect([...read.values()]).toEqual(results.slice(0, whole));
      expect(log.slice(0, wholeBytes)).toBe(log.slice(0, log.lastIndexOf("\n", length - 1) + 1));
    }));
  });

  test.each([
    ["of another version", identityOf("0.2.0", identity.scenarios, plan)],
    ["of scenarios that were changed since", identityOf("0.1.0", [["a", "00"], ["b", "22"]], plan)],
    ["that begins with another seed", identityOf("0.1.0", identity.scenarios, { ...plan, from: 11 })],
  ])("%s is refused and says so", (_, other) => {
    expect(() => readLog(log, other, "log")).toThrow("the log of another campaign");
  });

  test("any other file is refused", () => {
    for (const content of ["", "\n", "{}", "{}\n", "hello\nworld\n", log.slice(0, 20)]) {
      expect(() => readLog(content, identity, "log")).toThrow(expect.objectContaining({ code: "E_CAMPAIGN_LOG" }));
    }
  });

  test("a line that was changed is refused with its number, or still says what a result says", () => {
    fc.assert(fc.property(fc.nat(), fc.constantFrom("", "x", "{", "9", "\"", "-", "\0"), (where, by) => {
      const header = logHeader(identity).length;
      const at = header + (where % (log.length - header - 1));
      const changed = log.slice(0, at) + by + log.slice(at + 1);
      try {
        for (const result of readLog(changed, identity, "log").results.values()) readChunkResult(result, "again");
      } catch (error) {
        expect(error).toMatchObject({ detail: { where: expect.stringMatching(/^log:\d+$/) } });
      }
    }));
  });
});

describe("a corpus", () => {
  const seeds = fc.array(fc.record({
    scenario: fc.constantFrom("a", "b"), seed: fc.nat({ max: 300 }), fingerprint: fc.option(fc.constant("0000000f"), { nil: undefined }),
    cost: fc.nat({ max: 5 }), since: fc.nat({ max: 5 }),
  }), { maxLength: 200 });

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
      for (const name of ["a", "b"]) expect(once.filter(({ scenario }) => scenario === name).length).toBeLessThanOrEqual(64);
      const found = results.flatMap(({ scenario, failures }) => failures.map(({ seed }) => nameOf({ scenario, seed })));
      expect(found.filter((name) => once.map(nameOf).includes(name)).length).toBeGreaterThan(0);
    }));
  });

  const nameOf = ({ scenario, seed }: Pick<CorpusSeed, "scenario" | "seed">): string => `${scenario} ${seed}`;
});
