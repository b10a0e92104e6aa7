import fc from "fast-check";
import { expect, test } from "vitest";
import { hashBytes, PayloadHash } from "../../src/kernel/hash.ts";

test("a payload's hash is that of its bytes, wherever they lie", () => {
  const hash = new PayloadHash();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 300 }), fc.nat({ max: 300 }), (bytes, from, to) => {
      const payload = bytes.subarray(Math.min(from, to), Math.max(from, to));
      expect(hash.of(payload)).toBe(hashBytes(payload));
      expect(hash.of(payload.slice())).toBe(hashBytes(payload));
    }),
  );
});
