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

const ofBuffers: readonly Perturbation[] = PRIORITIES.flatMap((priority) => {
  const name = priorityName(priority);
  const { flushInterval, overflow } = BASE.buffers[name];
  const field = (last: string): string => `buffers.${name}.${last}`;
  return [
    { field: field("capacity"), value: 55, scenario: overload(priority) },
    { field: field("flushInterval"), value: flushInterval / 2, scenario: trickle(priority) },
    { field: field("highWater"), value: 35, scenario: overload(priority) },
    { field: field("lowWater"), value: 25, scenario: overload(priority) },
    { field: field("overflow"), value: overflow === "refuse" ? "drop-oldest" : "refuse", scenario: overload(priority) },
  ];
});

const byAge = changed(BASE, "trim.strategy", "MINID");

/** One for each field: a value that differs from the base's, and a scenario that cannot miss it. */
const PERTURBATIONS: readonly Perturbation[] = [
  { field: "stream", value: "another", scenario: consuming },
  { field: "group", value: "another", scenario: consuming },
  ...ofBuffers,
  { field: "batch", value: 12, scenario: replaying },
  { field: "retry.base", value: ms(5), scenario: outage },
  { field: "retry.cap", value: ms(30), scenario: outage },
  { field: "consumer.batch", value: 3, scenario: replaying },
  { field: "consumer.block", value: ms(130), scenario: consuming },
  { field: "consumer.maxAttempts", value: 4, scenario: consuming },
  { field: "consumer.retryBase", value: ms(17), scenario: consuming },
  { field: "consumer.claimIdle", value: ms(400), scenario: consuming },
  { field: "consumer.claimInterval", value: ms(90), scenario: consuming },
  { field: "consumer.claimBatch", value: 4, scenario: consuming },
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

  test.each([["replaying", replaying], ["consuming", consuming], ["trimming", trimming(100)], ["outage", outage], ["overload", overload(3)], ["trickle", trickle(3)]])(
    "%s tells the same of the same configuration, and of one with a field that nobody reads", async (_name, scenario) => {
      const lines = await scenario(BASE);
      expect(lines.length).toBeGreaterThan(4);
      expect(await scenario({ ...BASE, unread: us(1) } as EnhancedMessageBusConfig)).toEqual(lines);
    });
});
