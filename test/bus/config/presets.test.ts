import { describe, expect, test } from "vitest";
import { checkConfig, fileForm } from "../../../src/bus/config/check.ts";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { ENHANCED_SPEC } from "../../../src/bus/config/enhanced-spec.ts";
import { PRESETS } from "../../../src/bus/config/presets.ts";

const buffer = (latencyTargetMs: number, flushIntervalMs: number, overflow: string, changes: object = {}) =>
  ({ capacity: 10_000, flushIntervalMs, latencyTargetMs, highWater: 8_000, lowWater: 2_000, overflow, ...changes });

const DEFAULT_FORM = {
  stream: "trader-WAVETANK-001:stream",
  group: "engine",
  buffers: {
    CRITICAL: buffer(0.5, 0.25, "refuse"), HIGH: buffer(2, 1, "refuse"), NORMAL: buffer(10, 5, "drop-oldest"),
    LOW: buffer(50, 25, "drop-oldest"),
  },
  batch: 100, retry: { baseMs: 10, capMs: 60_000, attempts: 0 },
  wire: {
    layout: "enhanced", mode: "pipeline", fenced: false, encoding: "msgpack", timestamps: "string", compress: false,
    compressAbove: 1_024, compressionLevel: 6,
  },
  typesFilter: [], health: { heartbeatIntervalMs: 30_000, heartbeatTimeoutMs: 10_000, maxMissed: 3 },
  tracing: { enabled: false, samplesPerMillion: 100_000, seed: 0 }, metrics: { enabled: true, windowMs: 5_000 },
  consumer: {
    batch: 100, blockMs: 1_000, maxAttempts: 5, retryBaseMs: 10, claimIdleMs: 60_000, claimIntervalMs: 15_000,
    claimBatch: 100, from: "beginning", maxConcurrent: 100, lagLimit: 1_000,
  },
  workers: {
    autoScale: true, min: 1, max: 10, scaleUpPercent: 80, scaleDownPercent: 30, cooldownMs: 1_000, queue: 1_000,
  },
  trim: {
    strategy: "MAXLEN", maxLength: 100_000, retentionMs: 1_800_000, intervalMs: 5_000, precision: "approximate",
    unacknowledged: "hold",
  },
};

describe("presets", () => {
  test("the defaults, whole", () => expect(fileForm(ENHANCED_SPEC, DEFAULT_CONFIG)).toEqual(DEFAULT_FORM));

  test.each([
    ["development", { ...DEFAULT_FORM, workers: { ...DEFAULT_FORM.workers, autoScale: false } }],
    [
      "production",
      {
        ...DEFAULT_FORM,
        buffers: {
          ...DEFAULT_FORM.buffers,
          CRITICAL: buffer(0.5, 0.25, "refuse", { capacity: 50_000, highWater: 40_000 }),
        },
        workers: { ...DEFAULT_FORM.workers, max: 20 },
      },
    ],
    [
      "high-frequency",
      {
        ...DEFAULT_FORM,
        buffers: {
          CRITICAL: buffer(0.5, 0.1, "refuse", { capacity: 100_000, highWater: 80_000 }),
          HIGH: buffer(2, 0.5, "refuse"), NORMAL: buffer(10, 2.5, "drop-oldest"), LOW: buffer(50, 10, "drop-oldest"),
        },
        retry: { baseMs: 10, capMs: 1_000, attempts: 0 }, workers: { ...DEFAULT_FORM.workers, max: 50 },
      },
    ],
  ] as const)("%s, whole, with nothing to remark", (name, form) => {
    expect(fileForm(ENHANCED_SPEC, PRESETS[name])).toEqual(form);
    expect(checkConfig(ENHANCED_SPEC, form)).toEqual({
      config: PRESETS[name], errors: [], warnings: [], suggestions: [],
    });
  });
});
