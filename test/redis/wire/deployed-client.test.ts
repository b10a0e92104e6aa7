import { describe, expect, test } from "vitest";
import { ms, sec } from "../../../src/kernel/time.ts";
import { DeployedWorld } from "./deployed-world.ts";
import { fault } from "./wire-world.ts";

const ALWAYS = { kind: "aof", fsync: "always" } as const;
const outcomeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then((value) => JSON.stringify(value), (error: Error) => `${error.name}: ${error.message}`);
/** In whole ms of virtual time, when lines with this ending were written. */
const timesOf = (world: DeployedWorld, ending: string): number[] =>
  world.log.filter((line) => line.endsWith(ending)).map((line) => Math.round(Number(line.split(" ")[0]) / 1_000_000));

describe("a process that is killed", () => {
  test("resets its connections and refuses new ones; started again it is LOADING, and the client waits until it is ready", async () => {
    const world = await DeployedWorld.run({ persistence: ALWAYS }, async (inner) => {
      const redis = inner.client();
      await inner.ready();
      for (let i = 0; i < 200; i++) await redis.xadd("s", "*", "payload", "x".repeat(10_000));
      inner.say("crash");
      inner.deployment.crash("redis-0", "process");
      inner.after(ms(480), () => inner.deployment.restart("redis-0"));
      expect(await redis.xlen("s")).toBe(200);
      inner.say("answered");
    });
    expect(world.log.some((line) => line.endsWith("error read ECONNRESET") || line.endsWith("client 1 close"))).toBe(
      true,
    );
    expect(timesOf(world, "connect ECONNREFUSED 10.0.0.11:6379").length).toBeGreaterThan(2);
    // The connection at 500 ms meets the loading; the client is told to wait a second, and does.
    const [crashed = 0] = timesOf(world, "crash");
    const [answered = 0] = timesOf(world, "answered");
    expect(answered - crashed).toBeGreaterThan(1_500);
    expect(answered - crashed).toBeLessThan(1_600);
  });

  test("answers LOADING to a client that does not check", async () => {
    await DeployedWorld.run({ persistence: ALWAYS }, async (world) => {
      const redis = world.client({ enableReadyCheck: false });
      expect(await outcomeOf(redis.xlen("s"))).toBe("ReplyError: LOADING Redis is loading the dataset in memory");
      await world.sleep(60);
      expect(await redis.xlen("s")).toBe(0);
    });
  });

  test("keeps what it had executed and not answered: a client that sends again has it twice, one that does not has it once", async () => {
    for (const [options, entries] of [[{}, 2], [{ maxRetriesPerRequest: 0, enableOfflineQueue: false }, 1]] as const) {
      await DeployedWorld.run({ persistence: ALWAYS }, async (world) => {
        const redis = world.client(options);
        await world.ready();
        world.deployment.master.server?.listeners.executed.push((_context, { name }) => {
          if (name === "xadd") world.after(0, () => world.deployment.crash("redis-0", "process"));
        });
        const outcome = outcomeOf(redis.xadd("s", "*", "f", "v"));
        await world.sleep(10);
        world.deployment.restart("redis-0");
        expect(await outcome).toMatch(entries === 2 ? /^"\d+-\d+"$/ : /^MaxRetriesPerRequestError/);
        await world.sleep(5_000);
        expect(await redis.xlen("s")).toBe(entries);
      });
    }
  });
});

test("SHUTDOWN ends the process and its connections; what SAVE wrote is there again", async () => {
  for (const [how, kept] of [["SAVE", 1], ["NOSAVE", 0]] as const) {
    await DeployedWorld.run({}, async (world) => {
      const [redis, other] = [world.client({ retryStrategy: null }), world.client()];
      await world.ready();
      await redis.xadd("s", "*", "f", "v");
      await outcomeOf(redis.call("SHUTDOWN", how));
      expect([redis.status, world.deployment.node("redis-0").state]).toEqual(["end", "down"]);
      world.deployment.restart("redis-0");
      expect(await other.xlen("s")).toBe(kept);
    });
  }
});

describe("a machine without power", () => {
  test("is silent: timeouts end commands and reads, nothing else does; a new connection meets the connect timeout", async () => {
    const world = await DeployedWorld.run({ persistence: ALWAYS }, async (inner) => {
      const [writer, reader, patient] = [
        inner.client({ commandTimeout: 1_000 }), inner.client({ blockingTimeout: 7_000 }), inner.client(),
      ];
      await inner.ready();
      const waiting = outcomeOf(reader.xread("BLOCK", 5_000, "STREAMS", "s", "$"));
      await inner.sleep(10);
      inner.deployment.crash("redis-0", "power");
      expect(await outcomeOf(writer.xadd("s", "*", "f", "v"))).toBe("Error: Command timed out");
      expect(await waiting).toBe("null");
      expect([writer.status, reader.status, patient.status]).toEqual(["ready", "ready", "ready"]);
      inner.say("asks");
      expect(await outcomeOf(inner.client({ maxRetriesPerRequest: 0 }).xlen("s"))).toMatch(
        /^MaxRetriesPerRequestError/,
      );
    });
    const [asked = 0] = timesOf(world, "asks");
    expect(timesOf(world, "connect ETIMEDOUT")).toEqual([asked + 10_000]);
  });

  test("that is back knows no connection: bytes sent into the silence are sent again, and it says so", async () => {
    await DeployedWorld.run({ persistence: ALWAYS }, async (world) => {
      const redis = world.client();
      await world.ready();
      world.deployment.crash("redis-0", "power");
      world.after(sec(60), () => world.deployment.restart("redis-0"));
      expect(await redis.xadd("s", "1-0", "f", "v")).toBe("1-0");
      expect(world.scheduler.now).toBeLessThan(sec(130));
      expect(await redis.xlen("s")).toBe(1);
    });
  });
});

describe("a failover", () => {
  test("sends clients away; they find the new master, and one that stays with the old is told READONLY", async () => {
    await DeployedWorld.run({ replicas: 1 }, async (world) => {
      const [redis, loyal] = [world.client(), world.client({}, "redis-0")];
      await world.ready();
      await world.sleep(2_000);
      await redis.xadd("s", "1-0", "by", "old");
      await world.sleep(500);
      world.deployment.failover();
      expect(await redis.xadd("s", "2-0", "by", "new")).toBe("2-0");
      expect(await outcomeOf(loyal.xadd("s", "3-0", "by", "old"))).toBe(
        "ReplyError: READONLY You can't write against a read only replica.",
      );
      await world.sleep(500);
      expect(await loyal.xrange("s", "-", "+")).toEqual([["1-0", ["by", "old"]], ["2-0", ["by", "new"]]]);
    });
  });

  test("unblocks readers with an error, then closes their connections", async () => {
    const world = await DeployedWorld.run({ replicas: 1 }, async (inner) => {
      const redis = inner.client();
      await inner.ready();
      await inner.sleep(2_000);
      const waiting = outcomeOf(redis.xread("BLOCK", 0, "STREAMS", "s", "$"));
      await inner.sleep(10);
      inner.deployment.failover();
      expect(await waiting).toBe(
        "ReplyError: UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
      );
      expect(await redis.xadd("s", "1-0", "by", "new")).toBe("1-0");
    });
    expect(world.log.filter((line) => line.endsWith("client 1 close"))).toHaveLength(2);
  });

  test("behind a partition leaves two masters: each takes writes, and the cut-off one's are lost when it comes back", async () => {
    await DeployedWorld.run({ replicas: 1, sentinel: { downAfter: sec(5) }, persistence: ALWAYS }, async (world) => {
      const loyal = world.client({}, "redis-0");
      await world.ready();
      await world.sleep(2_000);
      world.deployment.partition("redis-0", { clients: "kept" });
      await world.sleep(10_000);
      const redis = world.client();
      expect([await loyal.xadd("s", "1-0", "by", "old"), await redis.xadd("s", "2-0", "by", "new")]).toEqual([
        "1-0", "2-0",
      ]);
      world.deployment.heal("redis-0");
      await world.sleep(20_000);
      expect(await loyal.xrange("s", "-", "+")).toEqual([["2-0", ["by", "new"]]]);
    });
  });
});

describe("a node in want", () => {
  test("of time answers late: the command timeout passes, and the command is applied, even for a client that has left", async () => {
    await DeployedWorld.run({}, async (world) => {
      const redis = world.client({ commandTimeout: 200 });
      await world.ready();
      world.deployment.stall("redis-0", sec(1));
      expect(await outcomeOf(redis.xadd("s", "*", "f", 1))).toBe("Error: Command timed out");
      redis.disconnect();
      await world.sleep(1_000);
      expect(await world.client().xlen("s")).toBe(1);
    });
  });

  test("of memory refuses what may need some, or forgets whole streams, until it has some again", async () => {
    await DeployedWorld.run({}, async (world) => {
      const redis = world.client();
      await redis.xadd("s", "1-0", "f", "v");
      world.deployment.fillMemory("master", "noeviction");
      await redis.xadd("s", "1-1", "f", "v");
      expect(await outcomeOf(redis.xadd("s", "*", "f", "v"))).toBe(
        "ReplyError: OOM command not allowed when used memory > 'maxmemory'.",
      );
      world.deployment.freeMemory("redis-0");
      expect(await redis.xadd("s", "2-0", "f", "v")).toBe("2-0");
      world.deployment.fillMemory("master", "allkeys-lru");
      await redis.xadd("t", "1-0", "f", "v");
      await redis.xadd("u", "1-0", "f", "v");
      expect(await redis.exists("s", "t", "u")).toBeLessThan(3);
    });
  });

  test("of the network to its clients keeps what they send, and has it all once it is mended", async () => {
    await DeployedWorld.run({}, async (world) => {
      const redis = world.client();
      await world.ready();
      world.deployment.partition("redis-0", { clients: "cut" });
      const added = redis.xadd("s", "1-0", "f", "v");
      await world.sleep(3_000);
      expect(world.deployment.master.server?.databases[0]?.size).toBe(0);
      world.deployment.heal("redis-0");
      expect(await added).toBe("1-0");
      expect(world.scheduler.now).toBeLessThan(sec(4.5));
    });
  });

  test("of a steady clock ends a wait early when it jumps ahead, and ids never go back", async () => {
    await DeployedWorld.run({}, async (world) => {
      const redis = world.client();
      const id = await redis.xadd("s", "*", "f", "v");
      const waiting = redis.xread("BLOCK", 30_000, "STREAMS", "s", "$");
      await world.sleep(10);
      world.deployment.jumpClock("redis-0", 60_000);
      expect(await waiting).toBeNull();
      expect(world.scheduler.now).toBeLessThan(sec(2));
      world.deployment.jumpClock("redis-0", -3_600_000);
      expect(Number((await redis.xadd("s", "*", "f", "v"))?.split("-")[0])).toBeGreaterThanOrEqual(
        Number(id?.split("-")[0]),
      );
    });
  });
});

test("who waits at a replica is answered by what the master's stream brings", async () => {
  await DeployedWorld.run({ replicas: 1 }, async (world) => {
    const [redis, reader] = [world.client(), world.client({}, "redis-1")];
    await world.ready();
    await world.sleep(2_000);
    const waiting = reader.xread("BLOCK", 1_000, "STREAMS", "s", "$");
    await world.sleep(10);
    await redis.xadd("s", "1-0", "f", "v");
    expect(await waiting).toEqual([["s", [["1-0", ["f", "v"]]]]]);
  });
});

test("the faults of connections strike on a deployment too: a lost reply makes two entries", async () => {
  await DeployedWorld.run(
    { tape: [fault("refuse", 1), fault("unreachable", 2), fault("reply-lost", 3, 1)] },
    async (world) => {
      const redis = world.client();
      expect(await redis.xadd("s", "*", "f", "v")).toMatch(/-/);
      expect(await redis.xlen("s")).toBe(2);
      expect(world.log.filter((line) => line.includes(" fault ")).map((line) => line.split(" ")[2])).toEqual([
        "refuse", "unreachable", "reply-lost",
      ]);
    },
  );
});
