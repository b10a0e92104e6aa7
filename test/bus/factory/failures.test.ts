import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import type { FailureCause } from "../../../src/bus/factory/bus-failure.ts";
import type { BusPorts, Connect } from "../../../src/bus/factory/ports.ts";
import { StoreError } from "../../../src/bus/store.ts";
import { ms, sec } from "../../../src/kernel/time.ts";
import { busWorld, type NodeOptions } from "./bus-world.ts";

type World = ReturnType<typeof busWorld>;

interface Broken {
  readonly config?: unknown;
  readonly node?: (world: World) => NodeOptions;
  readonly prepare?: (world: World) => void;
}

const refusing = (error: unknown): Connect => () => Promise.reject(error);
const connecting = (connect: Connect): Broken => ({ node: () => ({ ports: { connect } }) });
const answering = (message: string): Broken => connecting(refusing(new StoreError("refused", message)));
const facts = (version: string, role: "master" | "replica"): Broken => ({
  node: (world) => ({ ports: { connect: world.connectAs("n", { version, role }) } }),
});
const externals = { database: { host: "h" }, stream_per_topic: false, external_streams: ["trader-TRADER-001:stream"] };

const CASES: readonly (readonly [name: string, cause: FailureCause, reason: RegExp, broken: Broken])[] = [
  ["a configuration out of range", "config", /\$\.batch: found the number 0/, { config: { batch: 0 } }],
  ["text that is no JSON", "config", /configuration:1:/, { config: "{ batch" }],
  ["a configuration that is no object", "config", /expected an object/, { config: 7 }],
  ["a version that does not exist", "config", /messagebus_version is 9/, { config: { messagebus_version: "9" } }],
  ["an unknown field", "config", /did you mean batch/, { config: { stream: "s", bacth: 10 } }],
  ["fields that contradict each other", "config", /lowWater/, { config: { buffers: { LOW: { lowWater: 9_000 } } } }],
  [
    "NautilusTrader's configuration with a field of the wrong type", "config", /buffer_interval_ms/,
    { config: { buffer_interval_ms: "soon", encoding: "json" } },
  ],
  [
    "a legacy address that is none", "config", /username/,
    { config: { database: { host: "h", username: "u" }, pool_size: 1, timeout: 3 } },
  ],
  [
    "an instance's id that is asked for and not there", "config", /stream|instance/,
    {
      config: { ...externals, use_instance_id: true, external_streams: ["other"] },
      node: (world) => ({ ports: { identity: { traderId: "T" }, connect: world.connectAs("n") } }),
    },
  ],
  [
    "a stream for each topic with packed entries", "config", /packed/,
    {
      config: { database: { host: "h" } },
      node: () => ({ wire: { layout: "packed", mode: "pipeline", fenced: false } }),
    },
  ],
  [
    "a stream for each topic and a consumer of the group", "config", /consumer/,
    { config: { database: { host: "h" } }, node: () => ({ consumer: "c1" }) },
  ],
  [
    "reading the own stream in a layout without names", "config", /somebody else's|who wrote/,
    {
      config: externals, node: () => ({ wire: { layout: "nautilus-rust", mode: "pipeline", fenced: false } }),
    },
  ],
  [
    "nobody who listens", "unreachable", /ECONNREFUSED/,
    connecting(refusing(new StoreError("unknown", "connect ECONNREFUSED 10.0.0.1:6379"))),
  ],
  [
    "a server that is down when it is first asked", "unreachable", /./,
    { prepare: ({ redis }) => redis.deployment.crash("redis-0", "process") },
  ],
  [
    "nobody who answers in time", "unreachable", /no answer in 2\.00 s/,
    { node: () => ({ connectLimit: sec(2), ports: { connect: () => new Promise(() => {}) } }) },
  ],
  ["a server that is loading", "unreachable", /LOADING/, answering("LOADING Redis is loading the dataset in memory")],
  [
    "a wrong password", "denied", /WRONGPASS/,
    answering("WRONGPASS invalid username-password pair or user is disabled."),
  ],
  ["no password where one is needed", "denied", /NOAUTH/, answering("NOAUTH Authentication required.")],
  [
    "a user without rights", "denied", /NOPERM/,
    answering("NOPERM User bus has no permissions to run the 'evalsha' command"),
  ],
  ["a server that is too old", "wrong-server", /6\.0\.9/, facts("6.0.9", "master")],
  ["a replica", "wrong-server", /replica/, facts("7.0.15", "replica")],
  [
    "a master that was made a replica in between", "wrong-server", /READONLY/,
    answering("READONLY You can't write against a read only replica."),
  ],
  [
    "a key that holds something else", "wrong-server", /WRONGTYPE/,
    { prepare: ({ redis }) => void redis.run("SET", `${DEFAULT_CONFIG.stream}:producers`, "x") },
  ],
  [
    "a connector that throws", "internal", /no such host table/,
    connecting(() => {
      throw new Error("no such host table");
    }),
  ],
  ["a connector that throws no error", "internal", /nothing/, connecting(refusing("nothing"))],
];

describe.each(CASES)("%s", (_name, cause, reason, { config = DEFAULT_CONFIG, node, prepare }) => {
  test("gives the standard bus, which works, and one recorded reason", async () => {
    const world = busWorld();
    const { play, create, failures, open } = world;
    await play(async () => {
      prepare?.(world);
      const managed = await create(config, node?.(world));
      expect(managed.kind).toBe("standard");
      expect(managed.failure).toMatchObject({ cause, reason: expect.stringMatching(reason) });
      expect(failures).toEqual([managed.failure]);
      const { state, failure, counts } = managed.health();
      expect([state, failure, counts.fallbacks, counts.failedSwitches]).toEqual(["degraded", managed.failure, 1, 0]);
      const got: string[] = [];
      managed.bus.subscribe("*", (message) => got.push(message));
      managed.bus.publish("a", "still here");
      expect(got).toEqual(["still here"]);
      await managed.stop();
      expect([open.size, failures.length]).toEqual([0, 1]);
    });
  });

  test("is an error in strict mode, with nothing left open", async () => {
    const world = busWorld();
    const { play, create, failures, open } = world;
    await play(async () => {
      prepare?.(world);
      const error: unknown = await create(config, { ...node?.(world), strict: true }).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: "E_BUS", message: expect.stringMatching(reason), cause: failures[0]?.error });
      expect([failures.length, failures[0]?.cause, open.size]).toEqual([1, cause, 0]);
    });
  });
});

test("a connection that comes too late is closed", async () => {
  const world = busWorld();
  const { play, create, sleep, connectAs, open } = world;
  await play(async () => {
    const late: BusPorts<string>["connect"] = async (database) => {
      await sleep(sec(3));
      return connectAs("late")(database);
    };
    const managed = await create(DEFAULT_CONFIG, { connectLimit: sec(1), ports: { connect: late } });
    expect(managed.kind).toBe("standard");
    await sleep(sec(3));
    expect(open.size).toBe(0);
  });
});

test("no reason holds the password", async () => {
  const { play, create, connectAs } = busWorld();
  await play(async () => {
    const database = { host: "h", password: "s3cret-pass" };
    const broken = [
      { database, encoding: "xml" }, { database, buffer_interval_ms: -1 },
      JSON.stringify({ database: { ...database, port: "x" }, encoding: "json" }),
    ];
    for (const config of broken) {
      const { failure } = await create(config, { ports: { connect: connectAs("n") } });
      expect(failure?.cause).toBe("config");
      expect(JSON.stringify(failure) + String(failure?.error)).not.toContain("s3cret");
    }
  });
});

test("a server that goes away later is no fallback: the bus holds what it has, says so, and goes on when it is back", async () => {
  const { play, create, redis, sleep, read, failures } = busWorld();
  await play(async () => {
    const managed = await create(DEFAULT_CONFIG);
    await sleep(ms(10));
    redis.deployment.crash("redis-0", "process");
    managed.bus.publish("events.risk", "Alert:1");
    await sleep(sec(1));
    expect(managed.health()).toMatchObject({
      state: "degraded", kind: "enhanced", held: 1, producer: { state: "retrying", code: "NO-ANSWER" },
    });
    redis.deployment.restart("redis-0");
    await sleep(sec(5));
    expect(managed.health()).toMatchObject({
      state: "healthy", held: 0, producer: { state: "connected" }, counts: { accepted: 1, stored: 1, dropped: 0 },
    });
    await managed.stop();
  });
  expect([read(DEFAULT_CONFIG.stream).length, failures]).toEqual([1, []]);
});

test("a producer that a later life of it has fenced gives way to the standard bus, with the reason and its messages counted", async () => {
  const { play, create, sleep, failures } = busWorld();
  await play(async () => {
    const wire = { layout: "enhanced", mode: "script", fenced: true } as const;
    const first = await create(DEFAULT_CONFIG, { wire });
    first.bus.publish("events.risk", "Alert:0");
    await sleep(ms(10));
    const second = await create(DEFAULT_CONFIG, { wire });
    await sleep(ms(10));
    first.bus.publish("events.risk", "Alert:1");
    second.bus.publish("events.risk", "Alert:2");
    await sleep(ms(500));
    expect([first.kind, second.kind]).toEqual(["standard", "enhanced"]);
    expect(first.health()).toMatchObject({
      failure: { cause: "fenced" }, counts: { accepted: 2, stored: 1, dropped: 1, fallbacks: 1 },
    });
    expect(second.health().counts).toMatchObject({ accepted: 1, stored: 1, dropped: 0 });
    expect(failures.map(({ cause }) => cause)).toEqual(["fenced"]);
    await first.stop();
    await second.stop();
  });
});

test("a producer that is told to give up after some attempts gives way to the standard bus, with the reason and its messages counted", async () => {
  const { play, create, sleep, redis, failures } = busWorld();
  await play(async () => {
    const managed = await create({ ...DEFAULT_CONFIG, retry: { ...DEFAULT_CONFIG.retry, attempts: 3 } });
    await sleep(ms(10));
    redis.deployment.crash("redis-0", "process");
    managed.bus.publish("events.risk", "Alert:1");
    await sleep(sec(10));
    expect(managed.health()).toMatchObject({
      kind: "standard", failure: { cause: "unreachable" }, held: 0, counts: { accepted: 1, dropped: 1, fallbacks: 1 },
    });
    expect(failures.length).toBe(1);
    await managed.stop();
  });
});

describe("stopping", () => {
  test("sends what is held, leaves nothing open, and is the same stop twice", async () => {
    const { play, create, open, read } = busWorld();
    await play(async () => {
      const managed = await create(DEFAULT_CONFIG, { consumer: "c1" });
      for (let i = 0; i < 250; i++) managed.bus.publish("data.trades.V.S", `TradeTick:${i}`);
      const [first, second] = await Promise.all([managed.stop(), managed.stop()]);
      expect(second).toBe(first);
      expect(first.drained.leftovers).toBe(0);
      expect([open.size, managed.health().held, managed.bus.topics()]).toEqual([0, 0, []]);
      await expect(managed.switchTo(DEFAULT_CONFIG)).rejects.toMatchObject({ code: "E_BUS" });
    });
    expect(read(DEFAULT_CONFIG.stream).length).toBe(250);
  });

  test("at a server that is away gives up in time, and says how much", async () => {
    const { play, create, redis, world } = busWorld();
    await play(async () => {
      const managed = await create(DEFAULT_CONFIG, { drainLimit: sec(2) });
      redis.deployment.crash("redis-0", "process");
      for (let i = 0; i < 10; i++) managed.bus.publish("data.trades.V.S", `TradeTick:${i}`);
      const from = world.scheduler.now;
      const { drained } = await managed.stop();
      expect(drained).toEqual({ held: 10, end: "deadline", leftovers: 10 });
      expect(world.scheduler.now - from).toBe(sec(2));
    });
  });

  test("before starting is allowed, and starting twice is one start", async () => {
    const { play, create, open } = busWorld();
    await play(async () => {
      const managed = await create(DEFAULT_CONFIG);
      expect(managed.start()).toBe(managed.start());
      expect([open.size, managed.health().switches]).toEqual([1, 1]);
      await managed.stop();
    });
  });
});
