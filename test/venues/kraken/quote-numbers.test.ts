import fc from "fast-check";
import { expect, test } from "vitest";
import { quoteNumbers } from "../../../src/venues/kraken/quote-numbers.ts";

test("every number becomes its own text, and all else stays", () => {
  expect(quoteNumbers('{"a":0.10000000,"b":[-1.5e-7,0],"c":"1.2 \\"3\\\\","d":true,"e":18239578009413566319}')).toBe(
    '{"a":"0.10000000","b":["-1.5e-7","0"],"c":"1.2 \\"3\\\\","d":true,"e":"18239578009413566319"}',
  );
});

test("any JSON keeps its meaning, but for numbers that are text", () => {
  const textual = (value: unknown): unknown => {
    if (typeof value === "number") return JSON.stringify(value);
    if (Array.isArray(value)) return value.map(textual);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, textual(inner)]));
  };
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat({ max: 2 }), (value, indent) => {
      const json = JSON.stringify(value, undefined, indent);
      expect(JSON.parse(quoteNumbers(json))).toEqual(textual(JSON.parse(json)));
    }),
  );
});

test("what is not JSON does not become JSON", () => {
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const mangled = fc.array(
    fc.constantFrom("{", "}", "[", "]", ",", ":", '"', "a", "1", "0", "-", ".", "e", "+", " ", "\\", '"k"', "1.5"),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(mangled, (parts) => {
      const text = parts.join("");
      expect(parses(quoteNumbers(text))).toBe(parses(text));
    }),
    { numRuns: 2_000 },
  );
  for (const text of ["01", "1.", ".5", "-", "1e", "{5:1}", "{5 :1}", "[1 2]", '"1"2', "1a", "--1", "+1"])
    expect([text, parses(quoteNumbers(text))]).toEqual([text, false]);
});
