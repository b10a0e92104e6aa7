import { constants, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openBytes } from "../../../src/traffic/bytes/compression.ts";
import { GzipBytes } from "../../../src/traffic/bytes/gzip-bytes.ts";
import { concat, drain, isPrefix, memorySource } from "./memory-source.ts";

const text = new TextEncoder().encode(
  Array.from({ length: 250 }, (_, i) => `17231612539370857${i % 90} {"u":${i * 7919},"b":"61${i % 13}.1"}\n`).join(""),
);
const unzip = (bytes: Uint8Array): ReturnType<typeof drain> => drain(new GzipBytes(memorySource(bytes)));

describe("a sound gzip input", () => {
  test("gives the bytes that zlib gives, in any number of members, at any level and strategy", () => {
    const member = fc.record({
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.integer({ min: 0, max: 40_000 }).map((n) => text.subarray(0, n)),
      ),
      level: fc.integer({ min: 0, max: 9 }),
      strategy: fc.constantFrom(
        constants.Z_DEFAULT_STRATEGY,
        constants.Z_FIXED,
        constants.Z_RLE,
        constants.Z_HUFFMAN_ONLY,
      ),
    });
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 4 }), (members) => {
        const packed = concat(members.map(({ bytes, level, strategy }) => gzipSync(bytes, { level, strategy })));
        const { bytes, error } = unzip(packed);
        expect(error).toBeUndefined();
        expect(Buffer.compare(bytes, gunzipSync(packed))).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("is told by its magic number, not its name", () => {
    expect(Buffer.compare(drain(openBytes(memorySource(gzipSync(text), "plain.txt"))).bytes, text)).toBe(0);
    expect(Buffer.compare(drain(openBytes(memorySource(text, "packed.gz"))).bytes, text)).toBe(0);
  });

  test("that expands a thousandfold comes in bounded chunks", () => {
    const { bytes, largest, error } = unzip(gzipSync(new Uint8Array(64 * 1024 * 1024)));
    expect(error).toBeUndefined();
    expect(bytes.length).toBe(64 * 1024 * 1024);
    expect(largest).toBeLessThan(9 * 1024 * 1024);
  });
});

describe("a damaged gzip input", () => {
  const packed = gzipSync(text);

  test("cut anywhere gives a prefix, then E_CAPTURE_TRUNCATED where it ends, at every further call", () => {
    for (let size = 4; size < packed.length; size++) {
      const stream = new GzipBytes(memorySource(packed.subarray(0, size)));
      const { bytes, error } = drain(stream);
      expect(error?.code, `cut at ${size}`).toBe("E_CAPTURE_TRUNCATED");
      expect(error?.detail.where).toBe(`test.capture, byte ${size}`);
      expect(isPrefix(bytes, text), `cut at ${size}`).toBe(true);
      expect(() => stream.next()).toThrow(error);
    }
  });

  test("cut late gives nearly everything first", () => {
    expect(unzip(packed.subarray(0, packed.length - 8)).bytes.length).toBe(text.length);
    expect(unzip(packed.subarray(0, packed.length - 20)).bytes.length).toBeGreaterThan(text.length - 2_000);
  });

  test("with any bit of data or trailer flipped fails, unless the bit meant nothing", () => {
    let passed = 0;
    for (let at = 10; at < packed.length; at++) {
      const flipped = Uint8Array.from(packed);
      flipped[at]! ^= 1 << (at % 8);
      const { bytes, error } = unzip(flipped);
      if (error === undefined && Buffer.compare(bytes, text) === 0) passed += 1;
      else expect(error?.code, `byte ${at}`).toMatch(/^E_CAPTURE_(CORRUPT|TRUNCATED)$/);
    }
    expect(passed).toBeLessThanOrEqual(2); // padding of the last byte of the deflate stream
  });

  test("with a wrong checksum in an inner member is corrupt", () => {
    const wrong = Uint8Array.from(packed);
    wrong[wrong.length - 6]! ^= 255;
    const { error } = unzip(concat([wrong, packed]));
    expect(error?.code).toBe("E_CAPTURE_CORRUPT");
    expect(error?.detail.where).toContain(`byte ${packed.length - 8}`);
  });

  test.each([1, 3, 4, 100])("with %i bytes behind its end is refused", (count) => {
    expect(unzip(concat([packed, new Uint8Array(count).fill(7)])).error?.code).toMatch(/^E_CAPTURE_/);
  });
});
