import fc from "fast-check";
import { expect, test } from "vitest";
import { exponentialText, fixedText, generalText } from "../../../../src/redis/scripting/lua/decimal.ts";
import { numberOfText, textOfNumber } from "../../../../src/redis/scripting/lua/number-text.ts";

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

test("seventeen significant digits read back as the same number", () => {
  fc.assert(fc.property(finite, (value) => {
    expect(numberOfText(generalText(value, 17))).toBe(value);
    expect(numberOfText(exponentialText(value, 16))).toBe(value);
  }));
});

test("fixed digits are those of the number times a power of ten, rounded", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 0, max: 6 }), (units, places) => {
      // An eighth has three exact decimal digits.
      const exact = BigInt(units) * 125n;
      const text = fixedText(units / 8, 3);
      expect(BigInt(text.replace(".", ""))).toBe(exact);
      expect(Number(fixedText(units, places))).toBe(units);
    }),
  );
});

test("halves are rounded to even, as C does and JavaScript does not", () => {
  expect([0.5, 1.5, 2.5, 0.125].map((value) => fixedText(value, 0))).toEqual(["0", "2", "2", "0"]);
  expect(fixedText(0.125, 2)).toBe("0.12");
  expect(generalText(100_000_000_000.125, 14)).toBe("100000000000.12");
});

test.each([
  [1e15, "1e+15"], [1e14, "1e+14"], [99_999_999_999_999, "99999999999999"], [0.1, "0.1"], [1 / 3, "0.33333333333333"],
  [-0, "-0"], [1e-5, "1e-05"], [2 ** 53, "9.007199254741e+15"], [Infinity, "inf"], [-Infinity, "-inf"], [NaN, "-nan"],
  [123.456, "123.456"],
])("%d is written %s", (value, text) => {
  expect(textOfNumber(value)).toBe(text);
});

test.each([
  ["0x10", 16], [" 12\n", 12], ["1e2", 100], [".5", 0.5], ["5.", 5], ["-0x1p4", -16], ["inf", Infinity],
  ["", undefined], ["1 2", undefined], ["0x", undefined], ["e5", undefined], ["1e", undefined],
])("the text %j is the number %s", (text, value) => {
  expect(numberOfText(text)).toBe(value);
});
