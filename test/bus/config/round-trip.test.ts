import fc from "fast-check";
import { expect, test } from "vitest";
import { checkConfig, printConfig, requireConfig } from "../../../src/bus/config/check.ts";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { ENHANCED_SPEC } from "../../../src/bus/config/enhanced-spec.ts";
import { DEFAULT_MESSAGE_BUS_CONFIG, MESSAGE_BUS_SPEC } from "../../../src/bus/config/message-bus-config.ts";
import { PRESETS } from "../../../src/bus/config/presets.ts";
import { us } from "../../../src/kernel/time.ts";
import { enhancedConfigs, messageBusConfigs } from "./config-arbitrary.ts";

test("an EnhancedMessageBusConfig that is printed and read is the same, whatever the base", () => {
  fc.assert(fc.property(enhancedConfigs, enhancedConfigs, (config, base) => {
    expect(requireConfig(checkConfig(ENHANCED_SPEC, printConfig(ENHANCED_SPEC, config), base))).toEqual(config);
  }), { numRuns: 500 });
});

test("a MessageBusConfig that is printed and read is the same", () => {
  fc.assert(fc.property(messageBusConfigs, (config) => {
    expect(requireConfig(checkConfig(MESSAGE_BUS_SPEC, printConfig(MESSAGE_BUS_SPEC, config)))).toEqual(config);
  }), { numRuns: 500 });
});

test("what is printed does not depend on the order in which a configuration was put together", () => {
  const reversed = Object.fromEntries(Object.entries(DEFAULT_CONFIG).reverse()) as unknown as typeof DEFAULT_CONFIG;
  expect(printConfig(ENHANCED_SPEC, reversed)).toBe(printConfig(ENHANCED_SPEC, DEFAULT_CONFIG));
});

test("defaults and presets print and read as themselves", () => {
  for (const config of [DEFAULT_CONFIG, ...Object.values(PRESETS)]) {
    expect(checkConfig(ENHANCED_SPEC, printConfig(ENHANCED_SPEC, config)).config).toEqual(config);
  }
  expect(checkConfig(MESSAGE_BUS_SPEC, printConfig(MESSAGE_BUS_SPEC, DEFAULT_MESSAGE_BUS_CONFIG)).config).toEqual(
    DEFAULT_MESSAGE_BUS_CONFIG,
  );
});

test("every whole microsecond keeps its value through milliseconds", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 50_000 }), (microseconds) => {
    const { LOW } = DEFAULT_CONFIG.buffers;
    const config = {
      ...DEFAULT_CONFIG,
      buffers: { ...DEFAULT_CONFIG.buffers, LOW: { ...LOW, flushInterval: us(microseconds) } },
    };
    expect(checkConfig(ENHANCED_SPEC, printConfig(ENHANCED_SPEC, config)).config?.buffers.LOW.flushInterval).toBe(
      us(microseconds),
    );
  }), { numRuns: 2_000 });
});

test.each([NaN, -1, 1.5, 1_500])("a retry base of %d ns is not printed, because it could not be read back", (base) => {
  expect(() => printConfig(ENHANCED_SPEC, { ...DEFAULT_CONFIG, retry: { ...DEFAULT_CONFIG.retry, base } })).toThrow(
    /\$\.retry\.baseMs/,
  );
});
