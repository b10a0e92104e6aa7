import fc from "fast-check";
import { expect, test } from "vitest";
import { StringValue } from "../../../src/redis/strings/string-value.ts";

const text = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 20,
});
const change = fc.oneof(
  fc.record({ kind: fc.constant("append" as const), text }),
  fc.record({ kind: fc.constant("edit" as const), at: fc.nat(60), text }),
  fc.record({ kind: fc.constant("read" as const), text }),
  fc.record({ kind: fc.constant("array" as const), text }),
);

test("a string holds the same bytes as text and as an array, however it was changed", () => {
  fc.assert(fc.property(text, fc.array(change, { maxLength: 30 }), (first, changes) => {
    const value = new StringValue(first);
    let expected = Buffer.from(first, "latin1");
    for (const one of changes) {
      const bytes = Buffer.from(one.text, "latin1");
      if (one.kind === "append") {
        value.append(one.text);
        expected = Buffer.concat([expected, bytes]);
      } else if (one.kind === "edit") {
        value.edit(one.at + bytes.length).set(bytes, one.at);
        const grown = Buffer.alloc(Math.max(expected.length, one.at + bytes.length));
        expected.copy(grown);
        bytes.copy(grown, one.at);
        expected = grown;
      } else if (one.kind === "read") {
        expect(value.text).toBe(expected.toString("latin1"));
      } else {
        expect(value.array.equals(expected)).toBe(true);
      }
      expect(value.length).toBe(expected.length);
    }
    expect(value.slice(1, 5)).toBe(expected.toString("latin1").slice(1, 5));
    expect(value.text).toBe(expected.toString("latin1"));
  }));
});

test("a string shares nothing with its clone", () => {
  const value = new StringValue("abc");
  value.edit(3)[0] = 0x78;
  const copy = value.clone();
  value.edit(3)[1] = 0x79;
  value.append("!");
  expect([value.text, copy.text, copy.encoding]).toEqual(["xyc!", "xbc", "raw"]);
});

test("appending a million times takes time in proportion to what is appended", () => {
  const value = new StringValue("");
  for (let i = 0; i < 1_000_000; i++) value.append("ab");
  expect(value.length).toBe(2_000_000);
  expect(value.text).toBe("ab".repeat(1_000_000));
});
