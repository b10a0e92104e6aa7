import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG, type EnhancedMessageBusConfig } from "../../../src/bus/config/config.ts";
import { ENHANCED_SPEC } from "../../../src/bus/config/enhanced-spec.ts";
import { leavesOf, type Group } from "../../../src/bus/config/field.ts";
import { PRIORITIES, priorityName } from "../../../src/bus/priority.ts";
import { ms, us } from "../../../src/kernel/time.ts";
import { replaced } from "./config-arbitrary.ts";
import { consuming } from "./effect/consuming.ts";
import { outage, overload, trickle } from "./effect/producing.ts";
import { replaying } from "./effect/replaying.ts";
import { smallConfig, type Scenario } from "./effect/story.ts";
import { reporting } from "./effect/reporting.ts";
import { subscribing } from "./effect/subscribing.ts";
import { trimming } from "./effect/trimming.ts";

const BASE = smallConfig(DEFAULT_CONFIG);
const changed = (config: EnhancedMessageBusConfig, field: string, value: unknown): EnhancedMessageBusConfig =>
  replaced(config, field.split("."), value) as EnhancedMessageBusConfig;

interface Perturbation {
  readonly field: string;
  readonly value: unknown;
  /** In which the field must show. */
  readonly scenario: Scenario;
  readonly base?: EnhancedMessageBusConfig;
}

/** Messages wait for 30 ms behind a slow write: late for the three upper classes, not for LOW. */
const TARGETS = { CRITICAL: ms(40), HIGH: ms(40), NORMAL: ms(40), LOW: ms(27) };

const ofBuffers: readonly Perturbation[] = PRIORITIES.flatMap((priority) => {
  const name = priorityName(priority);
  const { flushInterval, overflow } = BASE.buffers[name];
  const field = (last: string): string => `buffers.${name}.${last}`;
  return [
    { field: field("capacity"), value: 55, scenario: overload(priority) },
    { field: field("flushInterval"), value: flushInterval / 2, scenario: trickle(priority) },
    { field: field("latencyTarget"), value: TARGETS[name], scenario: reporting },
    { field: field("highWater"), value: 35, scenario: overload(priority) },
    { field: field("lowWater"), value: 25, scenario: overload(priority) },
    { field: field("overflow"), value: overflow === "refuse" ? "drop-oldest" : "refuse", scenario: overload(priority) },
  ];
});

const asJson = changed(BASE, "wire.encoding", "json");
const compressed = changed(BASE, "wire.compress", true);
const traced = changed(BASE, "tracing.enabled", true);
const byAge = changed(BASE, "trim.strategy", "MINID");

/** One for each field: a value that differs from the base's, and a scenario that cannot miss it. */
const PERTURBATIONS: readonly Perturbation[] = [
  { field: "stream", value: "another", scenario: consuming },
  { field: "group", value: "another", scenario: consuming },
  ...ofBuffers,
  { field: "batch", value: 12, scenario: replaying },
  { field: "retry.base", value: ms(5), scenario: outage },
  { field: "retry.cap", value: ms(30), scenario: outage },
  { field: "retry.attempts", value: 3, scenario: outage },
  { field: "wire.layout", value: "packed", scenario: reporting },
  { field: "wire.mode", value: "script", scenario: reporting },
  { field: "wire.fenced", value: true, scenario: reporting },
  { field: "wire.encoding", value: "json", scenario: reporting },
  { field: "wire.timestamps", value: "integer", scenario: reporting, base: asJson },
  { field: "wire.compress", value: true, scenario: reporting },
  { field: "wire.compressAbove", value: 1_000_000, scenario: reporting, base: compressed },
  { field: "wire.compressionLevel", value: 1, scenario: reporting, base: compressed },
  { field: "typesFilter", value: ["V"], scenario: reporting },
  { field: "health.heartbeatInterval", value: ms(150), scenario: reporting },
  { field: "health.heartbeatTimeout", value: ms(20), scenario: reporting },
  { field: "health.maxMissed", value: 2, scenario: reporting },
  { field: "tracing.enabled", value: true, scenario: reporting },
  { field: "tracing.samplesPerMillion", value: 200_000, scenario: reporting, base: traced },
  { field: "tracing.seed", value: 1, scenario: reporting, base: traced },
  { field: "metrics.enabled", value: false, scenario: reporting },
  { field: "metrics.window", value: ms(200), scenario: reporting },
  { field: "consumer.batch", value: 3, scenario: replaying },
  { field: "consumer.block", value: ms(130), scenario: consuming },
  { field: "consumer.maxAttempts", value: 4, scenario: consuming },
  { field: "consumer.retryBase", value: ms(17), scenario: consuming },
  { field: "consumer.claimIdle", value: ms(400), scenario: consuming },
  { field: "consumer.claimInterval", value: ms(90), scenario: consuming },
  { field: "consumer.claimBatch", value: 4, scenario: consuming },
  { field: "consumer.from", value: "newest", scenario: subscribing },
  { field: "consumer.maxConcurrent", value: 2, scenario: subscribing },
  { field: "consumer.lagLimit", value: 100, scenario: trimming(100) },
  { field: "workers.autoScale", value: false, scenario: subscribing },
  { field: "workers.min", value: 2, scenario: subscribing },
  { field: "workers.max", value: 3, scenario: subscribing },
  { field: "workers.scaleUpPercent", value: 95, scenario: subscribing },
  { field: "workers.scaleDownPercent", value: 10, scenario: subscribing },
  { field: "workers.cooldown", value: ms(80), scenario: subscribing },
  { field: "workers.queue", value: 9, scenario: subscribing },
  { field: "trim.precision", value: "exact", scenario: trimming(0) },
  { field: "trim.strategy", value: "MINID", scenario: trimming(0) },
  { field: "trim.maxLength", value: 400, scenario: replaying, base: changed(BASE, "trim.interval", ms(50)) },
  { field: "trim.retention", value: ms(800), scenario: trimming(0), base: byAge },
  { field: "trim.interval", value: ms(200), scenario: trimming(0) },
  { field: "trim.unacknowledged", value: "report", scenario: trimming(100) },
];

describe("no field is dead", () => {
  test("every field of the configuration is perturbed once", () => {
    const fields = leavesOf(ENHANCED_SPEC.root as Group).map(({ path }) => path.join("."));
    expect(PERTURBATIONS.map(({ field }) => field).sort()).toEqual(fields.sort());
  });

  test.each(PERTURBATIONS)("$field shows", async ({ field, value, scenario, base = BASE }) => {
    expect(await scenario(changed(base, field, value))).not.toEqual(await scenario(base));
  });

  test.each([
    ["replaying", replaying], ["consuming", consuming], ["subscribing", subscribing], ["trimming", trimming(100)],
    ["outage", outage], ["overload", overload(3)], ["trickle", trickle(3)],
  ])(
    "%s tells the same of the same configuration, and of one with a field that nobody reads",
    async (_name, scenario) => {
      const lines = await scenario(BASE);
      expect(lines.length).toBeGreaterThan(4);
      expect(await scenario({ ...BASE, unread: us(1) } as EnhancedMessageBusConfig)).toEqual(lines);
    },
  );
});
