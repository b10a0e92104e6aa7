import type { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { fault, WireWorld, type WorldOptions } from "./wire-world.ts";

/** Command 0 of a connection is the client's own ready check, INFO. */
const FIRST = 1;

const outcomeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then((value) => (value === null ? "null" : "ok"), (error: Error) => `${error.name}: ${error.message}`);

const tally = (outcomes: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

const ABORTED = "AbortError: Command aborted due to connection close";
const MAX_RETRIES =
  'MaxRetriesPerRequestError: Reached the max retries per request limit (which is 0). Refer to "maxRetriesPerRequest" option for details.';

const xadd = (redis: Redis, value: number | string): Promise<string | null> => redis.xadd("s", "*", "f", value);
const lostReply: WorldOptions = { tape: [fault("reply-lost", 1, FIRST)] };
const fortyReplies: WorldOptions = { tape: [fault("cut-mid-pipeline", 1, FIRST + 40)] };

async function pipelineOutcomes(redis: Redis, count: number): Promise<string[]> {
  const pipeline = redis.pipeline();
  for (let i = 0; i < count; i++) pipeline.xadd("s", "*", "f", i);
  return ((await pipeline.exec()) ?? []).map(([error]) => (error === null ? "ok" : `${error.name}: ${error.message}`));
}

describe("a reply that is lost makes the client do it again, and say nothing", () => {
  test("1: one XADD, two entries", async () => {
    await WireWorld.run(lostReply, async (world) => {
      const redis = world.client();
      expect(await outcomeOf(xadd(redis, 1))).toBe("ok");
      expect(await redis.xlen("s")).toBe(2);
    });
  });

  test("3: a pipeline of 100 without any reply: 100 ok, 200 entries", async () => {
    await WireWorld.run({ tape: [fault("cut-mid-pipeline", 1, FIRST)] }, async (world) => {
      const redis = world.client();
      expect(tally(await pipelineOutcomes(redis, 100))).toEqual({ ok: 100 });
      expect(await redis.xlen("s")).toBe(200);
    });
  });

  test("4: a transaction of 3 whose replies are lost with EXEC's: ok, 6 entries", async () => {
    await WireWorld.run({ tape: [fault("reply-lost", 1, FIRST + 4)] }, async (world) => {
      const redis = world.client();
      const replies = await redis.multi().xadd("s", "*", "f", 1).xadd("s", "*", "f", 2).xadd("s", "*", "f", 3).exec();
      expect(replies?.map(([error]) => error)).toEqual([null, null, null]);
      expect(await redis.xlen("s")).toBe(6);
    });
  });

  test("8: XREADGROUP: the client gets entries 3 and 4; 1 and 2 are pending, and nobody has seen them", async () => {
    await WireWorld.run({ tape: [fault("reply-lost", 1, FIRST + 5)] }, async (world) => {
      const redis = world.client();
      for (let i = 1; i <= 4; i++) await redis.xadd("s", `${i}-0`, "f", i);
      await redis.xgroup("CREATE", "s", "g", "0");
      const read = await redis.xreadgroup("GROUP", "g", "c", "COUNT", 2, "STREAMS", "s", ">");
      expect(read).toEqual([["s", [["3-0", ["f", "3"]], ["4-0", ["f", "4"]]]]]);
      expect(await redis.xpending("s", "g")).toEqual([4, "1-0", "4-0", [["c", "4"]]]);
    });
  });
});

describe("a pipeline of which 40 replies come", () => {
  test("2: 40 ok, 60 aborted, 100 entries; who tries the 60 again has 160", async () => {
    await WireWorld.run(fortyReplies, async (world) => {
      const redis = world.client();
      const outcomes = await pipelineOutcomes(redis, 100);
      expect(tally(outcomes)).toEqual({ ok: 40, [ABORTED]: 60 });
      expect(outcomes.slice(0, 40).every((outcome) => outcome === "ok")).toBe(true);
      expect(await redis.xlen("s")).toBe(100);
      expect(tally(await pipelineOutcomes(redis, 60))).toEqual({ ok: 60 });
      expect(await redis.xlen("s")).toBe(160);
    });
  });

  test("9: made by auto-pipelining: 40 ok, 60 aborted, 100 entries", async () => {
    await WireWorld.run(fortyReplies, async (world) => {
      const redis = world.client({ enableAutoPipelining: true });
      await new Promise((resolve) => redis.once("ready", resolve));
      const outcomes = await Promise.all(Array.from({ length: 100 }, (_, i) => outcomeOf(xadd(redis, i))));
      expect(tally(outcomes)).toEqual({ ok: 40, [ABORTED]: 60 });
      expect(await redis.xlen("s")).toBe(100);
    });
  });

  test("10: of 100 plain concurrent calls: 100 ok, 160 entries", async () => {
    await WireWorld.run(fortyReplies, async (world) => {
      const redis = world.client();
      const outcomes = await Promise.all(Array.from({ length: 100 }, (_, i) => outcomeOf(xadd(redis, i))));
      expect(tally(outcomes)).toEqual({ ok: 100 });
      expect(await redis.xlen("s")).toBe(160);
    });
  });
});

describe("a lost reply and a client that is not to send again", () => {
  test("5: the promise never settles, though the client is ready; one entry", async () => {
    await WireWorld.run(lostReply, async (world) => {
      const redis = world.client({ autoResendUnfulfilledCommands: false });
      let outcome = "unsettled";
      void outcomeOf(xadd(redis, 1)).then((settled) => (outcome = settled));
      await world.sleep(600_000);
      expect([outcome, redis.status, await redis.xlen("s")]).toEqual(["unsettled", "ready", 1]);
    });
  });

  test.each([
    [
      "5b: no resend and no retries: an error at once",
      { autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 }, MAX_RETRIES,
    ],
    ["5c: no retries: an error, nothing is sent again", { maxRetriesPerRequest: 0 }, MAX_RETRIES],
    [
      "5d: no resend and a command timeout: timed out", { autoResendUnfulfilledCommands: false, commandTimeout: 200 },
      "Error: Command timed out",
    ],
  ])("%s, one entry", async (_title, options, error) => {
    await WireWorld.run(lostReply, async (world) => {
      const redis = world.client(options);
      const asked = world.scheduler.now;
      expect(await outcomeOf(xadd(redis, 1))).toBe(error);
      expect(world.scheduler.now - asked).toBeLessThan(201_000_000);
      await world.sleep(10_000);
      expect(await redis.xlen("s")).toBe(1);
    });
  });

  test("5e: no retries and no offline queue: an error, and the next command meets a closed stream", async () => {
    await WireWorld.run(lostReply, async (world) => {
      const redis = world.client({ enableOfflineQueue: false, maxRetriesPerRequest: 0 });
      await new Promise((resolve) => redis.once("ready", resolve));
      expect(await outcomeOf(xadd(redis, 1))).toBe(MAX_RETRIES);
      expect(await outcomeOf(xadd(redis, 2))).toBe(
        "Error: Stream isn't writeable and enableOfflineQueue options is false",
      );
      await world.sleep(10_000);
      expect(await redis.xlen("s")).toBe(1);
    });
  });
});

describe("replies that come late", () => {
  test("6: a command timeout says nothing of whether it was applied; later replies still meet their commands", async () => {
    await WireWorld.run(
      { tape: [fault("delay", 1, FIRST)], faults: { delayUs: [300_000, 300_000] } },
      async (world) => {
        const redis = world.client({ commandTimeout: 100 });
        expect(await outcomeOf(xadd(redis, 1))).toBe("Error: Command timed out");
        await world.sleep(500);
        expect(await redis.xlen("s")).toBe(1);
        expect(await redis.xrange("s", "-", "+")).toHaveLength(1);
      },
    );
  });

  test("7: a blocking timeout gives null; the entry is pending, and only the history shows it", async () => {
    await WireWorld.run(
      { tape: [fault("delay", 1, FIRST + 2)], faults: { delayUs: [10_000_000, 10_000_000] } },
      async (world) => {
        const redis = world.client({ blockingTimeout: 1_000 });
        await redis.xadd("s", "1-0", "f", 1);
        await redis.xgroup("CREATE", "s", "g", "0");
        const read = (id: string): Promise<unknown> =>
          redis.xreadgroup("GROUP", "g", "c", "BLOCK", 500, "STREAMS", "s", id);
        expect(await read(">")).toBeNull();
        await world.sleep(20_000);
        expect(await read(">")).toBeNull();
        expect(await read("0")).toEqual([["s", [["1-0", ["f", "1"]]]]]);
      },
    );
  });
});
