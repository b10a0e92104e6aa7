import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { QueueRunner } from "../../../src/cli/campaign/queue-runner.ts";
import { QueueWorker } from "../../../src/cli/campaign/queue-worker.ts";
import { redisConnection } from "../../../src/cli/campaign/redis-connection.ts";
import { runCampaign, type ChunkRunner } from "../../../src/harness/campaign/campaign.ts";
import { campaignPlan, chunksOf } from "../../../src/harness/campaign/campaign-plan.ts";
import type { Chunk, ChunkResult } from "../../../src/harness/campaign/chunk.ts";
import { ModelListener } from "../../redis/real/model-listener.ts";
import { syntheticResult } from "../../harness/campaign/synthetic.ts";

const HASHES = new Map([["a", "00"], ["b", "11"]]);
const PLAN = campaignPlan({ scenarios: ["a", "b"], from: 0, to: 5_000 });
const EXPECTED = [...chunksOf(PLAN)].map((chunk) => syntheticResult(chunk));

let listener: ModelListener;
let opened: { close(now?: boolean): Promise<void> }[] = [];

beforeEach(async () => {
  listener = await ModelListener.start("7.2");
});

afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  opened = [];
  await listener.stop();
});

const connection = () => redisConnection(`redis://127.0.0.1:${(listener.address as { readonly port: number }).port}`);

async function coordinator(version = "1"): Promise<QueueRunner> {
  const runner = new QueueRunner({ connection: connection(), version, sourceHashes: HASHES, jobs: 4 });
  opened.push(runner);
  await runner.open();
  return runner;
}

interface WorkerSetup {
  readonly run?: (chunk: Chunk) => Promise<ChunkResult>;
  readonly version?: string;
  readonly hashes?: ReadonlyMap<string, string>;
}

async function worker({
  run = async (chunk) => syntheticResult(chunk), version = "1", hashes = HASHES,
}: WorkerSetup = {}) {
  const did = { chunks: 0 };
  const runner: ChunkRunner = { width: 2, run, close: async () => {} };
  const queueWorker = new QueueWorker({
    connection: connection(), version, sourceHashes: hashes, runner, lostAfterMs: 400,
    onJob: (chunks) => (did.chunks += chunks),
  });
  opened.push(queueWorker);
  await queueWorker.open();
  return { queueWorker, did };
}

describe("a campaign through a queue", { timeout: 60_000 }, () => {
  test("comes to what it comes to in one process, and each worker has a part of it", async () => {
    const workers = await Promise.all([worker(), worker()]);
    expect(await runCampaign({ chunks: chunksOf(PLAN), runner: await coordinator() })).toEqual(EXPECTED);
    expect(workers.map(({ did }) => did.chunks).reduce((sum, chunks) => sum + chunks)).toBe(EXPECTED.length);
    expect(Math.min(...workers.map(({ did }) => did.chunks))).toBeGreaterThan(0);
  });

  test("whose worker is lost in the middle comes to the same: another runs its chunks", async () => {
    let stuck = 0;
    const lost = await worker({ run: () => new Promise(() => stuck++) });
    const running = runCampaign({ chunks: chunksOf(PLAN), runner: await coordinator() });
    await expect.poll(() => stuck, { timeout: 20_000 }).toBeGreaterThan(0);
    await lost.queueWorker.close(true);
    await worker();
    expect(await running).toEqual(EXPECTED);
  });

  test.each([
    ["of another version of wavetank", { version: "2" }, "this worker is wavetank 2"],
    ["that does not have the scenario", { hashes: new Map([["b", "11"]]) }, "this worker has no scenario a"],
    [
      "that has another version of the scenario",
      {
        hashes: new Map([["a", "ff"], ["b", "11"]]),
      },
      "another version of scenario a",
    ],
  ])("fails and says why when there is a worker %s", async (_, setup, reason) => {
    await worker(setup);
    await expect(runCampaign({ chunks: chunksOf(PLAN), runner: await coordinator() })).rejects.toThrow(reason);
  });

  test("refuses a result that is not of the chunk that was asked for", async () => {
    await worker({ run: async (chunk) => syntheticResult({ ...chunk, from: chunk.from + 1 }) });
    await expect(runCampaign({ chunks: chunksOf(PLAN), runner: await coordinator() })).rejects.toThrow(
      "no result of chunk",
    );
  });
});

test.each(["", "localhost", "http://x", "redis://", "redis:///0", "redis://h/x"])(
  "%j is no address of a queue",
  (address) => {
    expect(() => redisConnection(address)).toThrow(expect.objectContaining({ code: "E_QUEUE" }));
  },
);
