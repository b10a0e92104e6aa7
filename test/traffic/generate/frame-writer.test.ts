import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isoSeconds } from "../../../src/traffic/generate/calendar.ts";
import { ascii, FrameWriter } from "../../../src/traffic/generate/frame-writer.ts";
import { VenueClock } from "../../../src/traffic/generate/venue-clock.ts";
import { textOf } from "./wire.ts";

function written(write: (writer: FrameWriter) => void): string {
  const writer = new FrameWriter();
  writer.begin();
  write(writer);
  return textOf(writer.finish());
}

const safe = fc.maxSafeNat();
const places = fc.integer({ min: 0, max: 9 });

/** `units` / 10^places by text alone. */
function plain(units: number, count: number): string {
  const digits = String(units).padStart(count + 1, "0");
  return count === 0 ? digits : `${digits.slice(0, -count)}.${digits.slice(-count)}`;
}

describe("the frame writer", () => {
  test("writes any integer as JavaScript does", () => {
    fc.assert(fc.property(safe, (value) => {
      expect(written((writer) => writer.integer(value))).toBe(String(value));
    }));
  });

  test("writes a decimal with all its places, and with zeros after them", () => {
    fc.assert(fc.property(safe, places, fc.nat({ max: 8 }), (units, count, zeros) => {
      const dot = count === 0 && zeros > 0 ? "." : "";
      const expected = plain(units, count) + dot + "0".repeat(zeros);
      expect(written((writer) => writer.decimal(units, count, zeros))).toBe(expected);
    }));
  });

  test("writes a short decimal without trailing zeros and without a bare dot", () => {
    fc.assert(fc.property(safe, places, (units, count) => {
      const expected = count === 0 ? String(units) : plain(units, count).replace(/\.?0+$/, "");
      expect(written((writer) => writer.shortDecimal(units, count))).toBe(expected);
    }));
  });

  test("keeps frames of any length apart, and the earlier ones whole", () => {
    fc.assert(fc.property(fc.array(fc.nat({ max: 90_000 }), { maxLength: 12 }), (lengths) => {
      const writer = new FrameWriter();
      const frames = lengths.map((length, index) => {
        writer.begin();
        const digit = String(index % 10);
        for (let left = length; left > 0; left -= 700) writer.bytes(ascii(digit.repeat(Math.min(700, left))));
        return writer.finish();
      });
      frames.forEach((frame, index) => {
        expect(textOf(frame)).toBe(String(index % 10).repeat(lengths[index]!));
      });
    }), { numRuns: 30 });
  });
});

describe("venue times", () => {
  test("are the calendar's for any second from 1970 to 9999", () => {
    fc.assert(fc.property(fc.nat({ max: 253_402_300_799 }), (second) => {
      expect(`${isoSeconds(second)}.000Z`).toBe(new Date(second * 1_000).toISOString());
    }), { numRuns: 2_000 });
  });

  test("are written from any epoch, before and after it, in each venue's form", () => {
    const epochNs = fc.bigInt({ min: 1_000_000_000n, max: 4_000_000_000_000_000_000n });
    fc.assert(fc.property(epochNs, fc.integer({ min: -1_000_000_000, max: 2 ** 50 }), (epoch, at) => {
      const unixNs = epoch + BigInt(at);
      const second = new Date(Number(unixNs / 1_000_000_000n) * 1_000).toISOString().slice(0, 19);
      const ns = String(unixNs % 1_000_000_000n).padStart(9, "0");
      const clock = new VenueClock(epoch);
      expect(clock.unixMs(at)).toBe(Number(unixNs / 1_000_000n));
      expect(written((writer) => clock.writeMicros(writer, at))).toBe(`${second}.${ns.slice(0, 6)}Z`);
      const fraction = ns.replace(/0+$/, "");
      const short = fraction === "" ? `${second}Z` : `${second}.${fraction}Z`;
      expect(written((writer) => clock.writeShort(writer, at, 9))).toBe(short);
    }));
  });
});
