import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkConfig, fileForm } from "../../../src/bus/config/check.ts";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { ENHANCED_SPEC } from "../../../src/bus/config/enhanced-spec.ts";
import { leavesOf, type Group } from "../../../src/bus/config/field.ts";
import { DEFAULT_MESSAGE_BUS_CONFIG } from "../../../src/bus/config/message-bus-config.ts";
import { createMigrationGuide } from "../../../src/bus/config/migration/guide.ts";
import { migrateConfig, type Migration } from "../../../src/bus/config/migration/migrate.ts";
import type { ConfigVersion } from "../../../src/bus/config/migration/version.ts";
import { enhancedConfigs, oddValues, pathsOf, replaced } from "./config-arbitrary.ts";
import { LEGACY, NAUTILUS_RUST, NAUTILUS_V1, ORIGIN_1_0, ORIGIN_1_1 } from "./migration-sources.ts";

const identity = { traderId: "TRADER-001" };
const SOURCES: readonly (readonly [ConfigVersion, object])[] = [
  ["legacy", LEGACY], ["1.0", ORIGIN_1_0], ["1.1", ORIGIN_1_1], ["nautilus", NAUTILUS_V1], ["nautilus", NAUTILUS_RUST],
];

/** Paths of what holds nothing further: as a reader of the source would count its fields. */
function fieldsIn(value: unknown, path = "$"): string[] {
  if (Array.isArray(value))
    return value.some((item) => typeof item === "object" && item !== null)
      ? value.flatMap((item, i) => fieldsIn(item, `${path}[${i}]`))
      : [path];
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([name, inner]) => fieldsIn(inner, `${path}.${name}`));
}

const shown = (migration: Migration): string[] =>
  migration.fields.map(({ path, outcome, to }) => [path, outcome, ...to].join(" "));

/** The laws of every migration. */
function lawful(migration: Migration): void {
  const form = fileForm(ENHANCED_SPEC, migration.config);
  expect(checkConfig(ENHANCED_SPEC, form).errors).toEqual([]);
  const again = migrateConfig(form);
  expect(again).toMatchObject({ from: "2.0", config: migration.config, adjusted: [], defaulted: [] });
  expect(again.fields.filter(({ outcome, notes }) => outcome !== "mapped" || notes.length > 0)).toEqual([]);
  for (const { outcome, to, notes } of migration.fields)
    expect(outcome === "mapped" ? to.length : notes.length).toBeGreaterThan(0);
  const set = migration.fields.flatMap(({ to }) => to).filter((field) => !field.startsWith("database."));
  const all = leavesOf(ENHANCED_SPEC.root as Group).map(({ path }) => path.join("."));
  expect(new Set([...set, ...migration.defaulted.map(({ field }) => field)]).size).toBeGreaterThanOrEqual(
    all.length - 1,
  );
}

describe("every version", () => {
  test.each(SOURCES)(
    "%s is recognised, and each of its fields is reported once, none as unknown",
    (version, source) => {
      const migration = migrateConfig(source, { identity });
      expect(migration.from).toBe(version);
      expect(migration.fields.map(({ path }) => path).sort()).toEqual(fieldsIn(source).sort());
      expect(migration.fields.filter(({ outcome }) => outcome === "unknown")).toEqual([]);
      lawful(migration);
    },
  );

  test.each(SOURCES)(
    "%s with its values spoilt still gives a configuration that validates, and reports every field",
    (version, source) => {
      fc.assert(
        fc.property(fc.array(fc.tuple(fc.nat(), oddValues), { minLength: 1, maxLength: 4 }), (changes) => {
          const spoilt = changes.reduce<unknown>((changed, [place, odd]) => {
            const paths = pathsOf(changed).slice(1);
            return paths.length === 0 ? changed : replaced(changed, paths[place % paths.length]!, odd);
          }, source);
          const migration = migrateConfig(JSON.stringify(spoilt), { version, identity });
          lawful(migration);
          expect(new Set(migration.fields.map(({ path }) => path)).size).toBe(migration.fields.length);
        }),
        { numRuns: 60 },
      );
    },
  );

  test("what is current comes out as it went in, with nothing remarked", () => {
    fc.assert(fc.property(enhancedConfigs, (config) => lawful(migrateConfig(fileForm(ENHANCED_SPEC, config)))));
    expect(migrateConfig(fileForm(ENHANCED_SPEC, DEFAULT_CONFIG)).config).toEqual(DEFAULT_CONFIG);
    // As milliseconds times a million this one comes out a nanosecond short.
    const odd = { ...DEFAULT_CONFIG, trim: { ...DEFAULT_CONFIG.trim, retention: 4_453_451_319_119_000 } };
    expect(migrateConfig(fileForm(ENHANCED_SPEC, odd)).config).toEqual(odd);
    lawful(migrateConfig(fileForm(ENHANCED_SPEC, odd)));
  });

  test.each([
    [{}, "legacy"], [{ batch: 5 }, "2.0"], [{ $schema: "x", trim: {} }, "2.0"], [{ buffer_config: {} }, "1.0"],
    [{ buffer_config: {}, priority_buffers: {} }, "1.1"], [{ redis_host: "h" }, "1.1"],
    [{ database: { host: "h" } }, "nautilus"], [{ database: { host: "h", pool_size: 5 } }, "legacy"],
    [{ ...DEFAULT_MESSAGE_BUS_CONFIG }, "nautilus"], [{ messagebus_version: "1.0", priority_buffers: {} }, "1.0"],
    [{ nonsense: 1 }, "legacy"],
  ])("%j is taken for %s", (source, version) => expect(migrateConfig(source).from).toBe(version));

  test("a version that does not exist is an error", () => {
    expect(() => migrateConfig({ messagebus_version: "3.0" })).toThrow(/3\.0, which does not exist/);
  });

  test.each(["[]", "5", "{", '{"a": 1, "a": 2}'])("%s is no source", (text) =>
    expect(() => migrateConfig(text, { source: "old.json" })).toThrow(/old\.json:1:/),
  );
});

describe("golden migrations", () => {
  test("NautilusTrader v1: all thirteen fields", () => {
    const migration = migrateConfig(NAUTILUS_V1, { identity });
    expect(shown(migration)).toMatchSnapshot();
    expect(migration.config).toEqual({
      ...DEFAULT_CONFIG,
      stream: "trader-TRADER-001:bus",
      buffers: {
        CRITICAL: { ...DEFAULT_CONFIG.buffers.CRITICAL, flushInterval: 500_000 },
        HIGH: { ...DEFAULT_CONFIG.buffers.HIGH, flushInterval: 2_000_000 },
        NORMAL: { ...DEFAULT_CONFIG.buffers.NORMAL, flushInterval: 10_000_000 },
        LOW: { ...DEFAULT_CONFIG.buffers.LOW, flushInterval: 50_000_000 },
      },
      trim: { ...DEFAULT_CONFIG.trim, strategy: "MINID", retention: 45 * 60e9 },
      wire: { ...DEFAULT_CONFIG.wire, timestamps: "iso8601" }, typesFilter: ["QuoteTick", "TradeTick"],
    });
    expect(migration.database).toMatchObject({
      host: "redis.example", port: 6380, username: "bus", password: "s3cret", ssl: true, connectionTimeout: 15,
    });
  });

  test("NautilusTrader's Rust fields", () =>
    expect(shown(migrateConfig(NAUTILUS_RUST, { identity }))).toMatchSnapshot());
  test("legacy", () => expect(shown(migrateConfig(LEGACY, { identity }))).toMatchSnapshot());
  test("1.0", () => expect(shown(migrateConfig(ORIGIN_1_0))).toMatchSnapshot());
  test("1.1", () => {
    const migration = migrateConfig(ORIGIN_1_1);
    expect(shown(migration)).toMatchSnapshot();
    expect(migration.config).toMatchSnapshot();
  });

  test("without an identity the stream takes the default, and the report says why", () => {
    const migration = migrateConfig(NAUTILUS_V1);
    expect(migration.config.stream).toBe(DEFAULT_CONFIG.stream);
    expect(migration.fields.find(({ path }) => path === "$.streams_prefix")).toMatchObject({
      outcome: "dropped", notes: [expect.stringContaining("trader's id")],
    });
  });

  test("water marks that no longer fit come down, and the report says from where to where", () => {
    const { adjusted, config } = migrateConfig({ priority_buffers: { low: { max_size: 1_000 } } });
    expect(config.buffers.LOW).toMatchObject({ capacity: 1_000, highWater: 800, lowWater: 200 });
    expect(adjusted.map(({ field, from, to }) => [field, from, to])).toEqual([
      ["buffers.LOW.highWater", 8_000, 800], ["buffers.LOW.lowWater", 2_000, 200],
    ]);
  });

  test("an unknown field is reported with its line and the nearest name, and nothing is lost silently", () => {
    const { fields } = migrateConfig('{ "database": { "host": "h" },\n  "buffer_intervall_ms": 5 }');
    expect(fields[1]).toMatchObject({
      path: "$.buffer_intervall_ms", at: { line: 2, column: 26 }, outcome: "unknown",
      notes: [expect.stringContaining("buffer_interval_ms?")],
    });
  });
});

describe("the guide", () => {
  test("names every field of the source, and holds no secret", () => {
    for (const [, source] of SOURCES) {
      const guide = createMigrationGuide(migrateConfig(source, { identity }));
      for (const path of fieldsIn(source)) expect(guide).toContain(`- ${path}`);
      expect(guide).not.toContain("s3cret");
    }
  });

  test("whole, of a small configuration", () => {
    expect(
      createMigrationGuide(
        migrateConfig(
          '{\n  "redis_host": "h",\n  "priority_buffers": { "low": { "max_size": 1000, "flush_interval_ms": 100 } },\n  "foo": 1\n}',
        ),
        "old.json",
      ),
    ).toMatchSnapshot();
  });
});
