import { describe, expect, test } from "vitest";
import { always, drop, ms, sec, steady, writeRetried } from "../../../src/harness/authoring.ts";
import { identityOf, logHeader, logLine, readLog } from "../../../src/harness/campaign/campaign-log.ts";
import { campaignPlan, chunksOf } from "../../../src/harness/campaign/campaign-plan.ts";
import { summarise } from "../../../src/harness/campaign/campaign-summary.ts";
import { isResultOf, runsOf, type ChunkResult } from "../../../src/harness/campaign/chunk.ts";
import { readChunkResult } from "../../../src/harness/campaign/chunk-result-reader.ts";
import { grown } from "../../../src/harness/campaign/corpus.ts";
import { runChunk } from "../../../src/harness/campaign/run-chunk.ts";
import { runScenario } from "../../../src/harness/scenario/run.ts";
import { readJobData } from "../../../src/cli/campaign/queue-protocol.ts";
import { liveHost } from "../../../src/live/host.ts";
import { calm } from "../scenario/runner.ts";

const host = liveHost();

const fewRetries = always("few-retries", "fewer than three writes are tried again", (verdicts) => {
  let count = 0;
  return {
    sent: (_batch, attempt, at) => {
      verdicts.compare();
      if (attempt > 1 && ++count >= 3) verdicts.violate(at, "too many writes were tried again", `${count}`);
    },
  };
});

const scenario = calm({
  name: "retries", duration: sec(1), deployment: { commandTimeout: ms(20) }, traffic: [steady({ messages: 60 })],
  always: [fewRetries], faults: [drop("feed-1", { at: ms(10), lasting: ms(900), perMille: 10 })],
  sometimes: [writeRetried()],
});

const PLAN = campaignPlan({ scenarios: ["retries"], from: 32, to: 42, branching: true });
const [CHUNK] = [...chunksOf(PLAN)];
if (CHUNK === undefined) throw new Error("the plan has no chunk");

describe("a chunk with branching", () => {
  test("has every seed and, from the first thing it meets on, a branch between two of them; the same each time", async () => {
    const plain = await runChunk(scenario, host, { index: 0, scenario: "retries", from: 32, count: 10 });
    const one = await runChunk(scenario, host, CHUNK);
    expect(await runChunk(scenario, host, CHUNK)).toEqual(one);
    expect(runsOf(plain)).toBe(10);
    expect(runsOf(one)).toBeGreaterThan(10);
    expect(runsOf(one)).toBeLessThan(20);
    expect(one.first).toEqual(plain.first);
    expect(summarise([one])).toMatchObject({ runs: runsOf(one), branches: runsOf(one) - 10 });
  });

  test("finds what its seeds do not, and tells the splits that make that run again", async () => {
    const plain = await runChunk(scenario, host, { index: 0, scenario: "retries", from: 32, count: 10 });
    expect(plain.failures).toEqual([]);
    const { failures: [failure] } = await runChunk(scenario, host, CHUNK);
    if (failure?.splits === undefined) throw new Error("no branch has failed");
    const again = await runScenario(scenario, host, { seed: failure.seed, splits: failure.splits });
    expect([again.digest, again.failure?.fingerprint]).toEqual([failure.digest, failure.fingerprint]);
  });

  test("comes through a log and a queue as it was, and is no result of a chunk without", async () => {
    const result = await runChunk(scenario, host, CHUNK);
    expect(result.failures.some(({ splits }) => splits !== undefined)).toBe(true);
    expect(readChunkResult(JSON.parse(logLine(result)), "here")).toEqual(result);
    expect(readJobData({ version: "1", sources: {}, chunks: [CHUNK] }).chunks).toEqual([CHUNK]);
    expect(isResultOf(result, CHUNK)).toBe(true);
    const { branching: _, ...without } = CHUNK;
    expect(isResultOf(result, without)).toBe(false);
    const { branching: __, ...plan } = PLAN;
    const log = logHeader(identityOf("1", [], PLAN));
    expect(readLog(log, identityOf("1", [], PLAN), "log").results.size).toBe(0);
    expect(() => readLog(log, identityOf("1", [], plan), "log")).toThrow("the log of another campaign");
  });

  test("whose runs or splits cannot be is refused", async () => {
    const result = await runChunk(scenario, host, CHUNK);
    const [failure] = result.failures;
    const hostile: readonly Partial<Record<keyof ChunkResult, unknown>>[] = [
      { passed: result.passed + 12 }, { branching: "yes" },
      {
        failures: [
          {
            ...failure,
            splits: [{ at: 9, seed: 1 }, { at: 8, seed: 1 }],
          },
        ],
      },
      { failures: [{ ...failure, splits: [{ at: -1, seed: 1 }] }] }, { failures: [{ ...failure, splits: "9@1" }] },
      { failures: [{ ...failure, splits: Array.from({ length: 1_001 }, (_, at) => ({ at, seed: 1 })) }] },
      { failures: [{ ...failure, splits: [{ at: 1, seed: 2 ** 32 }] }] },
    ];
    for (const change of hostile)
      expect(() => readChunkResult({ ...result, ...change }, "here")).toThrow(
        expect.objectContaining({ code: "E_CHUNK" }),
      );
    expect(() => readJobData({ version: "1", sources: {}, chunks: [{ ...CHUNK, branching: 1 }] })).toThrow(
      expect.objectContaining({ code: "E_QUEUE_JOB" }),
    );
  });

  test("tells a seed that fails before a branch that does, in one chunk and in several", async () => {
    const longer = await runChunk(scenario, host, { ...CHUNK, count: 12 });
    expect(longer.failures).toMatchObject([{ seed: 42, count: 2 }]);
    expect(longer.failures[0]).not.toHaveProperty("splits");
    const branch = await runChunk(scenario, host, CHUNK);
    const seed = await runChunk(scenario, host, { index: 1, scenario: "retries", from: 42, count: 1 });
    expect(summarise([branch, seed]).failures).toEqual([{ scenario: "retries", ...seed.failures[0], count: 2 }]);
  });

  test("gives a corpus no branch for a seed", async () => {
    const failing = (result: ChunkResult) =>
      grown([], [result])
        .filter(({ fingerprint }) => fingerprint !== undefined)
        .map(({ seed }) => seed);
    expect(failing(await runChunk(scenario, host, CHUNK))).toEqual([]);
    expect(failing(await runChunk(scenario, host, { ...CHUNK, count: 12 }))).toEqual([42]);
  });
});
