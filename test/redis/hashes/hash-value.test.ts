import fc from "fast-check";
import { expect, test } from "vitest";
import { HashValue } from "../../../src/redis/hashes/hash-value.ts";

const LIMITS = { entries: 6, value: 4 };
const text = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "long text", "");
const change = fc.record({ kind: fc.constantFrom("set" as const, "delete" as const), field: text, value: text });

test("a hash holds what a map holds, in order of insertion, and never goes back to a listpack", () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
    const hash = new HashValue();
    const expected = new Map<string, string>();
    let large = false;
    for (const { kind, field, value } of changes) {
      if (kind === "set") {
        hash.prepareFor([field, value], 0, LIMITS);
        expect(hash.set(field, value, LIMITS)).toBe(!expected.has(field));
        expected.set(field, value);
        large ||= field.length > LIMITS.value || value.length > LIMITS.value || expected.size > LIMITS.entries;
      } else {
        expect(hash.delete(field)).toBe(expected.delete(field));
      }
      expect(hash.encoding).toBe(large ? "hashtable" : "listpack");
    }
    expect([...hash]).toEqual([...expected]);
    expect(new Set(hash.scan(0, 100).keys)).toEqual(new Set(expected.keys()));
    expect(new HashValue(expected, large).bytes).toBe(hash.bytes);
  }));
});

test("a hash shares nothing with its clone", () => {
  const hash = new HashValue([["f", "v"]]);
  const copy = hash.clone();
  hash.set("f", "w", LIMITS);
  hash.set("g", "x", LIMITS);
  expect([...copy]).toEqual([["f", "v"]]);
});
