import { describe, expect, test } from "vitest";
import { liveDrains } from "../../../src/live/host.ts";
import { fault, WireWorld, type WorldOptions } from "./wire-world.ts";

const FIRST = 1;
const outcomeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then((value) => String(value), (error: Error) => error.message);
const timesOf = (world: WireWorld, what: string): number[] =>
  world.log.filter((line) => line.endsWith(what)).map((line) => Math.round(Number(line.split(" ")[0]) / 1_000_000));

describe("a connection", () => {
  test("that is refused is tried again, a little later each time", async () => {
    const tried = await WireWorld.run(
      { tape: [1, 2, 3].map((connection) => fault("refuse", connection)) },
      async (inner) => {
        expect(await inner.client().xlen("s")).toBe(0);
      },
    );
    expect(tried.faults.map(({ fault: name }) => name)).toEqual(["refuse", "refuse", "refuse"]);
    expect(timesOf(tried, "ECONNREFUSED 10.0.0.1:6379")).toEqual([0, 50, 150]);
  });

  test("that is never established ends with the connect timeout", async () => {
    const world = await WireWorld.run({ tape: [fault("unreachable", 1)] }, async (inner) => {
      expect(await inner.client().xlen("s")).toBe(0);
    });
    expect(timesOf(world, "connect ETIMEDOUT")).toEqual([10_000]);
  });

  test("that is half open swallows commands: nothing is applied, and without a timeout nobody notices", async () => {
    await WireWorld.run({ tape: [fault("half-open", 1, FIRST)] }, async (world) => {
      const [redis, other] = [world.client(), world.client()];
      let outcome = "unsettled";
      void outcomeOf(redis.xadd("s", "1-0", "f", 1)).then((settled) => (outcome = settled));
      await world.sleep(1_500_000);
      expect([outcome, redis.status, await other.xlen("s")]).toEqual(["unsettled", "ready", 0]);
      redis.disconnect();
      await world.sleep(1_999);
      expect(redis.status).toBe("ready");
      await world.sleep(2);
      expect([redis.status, outcome]).toEqual(["end", "Connection is closed."]);
    });
  });

  test("from which no reply comes applies commands; the socket timeout ends it, and they are sent again", async () => {
    await WireWorld.run({ tape: [fault("deaf", 1, FIRST)] }, async (world) => {
      const redis = world.client({ socketTimeout: 5_000 });
      expect(await redis.rpush("l", "x")).toBe(2);
      expect(world.log.some((line) => line.includes("Socket timeout"))).toBe(true);
    });
  });

  test("that is cut before a command is applied has it done once, on the next", async () => {
    await WireWorld.run({ tape: [fault("drop", 1, FIRST)] }, async (world) => {
      const redis = world.client();
      expect(await redis.rpush("l", "x")).toBe(1);
    });
  });
});

describe("bytes that come in pieces", () => {
  const pieces: WorldOptions = { faults: { rates: { fragment: 1 } }, seed: 3 };

  test("make the same replies", async () => {
    const world = await WireWorld.run(pieces, async (inner) => {
      const redis = inner.client();
      const values = Array.from({ length: 50 }, (_, i) => "x".repeat(i * 7));
      await redis.rpush("l", ...values);
      expect(await redis.lrange("l", 0, -1)).toEqual(values);
    });
    expect(world.faults.length).toBeGreaterThan(2);
  });

  test("a reply torn off in the middle is as good as none: applied twice", async () => {
    await WireWorld.run(
      {
        tape: [
          fault("torn-reply", 1, FIRST), { site: "wire.torn-reply.extent", key: 2 ** 32 + FIRST, choice: 2 ** 19 },
        ],
      },
      async (world) => {
        expect(await world.client().rpush("l", "x")).toBe(2);
      },
    );
  });

  test("a request torn off in the middle is applied as far as it came", async () => {
    // Half of the second chunk, a pipeline of 10: four commands are whole, and so are applied twice.
    const tape = [fault("torn-request", 1, 1), { site: "wire.torn-request.extent", key: 2 ** 32 + 1, choice: 2 ** 19 }];
    await WireWorld.run({ tape }, async (world) => {
      const redis = world.client();
      await new Promise((resolve) => redis.once("ready", resolve));
      const pipeline = redis.pipeline();
      for (let i = 0; i < 10; i++) pipeline.rpush("l", i);
      const replies = (await pipeline.exec()) ?? [];
      expect(replies.filter(([error]) => error?.name === "AbortError")).toHaveLength(5);
      expect(await redis.llen("l")).toBe(5);
    });
  });
});

describe("a seed", () => {
  const noisy: WorldOptions["faults"] = {
    rates: {
      drop: 0.02, "reply-lost": 0.02, "cut-mid-pipeline": 0.02, delay: 0.1, fragment: 0.2, refuse: 0.1,
      "torn-reply": 0.02,
    },
    delayUs: [1_000, 50_000],
  };
  const play = (seed: number, drain = 0): Promise<WireWorld> =>
    WireWorld.run({ seed, faults: noisy, drain }, async (world) => {
      const redis = world.client();
      for (let i = 0; i < 100; i++) world.say(`${i} ${await outcomeOf(redis.xadd("s", "*", "f", i))}`);
      world.say(`length ${await redis.xlen("s")}`);
    });

  test("played twice gives the same log, to the nanosecond; another gives another", async () => {
    const [once, twice, other] = [await play(11), await play(11), await play(12)];
    expect(once.faults.length).toBeGreaterThan(10);
    expect(twice.log).toEqual(once.log);
    expect(other.log).not.toEqual(once.log);
  });

  test("gives the same log whichever way ticks and promises are run", async () => {
    const logs: string[][] = [];
    for (const drain of liveDrains().keys()) logs.push((await play(11, drain)).log);
    expect(logs.length).toBeGreaterThan(1);
    for (const log of logs) expect(log).toEqual(logs[0]);
  });
});
