import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_UINT64, type Uint64 } from "../../../src/redis/server/uint64.ts";
import { IdWriter } from "../../../src/redis/streams/id-writer.ts";
import { IdReader } from "../../../src/redis/streams/stream-id.ts";

const half = fc.oneof(
  fc.nat(1_100), fc.maxSafeNat(), fc.integer({ min: 999_999_999_998, max: 1_000_000_000_002 }),
  fc.constantFrom<Uint64>(1_700_000_000_000, MAX_UINT64),
  fc.bigInt(BigInt(Number.MAX_SAFE_INTEGER) + 1n, BigInt(MAX_UINT64)),
);
/** Ids of which many share the millisecond with the one before. */
const ids = fc.array(fc.tuple(half, fc.array(half, { minLength: 1, maxLength: 6 })), { maxLength: 20 })
  .map((groups) => groups.flatMap(([ms, seqs]) => seqs.map((seq) => ({ ms, seq }))));

test("ids are written as both halves in decimal, whatever was written before", () => {
  fc.assert(fc.property(ids, (all) => {
    const writer = new IdWriter();
    for (const { ms, seq } of all) expect(writer.text(ms, seq)).toBe(`${String(ms)}-${String(seq)}`);
  }));
});

test("what was written is read back, and the sequence that is missing is the one given", () => {
  fc.assert(fc.property(ids, half, (all, missing) => {
    const reader = new IdReader();
    for (const { ms, seq } of all) {
      expect(reader.read(`${String(ms)}-${String(seq)}`, missing)).toBe(true);
      expect({ ms: reader.ms, seq: reader.seq }).toEqual({ ms, seq });
      expect(reader.read(String(ms), missing)).toBe(true);
      expect({ ms: reader.ms, seq: reader.seq }).toEqual({ ms, seq: missing });
    }
  }));
});

test.each(["", "-", "1-", "-1", "1-2-3", "1-x", "x-1", "1-18446744073709551616", `${"0".repeat(127)}1-1`])(
  "%j is no id", (text) => expect(new IdReader().read(text, 0)).toBe(false),
);
