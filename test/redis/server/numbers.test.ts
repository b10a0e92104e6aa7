import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COMPATS } from "../../../src/redis/server/compat.ts";
import { addInt64, int64, MAX_INT64, MIN_INT64, parseInteger } from "../../../src/redis/server/int64.ts";
import { addLongDoubles, formatLongDouble, parseLongDouble } from "../../../src/redis/server/long-double.ts";
import { formatDouble, parseDouble } from "../../../src/redis/server/numbers.ts";
import { comparesWithRealServers, key, words } from "../lists/real-comparison.ts";

const exact = fc.bigInt({ min: MIN_INT64, max: MAX_INT64 });

describe("an integer of 64 bits", () => {
  test("is read from the text that it is printed as, and from no other", () => {
    fc.assert(fc.property(exact, (value) => {
      expect(parseInteger(String(value))).toBe(int64(value));
      expect(parseInteger(`0${value}`)).toBeUndefined();
      expect(parseInteger(`+${value}`)).toBeUndefined();
      expect(parseInteger(`${value} `)).toBeUndefined();
    }));
  });

  test("is read wherever the digits are canonical and in range", () => {
    fc.assert(fc.property(fc.stringMatching(/^-?[0-9]{0,22}$/), (text) => {
      const canonical = /^(0|-?[1-9]\d*)$/.test(text) && BigInt(text) >= MIN_INT64 && BigInt(text) <= MAX_INT64;
      expect(parseInteger(text) !== undefined).toBe(canonical);
    }));
  });

  test("is added exactly, or not at all", () => {
    fc.assert(fc.property(exact, exact, (left, right) => {
      const sum = left + right;
      expect(addInt64(int64(left), int64(right))).toBe(sum > MAX_INT64 || sum < MIN_INT64 ? undefined : int64(sum));
    }));
  });
});

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("a double", () => {
  test("is read back from what every server prints", () => {
    fc.assert(fc.property(finite, fc.constantFrom(...COMPATS), (value, compat) => {
      expect(parseDouble(formatDouble(value, compat))).toBe(value);
    }), { numRuns: 2_000 });
  });

  test("that lies between two roundings goes to the even digit", () => {
    expect(formatDouble(2 ** -25, "7.0")).toBe("2.9802322387695312e-08");
  });

  test("in C's hexadecimal is rounded once", () => {
    expect(parseDouble("0x1.8p1")).toBe(3);
    expect(parseDouble("0x20000000000001")).toBe(2 ** 53);
    expect(parseDouble("0x20000000000003")).toBe(2 ** 53 + 4);
    expect(parseDouble("0x1p-1074")).toBe(Number.MIN_VALUE);
    expect(parseDouble("0x1p-1075")).toBeUndefined();
    expect(parseDouble("0x1p1024")).toBeUndefined();
  });
});

describe("a long double", () => {
  test("holds every integer of 64 bits and adds it exactly", () => {
    fc.assert(fc.property(exact, exact, (left, right) => {
      const sum = addLongDoubles(parseLongDouble(String(left))!, parseLongDouble(String(right))!)!;
      const expected = left + right;
      if (expected <= MAX_INT64 && expected >= MIN_INT64) expect(formatLongDouble(sum)).toBe(String(expected));
    }));
  });

  test("has digits that a double does not have", () => {
    const sum = addLongDoubles(parseLongDouble("0.1")!, parseLongDouble("0.2")!)!;
    expect(formatLongDouble(sum)).toBe("0.3");
    expect(formatLongDouble(parseLongDouble("3.14159265358979323846")!)).toBe("3.14159265358979324");
  });
});

const number = fc.oneof(
  finite.map(String), fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String),
  fc.tuple(fc.integer(), fc.nat()).map(([whole, part]) => `${whole}.${part}`),
  fc.tuple(fc.nat(), fc.integer({ min: -340, max: 340 })).map(([digits, power]) => `${digits}e${power}`),
  fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: -80, max: 80 }))
    .map(([whole, part, power]) => `0x${whole.toString(16)}.${part.toString(16)}p${power}`),
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(String),
);

comparesWithRealServers("numbers", fc.oneof(
  words("ZADD", key, number, "member"),
  words("ZSCORE", key, "member"),
  words("SET", "sum", number),
  words("INCRBYFLOAT", "sum", number),
  words("DEL", "sum"),
));
