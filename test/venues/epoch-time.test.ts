import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UNKNOWN_INSTANT } from "../../src/kernel/time.ts";
import { EpochTime } from "../../src/venues/epoch-time.ts";

const SPAN = 9_007_199_254_740_991n;
const epochs = fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n });
const offsets = fc.bigInt({ min: -SPAN + 1n, max: SPAN });

/** A Unix time in nanoseconds as ISO text with nine places, by way of Date for the seconds. */
function isoOf(unixNs: bigint): string {
  const seconds = new Date(Number(unixNs / 1_000_000_000n) * 1_000).toISOString().slice(0, 19);
  return `${seconds}.${String(unixNs % 1_000_000_000n).padStart(9, "0")}Z`;
}

describe("instants of venue times", () => {
  test("are the exact distance from the epoch for ISO text of up to nine places", () => {
    fc.assert(
      fc.property(epochs, offsets, fc.nat({ max: 9 }), (epoch, offset, places) => {
        const unit = 10n ** BigInt(9 - places);
        const time = ((epoch + offset) / unit) * unit;
        fc.pre(time >= 0n && time - epoch > -SPAN);
        const text = isoOf(time);
        const cut = places === 0 ? `${text.slice(0, 19)}Z` : `${text.slice(0, 20 + places)}Z`;
        expect(new EpochTime(epoch).fromIso(cut)).toBe(Number(time - epoch));
      }),
    );
  });

  test("are the exact distance from the epoch for milliseconds, microseconds and seconds as text", () => {
    fc.assert(
      fc.property(epochs, offsets, (epoch, offset) => {
        const nanos = epoch + offset;
        const epochTime = new EpochTime(epoch);
        const expected = (time: bigint): number => {
          const distance = time - epoch;
          return distance > -SPAN && distance <= SPAN ? Number(distance) : UNKNOWN_INSTANT;
        };
        fc.pre(nanos >= 1_000_000_000_000_000_000n);
        const millis = nanos / 1_000_000n;
        expect(epochTime.fromUnix(Number(millis))).toBe(expected(millis * 1_000_000n));
        const micros = nanos / 1_000n;
        expect(epochTime.fromUnix(Number(micros))).toBe(expected(micros * 1_000n));
        const text = `${nanos / 1_000_000_000n}.${String(nanos % 1_000_000_000n).padStart(9, "0")}`;
        expect(epochTime.fromSeconds(text)).toBe(expected(nanos));
      }),
    );
  });

  test("may lie before the epoch", () => {
    expect(new EpochTime(1_786_309_548_228_568_805n).fromIso("2026-08-09T21:05:48.228568804Z")).toBe(-1);
  });

  test("are unknown where the venue gives none or the epoch is more than 104 days away", () => {
    const time = new EpochTime(1_786_309_548_000_000_000n);
    expect(time.fromIso(undefined)).toBe(UNKNOWN_INSTANT);
    expect(time.fromUnix(undefined)).toBe(UNKNOWN_INSTANT);
    expect(time.fromIso("1970-01-01T00:00:00Z")).toBe(UNKNOWN_INSTANT);
    expect(time.fromSeconds("0.0")).toBe(UNKNOWN_INSTANT);
  });

  test("exist only for real days and in UTC", () => {
    const time = new EpochTime(0n);
    for (const good of ["2024-02-29T00:00:00Z", "2000-02-29T23:59:59.999999999Z", "2023-12-31T00:00:00.1Z"])
      time.fromIso(good);
    const bad = [
      "2023-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z",
      "2023-13-01T00:00:00Z",
      "2023-00-01T00:00:00Z",
      "2023-04-31T00:00:00Z",
      "2023-01-00T00:00:00Z",
      "2023-01-01T24:00:00Z",
      "2023-01-01T00:60:00Z",
      "2023-01-01T00:00:60Z",
      "2023-01-01T00:00:00",
      "2023-01-01T00:00:00.Z",
      "2023-01-01T00:00:00.1234567890Z",
      "2023-01-01 00:00:00Z",
      "2023-01-01T00:00:00+00:00Z",
      "2023-1-1T00:00:00Z",
      "",
      "Z",
      "2023-01-01T00:00:0xZ",
      "2023-01-01T00:00:00.-1Z",
      5,
      null,
      {},
      [],
    ];
    for (const text of bad) expect(() => time.fromIso(text), JSON.stringify(text)).toThrow(/time is/);
    for (const text of ["", ".", "1.", ".5", "x", "1.1234567890", "-1.0", "1e9", "1 .0"]) {
      expect(() => time.fromSeconds(text), text).toThrow(/time is/);
    }
  });
});
