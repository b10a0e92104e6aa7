import { ms, sec, us } from "../../kernel/time.ts";
import type { BufferConfig, EnhancedMessageBusConfig } from "./enhanced-config.ts";
import { ENHANCED_FIELDS } from "./enhanced-fields.ts";
import { defaultsOf } from "./field.ts";

export type PresetName = "development" | "production" | "high-frequency";

const DEFAULTS = defaultsOf(ENHANCED_FIELDS);

const withBuffers = (changes: {
  readonly [K in keyof EnhancedMessageBusConfig["buffers"]]?: Partial<BufferConfig>;
}) => {
  const { CRITICAL, HIGH, NORMAL, LOW } = DEFAULTS.buffers;
  return {
    CRITICAL: { ...CRITICAL, ...changes.CRITICAL },
    HIGH: { ...HIGH, ...changes.HIGH },
    NORMAL: { ...NORMAL, ...changes.NORMAL },
    LOW: { ...LOW, ...changes.LOW },
  };
};

/**
 * Three starting points, from the origin design's presets.
 *
 * `development`: the defaults, with as many workers as there are at least. Pool, metrics and tracing, in which the
 * origin's differs too, are not part of this configuration.
 *
 * `production`: the origin's CRITICAL buffer of 50,000 with the water marks 40,000 and 2,000. Its interval of 10 ms is
 * twenty times the class's latency target of 0.5 ms (measured on the origin: mean 5.9 ms), so the default stays. 20
 * workers.
 *
 * `high-frequency`: the origin's CRITICAL buffer of 100,000 with a high-water mark of 80,000 and its cap of 1 s on
 * whatever waits for the server. Its interval of 1 ms is twice the target of CRITICAL and becomes 0.1 ms; its 10 ms for
 * the other classes are five times the target of HIGH and all of NORMAL's: they hold for LOW, and HIGH and NORMAL get a
 * quarter of their targets. Its three subscriptions as CRITICAL are not taken over: a class for everything is none. 50
 * workers.
 */
export const PRESETS: Readonly<Record<PresetName, EnhancedMessageBusConfig>> = {
  development: { ...DEFAULTS, workers: { ...DEFAULTS.workers, autoScale: false } },
  production: {
    ...DEFAULTS,
    workers: { ...DEFAULTS.workers, max: 20 },
    buffers: withBuffers({ CRITICAL: { capacity: 50_000, highWater: 40_000 } }),
  },
  "high-frequency": {
    ...DEFAULTS,
    buffers: withBuffers({
      CRITICAL: { capacity: 100_000, highWater: 80_000, flushInterval: us(100) },
      HIGH: { flushInterval: us(500) },
      NORMAL: { flushInterval: us(2_500) },
      LOW: { flushInterval: ms(10) },
    }),
    retry: { ...DEFAULTS.retry, cap: sec(1) },
    workers: { ...DEFAULTS.workers, max: 50 },
  },
};

/** The names that NAUTILUS_ENV and command lines take; `hft` is the origin's short form. */
export const PRESET_NAMES: Readonly<Record<string, PresetName>> = {
  "development": "development", "production": "production", "high-frequency": "high-frequency", "hft": "high-frequency",
};
