import { describe, expect, test } from "vitest";
import { fileForm } from "../../../src/bus/config/check.ts";
import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../../../src/bus/config/config.ts";
import { ENHANCED_SPEC } from "../../../src/bus/config/enhanced-spec.ts";
import {
  DEFAULT_DATABASE_CONFIG, DEFAULT_MESSAGE_BUS_CONFIG, type DatabaseConfig,
} from "../../../src/bus/config/message-bus-config.ts";
import { planBus } from "../../../src/bus/factory/bus-plan.ts";
import { sec } from "../../../src/kernel/time.ts";
import { busWorld } from "./bus-world.ts";

const ID = { traderId: "TRADER-001", instanceId: "i1" };

/** A configuration of each version, and where its messages on `data.quotes.V.S` go. */
const SOURCES: readonly (readonly [name: string, config: unknown, stream: string])[] = [
  ["EnhancedMessageBusConfig in code", { ...DEFAULT_CONFIG, stream: "bus" }, "bus"],
  ["EnhancedMessageBusConfig as in files", { ...fileForm(ENHANCED_SPEC, DEFAULT_CONFIG), stream: "bus" }, "bus"],
  ["EnhancedMessageBusConfig, partly", { stream: "bus" }, "bus"],
  [
    "NautilusTrader's, v1", { database: { type: "redis", host: "h" }, encoding: "json", streams_prefix: "s" },
    "trader-TRADER-001:s:data.quotes.V.S",
  ],
  [
    "NautilusTrader's, Rust", { database: { host: "h" }, encoding_market_data: "sbe", stream_per_topic: false },
    "trader-TRADER-001:stream",
  ],
  [
    "NautilusTrader's, in code",
    { ...DEFAULT_MESSAGE_BUS_CONFIG, database: DEFAULT_DATABASE_CONFIG, useInstanceId: true, streamPerTopic: false },
    "trader-TRADER-001:i1:stream",
  ],
  [
    "legacy", { database: { host: "h", port: 6379, pool_size: 20 }, heartbeat_interval: 30, timeout: 10 },
    "trader-TRADER-001:stream",
  ],
  ["1.0", { redis_host: "h", buffer_config: { max_size: 5_000 } }, DEFAULT_CONFIG.stream],
  ["1.1", { redis_host: "h", priority_buffers: {} }, DEFAULT_CONFIG.stream],
];

describe.each(SOURCES)("from %s", (name, config, stream) => {
  const file =
    name === "EnhancedMessageBusConfig in code" ? fileForm(ENHANCED_SPEC, config as EnhancedMessageBusConfig) : config;
  test.each([
    ["an object", config], ["JSON text", JSON.stringify(file)],
  ])("as %s the bus is enhanced, and a message arrives in its stream", async (_form, source) => {
    const { play, create, read, textOf, failures } = busWorld();
    await play(async () => {
      const managed = await create(source);
      expect([managed.kind, managed.failure, failures]).toEqual(["enhanced", undefined, []]);
      managed.bus.publish("data.quotes.V.S", "QuoteTick:1");
      const { drained } = await managed.stop();
      expect([managed.kind, drained]).toEqual(["standard", { held: 1, end: "drained", leftovers: 0 }]);
    });
    expect(read(stream).map((message) => [message.topic, message.type, textOf(message), message.producer])).toEqual([
      ["data.quotes.V.S", "QuoteTick", "QuoteTick:1", "TRADER-001:i1"],
    ]);
  });
});

describe("what a configuration asks for beside streams", () => {
  const nautilus = { database: { host: "h" }, stream_per_topic: false } as const;

  test.each([
    ["undefined", undefined], ["NautilusTrader's without a database", { encoding: "json" }],
    ["a legacy one without a database", {}],
  ])("%s asks for the standard bus: it is given, without a failure", async (_name, config) => {
    const { play, create, failures, open } = busWorld();
    await play(async () => {
      const managed = await create(config);
      expect([managed.kind, managed.failure, managed.health().state, failures, open.size]).toEqual([
        "standard", undefined, "healthy", [], 0,
      ]);
    });
  });

  test.each([
    ["json", "json"], ["msgpack", "msgpack"],
  ])("encoding %s is the payloads' encoding", async (encoding, expected) => {
    const { play, create, read } = busWorld();
    await play(async () => {
      const managed = await create({ ...nautilus, encoding });
      managed.bus.publish("a", "x");
      await managed.stop();
    });
    expect(read("trader-TRADER-001:stream").map((message) => message.encoding)).toEqual([expected]);
  });

  test("types_filter keeps types in the process", async () => {
    const { play, create, read, textOf } = busWorld();
    await play(async () => {
      const managed = await create({ ...nautilus, types_filter: ["QuoteTick"] });
      for (const message of ["QuoteTick:1", "TradeTick:1", "private 1"]) managed.bus.publish("a", message);
      await managed.stop();
      expect([managed.bus.pubCount, managed.health().counts]).toMatchObject([
        3, { accepted: 1, filtered: 1, refused: 0 },
      ]);
    });
    expect(read("trader-TRADER-001:stream").map(textOf)).toEqual(["TradeTick:1"]);
  });

  test("timestamps_as_iso8601 changes how the codec writes them", () => {
    const codec = (timestamps: boolean) =>
      planBus({ ...nautilus, timestamps_as_iso8601: timestamps }, ID).codec.json?.timestamps;
    expect([codec(false), codec(true)]).toEqual(["string", "iso8601"]);
  });

  test("heartbeat_interval_secs writes NautilusTrader's heartbeat, at once and then at intervals, until the bus is stopped", async () => {
    const { play, create, read, sleep } = busWorld();
    await play(async () => {
      const managed = await create({ ...nautilus, heartbeat_interval_secs: 10 });
      await sleep(sec(25));
      await managed.stop();
      expect(managed.health().counts.heartbeats).toBe(3);
      await sleep(sec(60));
    });
    const beats = read("trader-TRADER-001:stream").map(({ topic, type, payload }) => [
      topic, type, Buffer.from(payload).toString(),
    ]);
    expect(beats.map(([topic, type]) => [topic, type])).toEqual(
      Array.from({ length: 3 }, () => ["health:heartbeat", ""]),
    );
    expect(beats.map(([, , text]) => (text ?? "").slice(0, 19))).toEqual([
      "2026-01-05T00:00:00", "2026-01-05T00:00:10", "2026-01-05T00:00:20",
    ]);
  });

  test("who connects is given the address, and nothing where the configuration has none", async () => {
    const asked: (DatabaseConfig | undefined)[] = [];
    const { play, create, connectAs } = busWorld();
    const connect = (database: DatabaseConfig | undefined) => {
      asked.push(database);
      return connectAs("n")(database);
    };
    await play(async () => {
      for (const config of [{ ...nautilus, database: { host: "h", port: 7_000, password: "p" } }, DEFAULT_CONFIG])
        await (await create(config, { ports: { connect } })).stop();
    });
    expect(asked).toMatchObject([{ host: "h", port: 7_000, password: "p" }, undefined]);
  });

  test("what became of each field of an older configuration is a value", () => {
    const { migration } = planBus({ redis_host: "h", priority_buffers: {}, no_such_field: 1 }, ID);
    expect(migration.fields.map(({ path, outcome }) => [path, outcome])).toContainEqual(["$.no_such_field", "unknown"]);
  });
});
