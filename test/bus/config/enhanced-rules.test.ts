import { describe, expect, test } from "vitest";
import { checkConfig, requireConfig } from "../../../src/bus/config/check.ts";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { ENHANCED_RULES } from "../../../src/bus/config/enhanced-rules.ts";
import { ENHANCED_SPEC } from "../../../src/bus/config/enhanced-spec.ts";
import { leavesOf, type Group } from "../../../src/bus/config/field.ts";
import { formatProblem } from "../../../src/bus/config/problem.ts";
import { WavetankError } from "../../../src/kernel/error.ts";

const check = (source: unknown) => checkConfig(ENHANCED_SPEC, source);
const brief = (source: unknown): string[] => {
  const { errors, warnings, suggestions } = check(source);
  return [...errors, ...warnings, ...suggestions].map(({ severity, path }) => `${severity} ${path}`);
};
const low = (buffer: object): object => ({ buffers: { LOW: buffer } });

describe("rules between fields", () => {
  test.each([
    [low({ highWater: 9_999, lowWater: 0 }), ["warning $.buffers.LOW.highWater"]],
    [low({ highWater: 10_000 }), ["error $.buffers.LOW.highWater"]],
    [low({ capacity: 8_000 }), ["error $.buffers.LOW.capacity"]],
    [low({ capacity: 8_889 }), []],
    [low({ capacity: 8_888 }), ["warning $.buffers.LOW.capacity"]],
    [low({ capacity: 8_001 }), ["warning $.buffers.LOW.capacity"]],
    [low({ lowWater: 7_999 }), []],
    [low({ lowWater: 8_000 }), ["error $.buffers.LOW.lowWater"]],
    [low({ highWater: 2_000 }), ["error $.buffers.LOW.highWater"]],
    [
      low({ capacity: 1_000, highWater: 1_000, lowWater: 1_000 }),
      ["error $.buffers.LOW.highWater", "error $.buffers.LOW.lowWater"],
    ],
    [low({ flushIntervalMs: 25 }), []],
    [low({ flushIntervalMs: 25.001 }), ["suggestion $.buffers.LOW.flushIntervalMs"]],
    [{ buffers: { CRITICAL: { overflow: "drop-oldest" } } }, ["warning $.buffers.CRITICAL.overflow"]],
    [{ buffers: { HIGH: { overflow: "drop-oldest" } } }, []],
    [low({ capacity: 946_562 }), []],
    [low({ capacity: 946_563 }), ["warning $.buffers.LOW.capacity"]],
    [{ retry: { baseMs: 60_000 } }, []],
    [{ retry: { baseMs: 60_000.001 } }, ["error $.retry.baseMs"]],
    [{ retry: { capMs: 9.999 } }, ["error $.retry.capMs"]],
    // 10 ms × (2^12 − 1) = 40.95 s, 10 ms × (2^13 − 1) = 81.91 s; the limit is 60 s.
    [{ consumer: { maxAttempts: 13 } }, []],
    [{ consumer: { maxAttempts: 14 } }, ["error $.consumer.maxAttempts"]],
    // 10 ms × (2^4 − 1) = 150 ms.
    [{ consumer: { claimIdleMs: 151, claimIntervalMs: 1 } }, []],
    [{ consumer: { claimIdleMs: 150, claimIntervalMs: 1 } }, ["error $.consumer.claimIdleMs"]],
    [{ consumer: { claimIntervalMs: 60_000 } }, []],
    [{ consumer: { claimIntervalMs: 60_001 } }, ["warning $.consumer.claimIntervalMs"]],
    [{ consumer: { blockMs: 1.5 } }, ["warning $.consumer.blockMs"]],
    [{ trim: { unacknowledged: "report" } }, ["warning $.trim.unacknowledged"]],
    [{ trim: { maxLength: 1_000_000 } }, []],
    [{ trim: { maxLength: 1_000_001 } }, ["warning $.trim.maxLength"]],
    [{ trim: { maxLength: 100 } }, []],
    [{ trim: { maxLength: 99 } }, ["warning $.trim.maxLength"]],
    [{ trim: { maxLength: 99, strategy: "MINID" } }, []],
    [{ trim: { strategy: "MINID", retentionMs: 4_999 } }, ["warning $.trim.retentionMs"]],
    [{ trim: { strategy: "MINID", retentionMs: 5_000 } }, []],
  ])("%j gives %j", (source, expected) => expect(brief(source)).toEqual(expected));

  test("the defaults give nothing to remark", () => expect(brief({})).toEqual([]));

  test("a rule stays silent about a field that is wrong by itself, and others still speak", () => {
    expect(brief({ buffers: { LOW: { capacity: "many", highWater: 20_000, lowWater: 20_000 } } }))
      .toEqual(["error $.buffers.LOW.capacity", "error $.buffers.LOW.lowWater"]);
  });

  test("rules name fields that exist", () => {
    const known = new Set(leavesOf(ENHANCED_SPEC.root as Group).map(({ path }) => path.join(".")));
    const { buffers, wire, health, tracing, metrics, consumer, trim } = DEFAULT_CONFIG;
    const bad = {
      capacity: 400_000_000, highWater: 500_000_000, lowWater: 500_000_001, flushInterval: 1e9, latencyTarget: 1_000,
      overflow: "drop-oldest",
    } as const;
    const worst = {
      ...DEFAULT_CONFIG,
      buffers: { ...buffers, CRITICAL: bad, HIGH: bad, NORMAL: bad, LOW: bad }, retry: { base: 2, cap: 1, attempts: 0 },
      consumer: { ...consumer, maxAttempts: 30, claimIdle: 1, block: 1, claimInterval: 9 },
      trim: { ...trim, retention: 1, strategy: "MINID", unacknowledged: "report" }, batch: 10_000,
      wire: { ...wire, layout: "nautilus-v1", compress: true, fenced: true },
      health: { ...health, heartbeatTimeout: 1e12 },
      tracing: { ...tracing, enabled: true, samplesPerMillion: 1_000_000 }, metrics: { ...metrics, enabled: false },
    } as const;
    const fields = [worst, { ...worst, trim: { ...worst.trim, strategy: "MAXLEN", maxLength: 1 } } as const]
      .flatMap((config) => ENHANCED_RULES.flatMap((rule) => rule(config).flatMap((finding) => finding.fields)));
    expect(fields.length).toBeGreaterThan(30);
    expect(fields.filter((field) => !known.has(field))).toEqual([]);
  });
});

describe("messages", () => {
  const text = `{
  "batch": 3,
  "strem": "x",
  "buffers": { "CRITICAL": { "flushIntervalMs": 0.6 }, "LOW": { "capacity": 5000 } },
  "consumer": { "block_ms": 5 }
}`;

  test("every problem is reported, with line, column, path, finding, expectation and the nearest name", () => {
    expect(check(text).errors.map((problem) => formatProblem(problem, "bus.json"))).toMatchInlineSnapshot(`
      [
        "bus.json:2:12: error: $.batch: found the number 3, expected a whole number of messages from 4 to 10,000",
        "bus.json:3:3: error: $.strem: found a name that is not known, expected one of stream, group, buffers, batch, retry, wire, typesFilter, health, tracing, metrics, consumer, workers, trim; did you mean stream?",
        "bus.json:5:17: error: $.consumer.block_ms: found a name that is not known, expected one of batch, blockMs, maxAttempts, retryBaseMs, claimIdleMs, claimIntervalMs, claimBatch, from, maxConcurrent, lagLimit; did you mean blockMs?",
        "bus.json:4:77: error: $.buffers.LOW.capacity: found a highWater of 8,000 with a capacity of 5,000, expected highWater below the capacity; what is not given takes its default",
        "bus.json:4:49: error: $.buffers.CRITICAL.flushIntervalMs: found 600 us, expected at most the class's latency target of 500 us; a message that waits for the whole interval would miss it",
      ]
    `);
  });

  test("requiring a configuration throws one error with all lines, or returns it", () => {
    const error = (() => {
      try {
        return requireConfig(check(text), "bus.json");
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(WavetankError);
    expect(error).toMatchObject({ code: "E_CONFIG", detail: { where: "bus.json:2:12" } });
    expect((error as Error).message.split("\n")).toHaveLength(6);
    expect(requireConfig(check({}))).toEqual(DEFAULT_CONFIG);
  });

  test.each([null, 5, "5", "[]", '"x"', [], undefined, () => 1])("%j is no configuration", (source) => {
    expect(check(source).errors).toMatchObject([{ code: "type", expected: "an object" }]);
  });

  test("a flood of problems is cut off and counted", () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `"name-${i}": ${i}`);
    const { errors } = check(`{${names.join(",")}}`);
    expect(errors).toHaveLength(101);
    expect(errors[100]).toMatchObject({ code: "too-large", found: "4900 more problems" });
  });

  test("$schema is for editors", () => expect(check({ $schema: "./schema.json" }).config).toEqual(DEFAULT_CONFIG));
});
