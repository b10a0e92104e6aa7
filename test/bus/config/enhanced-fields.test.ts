import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkConfig, fileForm } from "../../../src/bus/config/check.ts";
import { DEFAULT_CONFIG } from "../../../src/bus/config/config.ts";
import { ENHANCED_SPEC } from "../../../src/bus/config/enhanced-spec.ts";
import { leavesOf, type Group, type Leaf } from "../../../src/bus/config/field.ts";
import { enhancedConfigs, oddValues, pathsOf, replaced } from "./config-arbitrary.ts";

const LEAVES = leavesOf(ENHANCED_SPEC.root as Group).map((placed) => ({ ...placed, name: placed.filePath.join(".") }));
const FORM = fileForm(ENHANCED_SPEC, DEFAULT_CONFIG);

/** What is wrong with the field itself when it alone has `value`. */
function codesOf(filePath: readonly string[], value: unknown): string[] {
  const { errors } = checkConfig(ENHANCED_SPEC, nested(filePath, value));
  return errors.filter(({ code }) => code !== "rule").map(({ code }) => code);
}

const nested = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight((inner, name) => ({ [name]: inner }), value);

const numbers = LEAVES.flatMap(({ leaf, ...rest }) =>
  leaf.kind === "integer" || leaf.kind === "duration" ? [{ ...rest, leaf }] : [],
);
const inFile = (leaf: Leaf, value: number): number => (leaf.kind === "duration" ? value / 1e6 : value);

describe("each number", () => {
  test.each(numbers)(
    "$name takes its least and most, and neither a step less nor a step more",
    ({ filePath, leaf }) => {
      const step = leaf.kind === "duration" ? 1_000 : 1;
      expect(codesOf(filePath, inFile(leaf, leaf.min))).toEqual([]);
      expect(codesOf(filePath, inFile(leaf, leaf.min + step))).toEqual([]);
      expect(codesOf(filePath, inFile(leaf, leaf.max - step))).toEqual([]);
      expect(codesOf(filePath, inFile(leaf, leaf.max))).toEqual([]);
      expect(codesOf(filePath, inFile(leaf, leaf.min - step))).toEqual(["range"]);
      expect(codesOf(filePath, inFile(leaf, leaf.max + step))).toEqual(["range"]);
      for (const huge of [1e300, -1e300, Infinity, -Infinity]) expect(codesOf(filePath, huge)).toHaveLength(1);
      expect(codesOf(filePath, NaN)).toHaveLength(1);
    },
  );

  test.each(numbers)("$name takes no finer step than its own", ({ filePath, leaf }) => {
    const between = leaf.kind === "duration" ? inFile(leaf, leaf.min + 1_500) : leaf.min + 0.5;
    expect(codesOf(filePath, between)).toEqual(["granularity"]);
  });

  test.each(numbers)("$name takes no text, flag, null, list or object", ({ filePath, leaf }) => {
    for (const value of [String(inFile(leaf, leaf.min)), true, null, [inFile(leaf, leaf.min)], {}])
      expect(codesOf(filePath, value)).toEqual(["type"]);
  });
});

describe("each text and choice", () => {
  test.each(LEAVES.filter(({ leaf }) => leaf.kind === "choice"))(
    "$name takes its values and nothing else",
    ({ filePath, leaf }) => {
      for (const value of Object.keys((leaf as { meanings: object }).meanings))
        expect(codesOf(filePath, value)).toEqual([]);
      for (const value of ["", "hasOwnProperty", "toString", "Hold", "maxlen"])
        expect(codesOf(filePath, value)).toEqual(["choice"]);
      for (const value of [1, null, true, ["hold"]]) expect(codesOf(filePath, value)).toEqual(["type"]);
    },
  );

  test.each(["stream", "group"])("%s takes visible ASCII up to its length", (name) => {
    for (const text of ["a", "trader-X:stream", "~!", "x".repeat(512)]) expect(codesOf([name], text)).toEqual([]);
    for (const text of ["", "a b", "a\n", "\u0000", "é", "\u007f"]) expect(codesOf([name], text)).toEqual(["pattern"]);
    expect(codesOf([name], "x".repeat(513))).toEqual(["length"]);
    for (const value of [1, null, ["a"]]) expect(codesOf([name], value)).toEqual(["type"]);
  });
});

describe("the whole", () => {
  test("every field may be left out alone, and then has its default", () => {
    for (const { filePath } of LEAVES)
      expect(checkConfig(ENHANCED_SPEC, replaced(FORM, filePath, undefined)).config).toEqual(DEFAULT_CONFIG);
  });

  test("what is left out of a given buffer is taken from the base, not read as nothing", () => {
    const base = {
      ...DEFAULT_CONFIG,
      batch: 7, buffers: { ...DEFAULT_CONFIG.buffers, LOW: { ...DEFAULT_CONFIG.buffers.LOW, capacity: 9_000 } },
    };
    const { config } = checkConfig(ENHANCED_SPEC, { buffers: { LOW: { lowWater: 3 } } }, base);
    expect(config).toEqual({ ...base, buffers: { ...base.buffers, LOW: { ...base.buffers.LOW, lowWater: 3 } } });
  });

  test("a value in the wrong place makes errors or another configuration, never a throw or a silent default", () => {
    fc.assert(fc.property(enhancedConfigs, fc.nat(), oddValues, (config, place, odd) => {
      const form = fileForm(ENHANCED_SPEC, config);
      const paths = pathsOf(form);
      const path = paths[place % paths.length]!;
      const changed = replaced(form, path, odd);
      const result = checkConfig(ENHANCED_SPEC, changed);
      if (result.config === undefined) expect(result.errors.length).toBeGreaterThan(0);
      else expect(fileForm(ENHANCED_SPEC, result.config)).toMatchObject(JSON.parse(JSON.stringify(changed)) as object);
    }), { numRuns: 1_000 });
  });

  test.each(["__proto__", "constructor", "toString", "flush_interval_ms", "Stream"])(
    "the name %s is unknown everywhere and changes nothing",
    (name) => {
      for (const path of pathsOf(FORM).filter(
        (one) => !LEAVES.some(({ filePath }) => filePath.join() === one.join()),
      )) {
        const prefix = path.map((part) => `{"${part}":`).join("");
        const { config, errors } = checkConfig(
          ENHANCED_SPEC, `${prefix}{"${name}": {"capacity": 5}}${"}".repeat(path.length)}`,
        );
        expect(config).toBeUndefined();
        expect(errors).toMatchObject([{ code: "unknown" }]);
      }
      expect(({} as Record<string, unknown>)["capacity"]).toBeUndefined();
    },
  );
});
