import { describe, expect, test } from "vitest";
import { fault, WireWorld } from "./wire-world.ts";

const FIRST = 1;
const READONLY = "READONLY You can't write against a read only replica.";
const OOM = "OOM command not allowed when used memory > 'maxmemory'.";

const errorOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(() => "ok", (error: Error) => error.message);

describe("a demoted master", () => {
  test("11: reconnectOnError that answers 2 goes round until there is a master again; one entry", async () => {
    const tape = [1, 2, 3, 4].map((connection) => fault("readonly", connection, FIRST));
    const { log } = await WireWorld.run({ tape }, async (world) => {
      const redis = world.client({ reconnectOnError: (error) => (error.message.startsWith("READONLY") ? 2 : false) });
      expect(await redis.xadd("s", "1-0", "f", 1)).toBe("1-0");
      expect(await redis.xlen("s")).toBe(1);
    });
    expect(log.filter((line) => line.endsWith("client close"))).toHaveLength(5);
  });

  test("11b: a plain call, a pipeline and a transaction each say it their way; reading goes on", async () => {
    await WireWorld.run({ faults: { rates: { readonly: 1 } } }, async (world) => {
      const redis = world.client();
      expect(await errorOf(redis.xadd("s", "*", "f", 1))).toBe(READONLY);
      const piped = await redis.pipeline().xadd("s", "*", "f", 1).xlen("s").xadd("s", "*", "f", 2).exec();
      expect(piped?.map(([error, value]) => error?.message ?? value)).toEqual([READONLY, 0, READONLY]);
      expect(await errorOf(redis.multi().xadd("s", "*", "f", 1).exec())).toBe(
        "EXECABORT Transaction discarded because of previous errors.",
      );
      expect(await errorOf(redis.xreadgroup("GROUP", "g", "c", "STREAMS", "s", ">"))).toBe(READONLY);
      expect(await redis.xread("STREAMS", "s", "0")).toBeNull();
    });
  });
});

describe("a server in want", () => {
  test("12: of memory refuses what may need some; consumers can drain it", async () => {
    await WireWorld.run({}, async (world) => {
      const redis = world.client();
      await redis.xadd("s", "1-0", "f", 1);
      await redis.xgroup("CREATE", "s", "g", "0");
      await redis.config("SET", "maxmemory", "1");
      expect(await errorOf(redis.xadd("s", "*", "f", 2))).toBe(OOM);
      expect(await errorOf(redis.xgroup("CREATE", "s", "h", "0"))).toBe(OOM);
      expect(await redis.xreadgroup("GROUP", "g", "c", "STREAMS", "s", ">")).toEqual([["s", [["1-0", ["f", "1"]]]]]);
      expect(await redis.xack("s", "g", "1-0")).toBe(1);
      expect(await redis.xtrim("s", "MAXLEN", 0)).toBe(1);
    });
  });

  test("12, at chosen commands: the fault refuses as the want does", async () => {
    await WireWorld.run({ tape: [fault("oom", 1, FIRST), fault("oom", 1, FIRST + 1)] }, async (world) => {
      const redis = world.client();
      expect(await errorOf(redis.xadd("s", "*", "f", 1))).toBe(OOM);
      expect(await redis.xlen("s")).toBe(0);
      expect(await errorOf(redis.xadd("s", "*", "f", 1))).toBe("ok");
    });
  });

  test("13: of memory, evicting any key: no error, and whole streams vanish with their groups", async () => {
    await WireWorld.run({}, async (world) => {
      const redis = world.client();
      const streams = ["a", "b", "c"];
      for (const stream of streams) await redis.xgroup("CREATE", stream, "g", "0", "MKSTREAM");
      await redis.config("SET", "maxmemory-policy", "allkeys-lru", "maxmemory", 1_000_000);
      const added = new Map(streams.map((stream) => [stream, 0]));
      const [lost, groups] = [new Set<string>(), new Set<string>()];
      for (let i = 0; i < 1_500; i++) {
        const stream = streams[i % 3] as string;
        await redis.xadd(stream, "*", "f", "x".repeat(128));
        added.set(stream, (added.get(stream) ?? 0) + 1);
        if (await redis.xlen(stream) < (added.get(stream) ?? 0)) lost.add(stream);
      }
      for (const stream of streams) {
        if (/^NOGROUP/.test(await errorOf(redis.xreadgroup("GROUP", "g", "c", "STREAMS", stream, ">"))))
          groups.add(stream);
      }
      expect(lost.size).toBeGreaterThan(0);
      expect(groups).toEqual(lost);
    });
  });

  test("of its data, while loading, refuses what needs them; afterwards the client goes on", async () => {
    await WireWorld.run({ tape: [fault("loading", 1, FIRST)] }, async (world) => {
      const redis = world.client();
      expect(await errorOf(redis.xlen("s"))).toBe("LOADING Redis is loading the dataset in memory");
      expect(await redis.xlen("s")).toBe(0);
    });
  });

  test("of connections says so and closes; the client gives up what it was to do, and connects once there is room", async () => {
    await WireWorld.run({}, async (world) => {
      world.server.config.set("maxclients", "1");
      const first = world.client();
      expect(await first.xlen("s")).toBe(0);
      const second = world.client();
      expect(await errorOf(second.xlen("s"))).toBe("ERR max number of clients reached");
      first.disconnect();
      await world.sleep(10_000);
      expect(second.status).toBe("ready");
      expect(await second.xlen("s")).toBe(0);
    });
  });
});
