import { describe, expect, test } from "vitest";
import { SimRedis, SimServer } from "../../../src/redis/index.ts";

describe("clients", () => {
  test("clients of one host and port share keys; those of another do not", async () => {
    const [one, same, other] = [new SimRedis(7_001), new SimRedis(7_001), new SimRedis(7_002)];
    await one.xadd("s", "1-1", "f", "v");
    expect([await same.xlen("s"), await one.duplicate().xlen("s"), await other.xlen("s")]).toEqual([1, 1, 0]);
    await one.flushall();
    expect(await same.exists("s")).toBe(0);
  });

  test("a duplicate talks to the same server with its own database and prefix", async () => {
    const server = new SimServer();
    const redis = new SimRedis({ server });
    const second = redis.duplicate({ db: 1 });
    await redis.xadd("s", "1-1", "f", "v");
    expect(await second.xlen("s")).toBe(0);
    await second.select(0);
    expect(await second.xlen("s")).toBe(1);
  });

  test("keys given as data are there from the start, each of its type", async () => {
    const redis = new SimRedis({
      server: new SimServer(),
      data: {
        text: "a", number: 5, list: ["x", "y"], set: new Set(["m"]), hash: { f: "v" },
        zset: new Map([["m", { score: 2 }]]), none: [],
      },
    });
    expect(await redis.lrange("list", 0, -1)).toEqual(["x", "y"]);
    expect(await redis.smembers("set")).toEqual(["m"]);
    expect(await redis.zscore("zset", "m")).toBe("2");
    expect(await redis.get("text")).toBe("a");
    expect(await redis.incr("number")).toBe(6);
    expect(await redis.hgetall("hash")).toEqual({ f: "v" });
    expect(await redis.exists("none")).toBe(0);
  });

  test("one type of key is seen by the commands of all: TYPE, EXISTS, RENAME, EXPIRE, DEL, KEYS", async () => {
    const redis = new SimRedis({ server: new SimServer() });
    await redis.xadd("s", "1-1", "f", "v");
    expect([await redis.type("s"), await redis.exists("s"), await redis.keys("*")]).toEqual(["stream", 1, ["s"]]);
    await redis.rename("s", "t");
    expect([await redis.xlen("t"), await redis.expire("t", 100), await redis.ttl("t")]).toEqual([1, 1, 100]);
    expect([await redis.del("t"), await redis.xlen("t")]).toEqual([1, 0]);
  });

  test("connect and ready are emitted; after quit every command is refused and waiting ones are given up", async () => {
    const redis = new SimRedis({ server: new SimServer(), lazyConnect: true });
    const events: string[] = [];
    for (const event of ["connect", "ready", "end"]) redis.on(event, () => events.push(event));
    expect(redis.status).toBe("wait");
    await redis.connect();
    expect(redis.status).toBe("ready");
    await expect(redis.connect()).rejects.toThrow("Redis is already connecting/connected");
    const waiting = redis.xread("BLOCK", 0, "STREAMS", "s", "$").catch((error: Error) => error.message);
    expect(await redis.quit()).toBe("OK");
    expect(await waiting).toBe("Connection is closed.");
    await expect(redis.xlen("s")).rejects.toThrow("Connection is closed.");
    await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual(["connect", "ready", "end"]);
  });

  test("a client that was not connected yet connects at its first command, unless it may not wait", async () => {
    const server = new SimServer();
    expect(await new SimRedis({ server, lazyConnect: true }).xlen("s")).toBe(0);
    await expect(new SimRedis({ server, lazyConnect: true, enableOfflineQueue: false }).xlen("s"))
      .rejects.toThrow("Stream isn't writeable and enableOfflineQueue options is false");
  });

  test("messages reach subscribers after the call that published them, as text and as Buffers", async () => {
    const redis = new SimRedis({ server: new SimServer() });
    const subscriber = redis.duplicate();
    const got: unknown[] = [];
    subscriber.on("message", (channel, message) => got.push([channel, message]));
    subscriber.on("pmessageBuffer", (pattern, channel, message) => got.push([pattern, channel, message]));
    expect(await subscriber.subscribe("a", "b")).toBe(2);
    expect(await subscriber.psubscribe("a*")).toBe(3);
    const receivers = redis.publish("a", "hello");
    expect(got).toEqual([]);
    expect(await receivers).toBe(2);
    expect(got).toEqual([["a", "hello"], ["a*", Buffer.from("a"), Buffer.from("hello")]]);
    await expect(subscriber.xlen("s")).rejects.toThrow(
      "Connection in subscriber mode, only subscriber commands may be used",
    );
    expect([await subscriber.unsubscribe(), await subscriber.punsubscribe(), await subscriber.xlen("s")]).toEqual([
      1, 0, 0,
    ]);
  });

  test("scripts see the streams, inline, defined and by digest after the first call", async () => {
    const redis = new SimRedis({ server: new SimServer() });
    expect(await redis.eval("return redis.call('XADD', KEYS[1], '1-1', 'f', ARGV[1])", 1, "s", "v")).toBe("1-1");
    redis.defineCommand("lengthOf", { numberOfKeys: 1, lua: "return redis.call('XLEN', KEYS[1])" });
    const scripted = redis as SimRedis & { lengthOf(key: string): Promise<number> };
    expect([await scripted.lengthOf("s"), await scripted.lengthOf("s")]).toEqual([1, 1]);
  });
});
