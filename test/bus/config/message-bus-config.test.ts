import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkConfig, fileForm } from "../../../src/bus/config/check.ts";
import { databaseUrl } from "../../../src/bus/config/database-url.ts";
import { snakeCase } from "../../../src/bus/config/field.ts";
import {
  DEFAULT_DATABASE_CONFIG, DEFAULT_MESSAGE_BUS_CONFIG, MESSAGE_BUS_SPEC,
} from "../../../src/bus/config/message-bus-config.ts";
import { formatProblem } from "../../../src/bus/config/problem.ts";
import { streamKey } from "../../../src/bus/config/stream-key.ts";
import { messageBusConfigs } from "./config-arbitrary.ts";

const check = (source: unknown) => checkConfig(MESSAGE_BUS_SPEC, source);

const snaked = (value: unknown): unknown => (typeof value !== "object" || value === null || Array.isArray(value) ? value
  : Object.fromEntries(Object.entries(value).map(([name, inner]) => [snakeCase(name), snaked(inner)])));

describe("fields", () => {
  test("the defaults are those of NautilusTrader's current version", () => {
    expect(DEFAULT_MESSAGE_BUS_CONFIG).toStrictEqual({
      database: undefined, encoding: "json", timestampsAsIso8601: false, bufferIntervalMs: undefined,
      autotrimMins: undefined, useTraderPrefix: true, useTraderId: true, useInstanceId: false, streamsPrefix: "stream",
      streamPerTopic: true, externalStreams: undefined, typesFilter: undefined, heartbeatIntervalSecs: undefined,
    });
    expect(check({ database: {} }).config?.database).toStrictEqual({
      type: "redis", host: undefined, port: undefined, username: undefined, password: undefined, ssl: false,
      connectionTimeout: 20, responseTimeout: 20, numberOfRetries: 100, exponentBase: 2, maxDelay: 1_000, factor: 2,
    });
  });

  test("NautilusTrader's names in snake case say the same as those in camel case", () => {
    fc.assert(fc.property(messageBusConfigs, (config) => {
      expect(check(snaked(fileForm(MESSAGE_BUS_SPEC, config))).config).toEqual(config);
    }));
    expect(check({ timestamps_as_iso8601: true, heartbeat_interval_secs: 5 }).config).toMatchObject({
      timestampsAsIso8601: true, heartbeatIntervalSecs: 5,
    });
  });

  test("a field in both spellings is refused where it stands again", () => {
    expect(check('{"autotrimMins": 5,\n"autotrim_mins": 6}').errors).toMatchObject([
      { code: "duplicate", path: "$.autotrim_mins", at: { line: 2, column: 1 } },
    ]);
  });

  test("null leaves an optional field out and is refused for any other", () => {
    const optional = [
      "database", "buffer_interval_ms", "autotrim_mins", "external_streams", "types_filter", "heartbeat_interval_secs",
    ];
    for (const name of Object.keys(DEFAULT_MESSAGE_BUS_CONFIG).map(snakeCase)) {
      expect([name, check({ [name]: null }).errors.length]).toEqual([name, optional.includes(name) ? 0 : 1]);
    }
    expect(check({ database: { host: null, port: null, username: null, password: null } }).errors).toEqual([]);
  });

  test.each([
    [{ buffer_interval_ms: 1_001 }, "warnings", 1], [{ buffer_interval_ms: 1_000 }, "warnings", 0],
    [{ buffer_interval_ms: 0 }, "errors", 0], [{ buffer_interval_ms: -1 }, "errors", 1],
    [{ heartbeat_interval_secs: 0 }, "errors", 1], [{ heartbeat_interval_secs: 1 }, "errors", 0],
    [{ encoding: "sbe" }, "errors", 1], [{ database: { type: "postgres" } }, "errors", 1],
    [{ database: { port: 0 } }, "errors", 1], [{ database: { port: 65_535 } }, "errors", 0],
    [{ database: { port: 65_536 } }, "errors", 1], [{ database: { port: "6379" } }, "errors", 1],
    [{ database: { username: "u" } }, "errors", 1], [{ database: { username: "u", password: "p" } }, "errors", 0],
    [{ database: {} }, "suggestions", 1], [{ database: {}, stream_per_topic: false }, "suggestions", 0],
    [{ external_streams: ["a", "b c", 5] }, "errors", 2], [{ streams_prefix: "" }, "errors", 1],
  ] as const)("%j has %s: %i", (source, kind, count) => expect(check(source)[kind]).toHaveLength(count));

  test("a wrong item of a list is named by its place in it", () => {
    expect(check('{"types_filter": ["A",\n 5]}').errors).toMatchObject([
      { path: "$.types_filter[1]", at: { line: 2, column: 2 } },
    ]);
  });

  test("a password is in no message", () => {
    for (const password of ["hunter2\n", "hunter2".repeat(100), ["hunter2"], 7_777_777]) {
      const text = check({ database: { username: "u", password } })
        .errors.map((problem) => formatProblem(problem))
        .join("\n");
      expect(text).toContain("$.database.password");
      expect(text).not.toMatch(/hunter2|7777777/);
    }
  });
});

describe("stream keys", () => {
  const identity = { traderId: "TRADER-001", instanceId: "11111111-2222-4333-8444-555555555555" };
  const topic = "data.quotes.BINANCE.BTCUSDT";

  test.each([
    [{}, "trader-TRADER-001:stream:data.quotes.BINANCE.BTCUSDT"],
    [{ streamPerTopic: false }, "trader-TRADER-001:stream"],
    [{ useTraderId: false, streamPerTopic: false }, "trader-stream"],
    [{ useTraderPrefix: false }, "TRADER-001:stream:data.quotes.BINANCE.BTCUSDT"],
    [{ useInstanceId: true, streamPerTopic: false }, `trader-TRADER-001:${identity.instanceId}:stream`],
    [{ useTraderPrefix: false, useTraderId: false, streamsPrefix: "s" }, `s:${topic}`],
  ])("%j writes to %s", (changes, key) =>
    expect(streamKey({ ...DEFAULT_MESSAGE_BUS_CONFIG, ...changes }, identity, topic)).toBe(key),
  );

  test("a heartbeat's topic keeps its colon", () => {
    expect(streamKey(DEFAULT_MESSAGE_BUS_CONFIG, identity, "health:heartbeat")).toBe(
      "trader-TRADER-001:stream:health:heartbeat",
    );
  });

  test("an instance id that is asked for and missing is an error, not an empty part of a key", () => {
    expect(() => streamKey({ ...DEFAULT_MESSAGE_BUS_CONFIG, useInstanceId: true }, { traderId: "T-1" }, topic)).toThrow(
      /useInstanceId/,
    );
  });
});

test.each([
  [{}, "redis://127.0.0.1:6379"],
  [{ host: "bus.example", port: 6380, ssl: true }, "rediss://bus.example:6380"],
  [{ password: "p@ss:/" }, "redis://:p%40ss%3A%2F@127.0.0.1:6379"],
  [{ username: "u", password: "p" }, "redis://u:p@127.0.0.1:6379"],
  [{ host: "::1" }, "redis://[::1]:6379"],
])("a database of %j is reached at %s", (changes, url) =>
  expect(databaseUrl({ ...DEFAULT_DATABASE_CONFIG, ...changes })).toBe(url),
);
