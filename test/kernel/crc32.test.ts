import zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  advanceCrc32, CRC32_START, crc32, finishCrc32, updateCrc32, updateCrc32Ascii,
} from "../../src/kernel/crc32.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** The definition, without a table: long division of polynomials over GF(2), one bit at a time. */
function byLongDivision(bytes: Uint8Array): number {
  let remainder = 0xffffffffn;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const odd = (remainder ^ BigInt((byte >> bit) & 1)) & 1n;
      remainder = (remainder >> 1n) ^ (odd === 1n ? 0xedb88320n : 0n);
    }
  }
  return Number(remainder ^ 0xffffffffn);
}

describe("crc32", () => {
  test.each([
    ["", 0x00000000],
    ["a", 0xe8b7be43],
    ["123456789", 0xcbf43926],
    ["The quick brown fox jumps over the lazy dog", 0x414fa339],
  ])("of %j is the published value", (text, expected) => {
    expect(crc32(ascii(text))).toBe(expected);
    expect(finishCrc32(updateCrc32Ascii(CRC32_START, text))).toBe(expected);
  });

  test("agrees with long division for any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(crc32(bytes)).toBe(byLongDivision(bytes));
    }));
  });

  test("is zlib's, over any slice", () => {
    fc.assert(fc.property(fc.uint8Array(), fc.nat(), fc.nat(), (bytes, one, other) => {
      const [from, to] = [one % (bytes.length + 1), other % (bytes.length + 1)].sort((a, b) => a - b);
      expect(crc32(bytes, from, to)).toBe(zlib.crc32(bytes.subarray(from, to)));
    }));
  });

  test("one byte at a time gives what the whole gives", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => {
      const state = bytes.reduce((before, byte) => updateCrc32(before, byte), CRC32_START);
      expect(finishCrc32(state)).toBe(crc32(bytes));
    }));
  });

  test("two pieces join into the checksum of the whole", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 40 }), (head, tail) => {
      const before = head.reduce((state, byte) => updateCrc32(state, byte), CRC32_START);
      const alone = tail.reduce((state, byte) => updateCrc32(state, byte), 0);
      const joined = advanceCrc32(before, tail.length) ^ alone;
      expect(finishCrc32(joined)).toBe(byLongDivision(Uint8Array.of(...head, ...tail)));
    }));
  });
});
