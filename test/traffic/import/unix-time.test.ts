import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatUnixTime, UnixTime } from "../../../src/traffic/import/unix-time.ts";

/** Nanoseconds that the text stands for; undefined where it is not read to its end. */
function read(text: string): bigint | undefined {
  const time = new UnixTime();
  const bytes = new TextEncoder().encode(text);
  if (time.read(bytes, 0, bytes.length) !== bytes.length) return undefined;
  return BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanos);
}

describe("a receive time", () => {
  test("is exact where a float is not", () => {
    expect(read("1633998512.0633569")).toBe(1633998512063356900n);
    expect(read("1723161256172216566")).toBe(1723161256172216566n);
    expect(read("1786310818.2235148")).toBe(1786310818223514800n);
    expect(read("1618677543.123456789000")).toBe(1618677543123456789n);
  });

  test("has the value of its decimals, in every unit and with any number of places", () => {
    const unix = fc.bigInt({ min: 1_000_000_000_000_000_000n, max: 9_999_999_999_999_999_999n });
    fc.assert(
      fc.property(unix, fc.constantFrom(10, 13, 16, 19), fc.nat(9), (nanoseconds, digits, places) => {
        const all = String(nanoseconds);
        const decimals = all.slice(digits, digits + places);
        const text = decimals === "" ? all.slice(0, digits) : `${all.slice(0, digits)}.${decimals}`;
        const kept = Math.min(19, digits + decimals.length);
        expect(read(text)).toBe(BigInt(all.slice(0, kept).padEnd(19, "0")));
      }),
    );
  });

  test.each([
    "", "0", "-1633998512", "+1633998512", "163399851", "16339985120", "163399851200", "16339985120000", "0633998512",
    "17231612561722165660", "1633998512.", ".1633998512", "1633998512.1234567891", "1633998512e3", "1.633998512e9",
    "NaN", "Infinity", "1633998512,5", "0x1633998512", "99999999999999999999999", "1723161256172216566.5",
  ])("is not %j", (text) => {
    expect(read(text)).toBeUndefined();
  });

  test("is written with nine places, before its origin too", () => {
    expect(formatUnixTime(1633998512, 63_356_900)).toBe("1633998512.063356900");
    expect(formatUnixTime(1633998512, -1)).toBe("1633998511.999999999");
  });
});
