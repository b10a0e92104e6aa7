import fc from "fast-check";
import { expect, test } from "vitest";
import { formatUtc } from "../../../src/traffic/recording/utc.ts";

test("a time in UTC is what Date says, with the nanoseconds that Date does not have", () => {
  const anyMilliseconds = fc.integer({ min: Date.UTC(1600, 0), max: Date.UTC(9999, 11, 31) });
  fc.assert(fc.property(anyMilliseconds, fc.nat({ max: 999_999 }), (milliseconds, nanoseconds) => {
    const expected = `${new Date(milliseconds).toISOString().slice(0, -1)}${String(nanoseconds).padStart(6, "0")}Z`;
    expect(formatUtc(BigInt(milliseconds) * 1_000_000n + BigInt(nanoseconds))).toBe(expected);
  }), { numRuns: 2_000 });
});

test.each([
  [0n, "1970-01-01T00:00:00.000000000Z"],
  [-1n, "1969-12-31T23:59:59.999999999Z"],
  [951_782_400_000_000_000n, "2000-02-29T00:00:00.000000000Z"],
  [(1n << 63n) - 1n, "2262-04-11T23:47:16.854775807Z"],
])("%d ns is %s", (unixNs, text) => {
  expect(formatUtc(unixNs)).toBe(text);
});
