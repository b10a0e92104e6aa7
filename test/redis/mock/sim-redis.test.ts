import RedisMock from "ioredis-mock";
import { ReplyError } from "ioredis";
import { describe, expect, test } from "vitest";
import { SimRedis, SimServer } from "../../../src/redis/index.ts";
import { ManualTiming } from "./manual-timing.ts";

const START_MS = 1_767_571_200_000;

/** A server of its own on a clock of its own. */
function world() {
  const timing = new ManualTiming(START_MS);
  const server = new SimServer({ timing });
  return { timing, server, redis: new SimRedis({ server }) };
}

describe("SimRedis", () => {
  test("is an ioredis-mock, so it can stand where one is expected", () => {
    expect(world().redis).toBeInstanceOf(RedisMock);
  });

  test("stream commands take and give what ioredis does, Buffers where the method's name says so", async () => {
    const { redis } = world();
    expect(await redis.xgroup("CREATE", "s", "g", "0", "MKSTREAM")).toBe("OK");
    expect(await redis.xadd("s", "*", "f", "é", "n", 5)).toBe(`${START_MS}-0`);
    expect(await redis.xadd("s", "*", "f", Buffer.from([0, 255]))).toBe(`${START_MS}-1`);
    expect(await redis.xreadgroup("GROUP", "g", "c", "COUNT", 1, "STREAMS", "s", ">"))
      .toEqual([["s", [[`${START_MS}-0`, ["f", "é", "n", "5"]]]]]);
    expect(await redis.xrangeBuffer("s", "-", "+", "COUNT", 1)).toEqual(
      [[Buffer.from(`${START_MS}-0`), ["f", "é", "n", "5"].map((text) => Buffer.from(text))]]);
    expect(await redis.callBuffer("XRANGE", "s", `${START_MS}-1`, "+"))
      .toEqual([[Buffer.from(`${START_MS}-1`), [Buffer.from("f"), Buffer.from([0, 255])]]]);
    expect(await redis.xpending("s", "g")).toEqual([1, `${START_MS}-0`, `${START_MS}-0`, [["c", "1"]]]);
    expect(await redis.xack("s", "g", `${START_MS}-0`)).toBe(1);
  });

  test("errors are those of ioredis, with the command that failed", async () => {
    const { redis } = world();
    await redis.rpush("l", "x");
    const error = await redis.xadd("l", "*", "f", "v").catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(ReplyError);
    expect(error).toMatchObject({
      name: "ReplyError", message: "WRONGTYPE Operation against a key holding the wrong kind of value",
      command: { name: "xadd", args: ["l", "*", "f", "v"] },
    });
    await redis.xgroup("CREATE", "s", "g", "$", "MKSTREAM");
    await expect(redis.xgroup("CREATE", "s", "g", "$")).rejects.toThrow("BUSYGROUP Consumer Group name already exists");
    await expect(redis.call("NOSUCH", "a")).rejects.toThrow(
      "ERR unknown command 'NOSUCH', with args beginning with: 'a' ",
    );
  });

  test("a callback is called instead of a promise settled alone", async () => {
    const { redis } = world();
    const result = await new Promise((resolve) => void redis.xlen("s", (error, length) => resolve([error, length])));
    expect(result).toEqual([null, 0]);
  });

  test("a pipeline gives an error and a result for each command, in place", async () => {
    const { redis } = world();
    const results = await redis
      .pipeline()
      .xadd("s", "1-1", "f", "v")
      .rpush("s", "x")
      .xadd("s", "1-1", "f", "v")
      .xlen("s")
      .exec();
    expect(results?.map(([error, value]) => (error === null ? value : error.message.split(" ")[0]))).toEqual([
      "1-1", "WRONGTYPE", "ERR", 1,
    ]);
  });

  test("a transaction is applied as a whole, its results in place", async () => {
    const { redis } = world();
    const results = await redis.multi().xadd("s", "1-1", "f", "v").rpush("s", "x").xlen("s").exec();
    expect(results?.map(([error, value]) => (error === null ? value : error.message.split(" ")[0]))).toEqual([
      "1-1", "WRONGTYPE", 1,
    ]);
    await expect(redis.multi().xlen("s").call("NOSUCH").exec()).rejects.toMatchObject({
      message: "EXECABORT Transaction discarded because of previous errors.", previousErrors: [{ name: "ReplyError" }],
    });
  });

  test("a transaction without a pipeline queues at the server", async () => {
    const { redis } = world();
    await redis.multi({ pipeline: false });
    expect(await redis.xadd("s", "1-1", "f", "v")).toBe("QUEUED");
    expect(await redis.exec()).toEqual([[null, "1-1"]]);
  });

  test("WATCH refuses the transaction when another client has written to the stream", async () => {
    const { redis } = world();
    const other = redis.duplicate();
    await redis.watch("s");
    await other.xadd("s", "1-1", "f", "v");
    expect(await redis.multi().xlen("s").exec()).toBeNull();
    expect(await redis.multi().xlen("s").exec()).toEqual([[null, 1]]);
  });

  test("a blocked read is answered by another client's entry, and what was sent after it waits", async () => {
    const { redis } = world();
    const reader = redis.duplicate();
    const order: string[] = [];
    const read = reader.xread("BLOCK", 0, "STREAMS", "s", "$").then((reply) => (order.push("read"), reply));
    const length = reader.xlen("s").then((count) => (order.push("length"), count));
    await redis.xadd("s", "1-1", "f", "v");
    expect(await read).toEqual([["s", [["1-1", ["f", "v"]]]]]);
    expect(await length).toBe(1);
    expect(order).toEqual(["read", "length"]);
  });

  test("a blocked read gives null when the server's clock says its time is over, and not before", async () => {
    const { redis, timing } = world();
    await redis.xgroup("CREATE", "s", "g", "$", "MKSTREAM");
    let answer: unknown = "none";
    void redis.xreadgroup("GROUP", "g", "c", "BLOCK", 500, "STREAMS", "s", ">").then((reply) => (answer = reply));
    timing.advance(499);
    await Promise.resolve();
    expect(answer).toBe("none");
    timing.advance(1);
    await Promise.resolve();
    expect(answer).toBeNull();
  });

  test("a prefix goes before keys as ioredis puts it: in blocking reads and pipelines too, not in XGROUP", async () => {
    const { redis, server } = world();
    const prefixed = new SimRedis({ server, keyPrefix: "app:" });
    await prefixed.pipeline().xgroup("CREATE", "app:s", "g", "0", "MKSTREAM").xadd("s", "1-1", "f", "v").exec();
    expect(await redis.xlen("app:s")).toBe(1);
    expect(await prefixed.xreadgroup("GROUP", "g", "c", "STREAMS", "s", ">")).toEqual([
      ["app:s", [["1-1", ["f", "v"]]]],
    ]);
    const read = prefixed.xread("BLOCK", 0, "STREAMS", "s", "$");
    await redis.xadd("app:s", "2-1", "f", "v");
    expect(await read).toEqual([["app:s", [["2-1", ["f", "v"]]]]]);
  });

  test("the same calls at the same times give the same ids, and time moves only with the clock", async () => {
    const ids = async (): Promise<(string | null)[]> => {
      const { redis, timing } = world();
      const first = await redis.xadd("s", "*", "f", "v");
      timing.advance(7);
      return [first, await redis.xadd("s", "*", "f", "v"), await redis.xadd("s", "*", "f", "v")];
    };
    expect(await ids()).toEqual([`${START_MS}-0`, `${START_MS + 7}-0`, `${START_MS + 7}-1`]);
    expect(await ids()).toEqual(await ids());
  });
});
