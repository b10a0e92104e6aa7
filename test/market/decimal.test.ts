import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalPlaces, formatDecimal, MAX_PRECISION, parseDecimal } from "../../src/market/decimal.ts";

const precision = fc.integer({ min: 0, max: MAX_PRECISION });
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

/** What parseDecimal should give, by bigint: undefined if `text` does not fit `precision` places. */
function byBigint(text: string, places: number): bigint | undefined {
  const [whole = "", fraction = ""] = text.split(".");
  if (/[1-9]/.test(fraction.slice(places))) return undefined;
  return BigInt(`${whole}${fraction.slice(0, places).padEnd(places, "0")}` || "0");
}

describe("parseDecimal", () => {
  const digits = fc.stringMatching(/^[0-9]{0,18}$/);
  const text = fc.tuple(digits, fc.option(digits)).map(([whole, fraction]) =>
    fraction === null || whole + fraction === "" ? whole || "0" : `${whole}.${fraction}`);

  test("is exact, or refuses, on every decimal text: bigint arithmetic agrees", () => {
    fc.assert(fc.property(text, precision, (decimal, places) => {
      const expected = byBigint(decimal, places);
      if (expected === undefined) {
        expect(() => parseDecimal(decimal, places)).toThrow(/decimal places|2\^53/);
      } else if (expected > BigInt(Number.MAX_SAFE_INTEGER)) {
        expect(() => parseDecimal(decimal, places)).toThrow(code("E_OVERFLOW"));
      } else {
        expect(parseDecimal(decimal, places)).toBe(Number(expected));
      }
    }), { numRuns: 2_000 });
  });

  test("inverts formatDecimal at every precision", () => {
    fc.assert(fc.property(fc.maxSafeNat(), precision, (value, places) => {
      expect(parseDecimal(formatDecimal(value, places), places)).toBe(value);
    }));
  });

  test("refuses every text that is not digits with at most one dot", () => {
    fc.assert(fc.property(fc.string(), (junk) => {
      fc.pre(!/^(\d+\.?\d*|\.\d+)$/.test(junk));
      expect(() => parseDecimal(junk, 8)).toThrow(code("E_DECIMAL"));
    }));
  });

  test.each(["", ".", "-1", "+1", "1e5", "0x10", "1,5", "1.2.3", " 1", "1 ", "١", "NaN", "1._", "Infinity"])(
    "refuses %j", (junk) => {
      expect(() => parseDecimal(junk, 2)).toThrow(code("E_DECIMAL"));
    });

  test.each<[string, number, number]>([
    ["0.3521", 8, 35_210_000],
    ["65083.67", 2, 6_508_367],
    ["0.35210000000000000", 8, 35_210_000],
    ["9007199254740991", 0, Number.MAX_SAFE_INTEGER],
    ["9.007199254740991", 15, Number.MAX_SAFE_INTEGER],
    ["000012.5", 1, 125],
    [".5", 1, 5],
    ["5.", 1, 50],
    ["0", 15, 0],
  ])("reads %s at %i places as %i", (decimal, places, value) => {
    expect(parseDecimal(decimal, places)).toBe(value);
  });

  test.each<[string, number]>([
    ["9007199254740992", 0], ["9007199254740993", 0], ["90071992547409910", 0], ["9.007199254740992", 15],
    ["1", 16], ["9".repeat(400), 0],
  ])("refuses %s at %i places: beyond 2^53 - 1", (decimal, places) => {
    expect(() => parseDecimal(decimal, places)).toThrow(code("E_OVERFLOW"));
  });

  test("refuses a digit that the precision would lose, and shows no more than 40 characters of it", () => {
    expect(() => parseDecimal("0.123", 2)).toThrow(code("E_PRECISION"));
    expect(() => parseDecimal(`0.${"1".repeat(5_000)}`, 2)).toThrow(/^.{0,90}$/);
  });
});

describe("decimal text", () => {
  test.each<[string, number]>([
    ["0.35210000", 8], ["1", 0], ["1.", 0], [".5", 1],
  ])("%s has %i decimal places", (text, places) => {
    expect(decimalPlaces(text)).toBe(places);
  });

  test.each<[number, number, string]>([
    [35_210_000, 8, "0.35210000"], [0, 0, "0"], [0, 2, "0.00"], [6_508_367, 2, "65083.67"], [7, 0, "7"],
    [Number.MAX_SAFE_INTEGER, 15, "9.007199254740991"],
  ])("of %i at %i places is %s", (value, places, text) => {
    expect(formatDecimal(value, places)).toBe(text);
  });
});
