import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc, { type Arbitrary } from "fast-check";
import { describe, expect, test } from "vitest";
import { checkConfig, fileForm } from "../../../src/bus/config/check.ts";
import { ENHANCED_SPEC } from "../../../src/bus/config/enhanced-spec.ts";
import { snakeCase } from "../../../src/bus/config/field.ts";
import { jsonSchema } from "../../../src/bus/config/json-schema.ts";
import { MESSAGE_BUS_SPEC } from "../../../src/bus/config/message-bus-config.ts";
import type { ConfigSpec } from "../../../src/bus/config/spec.ts";
import { enhancedConfigs, messageBusConfigs, oddValues, pathsOf, replaced } from "./config-arbitrary.ts";

const published = (name: string): string => path.resolve(import.meta.dirname, "../../../schemas", name);
const ENHANCED = published("enhanced-message-bus-config.schema.json");
const MESSAGE_BUS = published("message-bus-config.schema.json");

function validator(file: string): (value: unknown) => boolean {
  // Steps of a thousandth are decimal; this validator divides doubles, so it is told how exact that is.
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, multipleOfPrecision: 2 });
  const validate = ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
  return (value) => validate(value);
}

/** True if nothing is wrong with any field by itself: what a schema can say. */
const fieldsHold = <T>(spec: ConfigSpec<T>, form: unknown): boolean =>
  checkConfig(spec, JSON.stringify(form)).errors.every(({ code }) => code === "rule");

/** A number so small that the schema validator, which forgives rounding, takes it for the multiple 0. */
const holdsSpeck = (form: unknown): boolean => /\de-\d/.test(JSON.stringify(form) ?? "");

/** A file with up to two odd values, or with a field left out. */
const files = (forms: Arbitrary<Record<string, unknown>>): Arbitrary<unknown> =>
  fc
    .tuple(forms, fc.array(fc.tuple(fc.nat(), fc.option(oddValues, { nil: undefined })), { maxLength: 2 }))
    .map(([form, changes]) =>
      changes.reduce<unknown>((changed, [place, odd]) => {
        const paths = pathsOf(changed).slice(1);
        return paths.length === 0 ? changed : replaced(changed, paths[place % paths.length]!, odd);
      }, form),
    );

/** Some members in snake case, some in both spellings. */
const spelled = (form: Record<string, unknown>, choice: number): Record<string, unknown> =>
  Object.fromEntries(Object.entries(form).flatMap(([name, value], i) => {
    const how = (choice >> (i % 15)) & 3;
    return how === 0
      ? [[snakeCase(name), value]]
      : how === 1 && (choice & 7) === 0
        ? [
            [name, value], [snakeCase(name), value],
          ]
        : [[name, value]];
  }));

describe("the published schemas", () => {
  test("are those of the field tables", async () => {
    for (const [file, schema] of [
      [ENHANCED, jsonSchema(ENHANCED_SPEC)], [MESSAGE_BUS, jsonSchema(MESSAGE_BUS_SPEC)],
    ] as const) {
      await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(file);
    }
  });

  const enhancedForms = enhancedConfigs.map((config) => fileForm(ENHANCED_SPEC, config));
  const messageBusForms = fc
    .tuple(messageBusConfigs, fc.nat({ max: 0x3fff }))
    .map(([config, choice]) => spelled(fileForm(MESSAGE_BUS_SPEC, config), choice));

  test("take and refuse the same configurations as the validator: EnhancedMessageBusConfig", () => {
    const valid = validator(ENHANCED);
    let good = 0;
    fc.assert(fc.property(fc.oneof(files(enhancedForms), fc.jsonValue()), (form) => {
      fc.pre(!holdsSpeck(form));
      const holds = fieldsHold(ENHANCED_SPEC, form);
      if (holds) good++;
      expect(valid(JSON.parse(JSON.stringify(form)))).toBe(holds);
    }), { numRuns: 1_000 });
    expect(good).toBeGreaterThan(100);
    expect(good).toBeLessThan(900);
  });

  test("take and refuse the same configurations as the validator: MessageBusConfig", () => {
    const valid = validator(MESSAGE_BUS);
    let good = 0;
    fc.assert(fc.property(fc.oneof(files(messageBusForms), fc.jsonValue()), (form) => {
      fc.pre(!holdsSpeck(form));
      const holds = fieldsHold(MESSAGE_BUS_SPEC, form);
      if (holds) good++;
      expect(valid(JSON.parse(JSON.stringify(form)))).toBe(holds);
    }), { numRuns: 1_000 });
    expect(good).toBeGreaterThan(100);
    expect(good).toBeLessThan(900);
  });
});
