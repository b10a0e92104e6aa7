import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatEntryId, isAfter, nextEntryId, parseEntryId } from "../../src/bus/entry-id.ts";

const part = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
  fc.bigInt({ min: 0n, max: 3n }),
);

describe("entry ids", () => {
  test("keep all 64 bits of both numbers from text to text", () => {
    fc.assert(fc.property(part, part, (ms, seq) => {
      expect(formatEntryId(parseEntryId(`${ms}-${seq}`))).toBe(`${ms}-${seq}`);
    }));
  });

  test("compare by both numbers, of any length, as text never would", () => {
    fc.assert(fc.property(part, part, part, part, (a, b, c, d) => {
      const later = a > c || (a === c && b > d);
      expect(isAfter(parseEntryId(`${a}-${b}`), parseEntryId(`${c}-${d}`))).toBe(later);
    }));
  });

  test("the next one differs by one in its sequence, on either side of 2^53", () => {
    fc.assert(fc.property(part, part, (ms, seq) => {
      expect(formatEntryId(nextEntryId(parseEntryId(`${ms}-${seq}`)))).toBe(`${ms}-${seq + 1n}`);
    }));
  });
});
