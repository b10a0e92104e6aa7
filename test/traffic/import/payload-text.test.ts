import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeBase64 } from "../../../src/traffic/import/base64.ts";
import { decodeJsonString } from "../../../src/traffic/import/json-string.ts";
import { decodePythonBytes, isPythonBytes } from "../../../src/traffic/import/python-bytes.ts";

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

describe("a JSON string", () => {
  const decode = (inside: Uint8Array): Uint8Array | string => decodeJsonString(inside, 0, inside.length);
  const wellFormed = fc
    .oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }))
    .map((s) => Buffer.from(s).toString());

  test("decodes to the UTF-8 of its text, however it was escaped, and only to that", () => {
    fc.assert(
      fc.property(wellFormed, fc.boolean(), fc.nat(5), (text, escapeAll, offset) => {
        const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, "0"));
        const inside = escapeAll ? units.map((unit) => `\\u${unit}`).join("") : JSON.stringify(text).slice(1, -1);
        const around = Buffer.concat([Buffer.alloc(offset, 92), Buffer.from(inside), Buffer.alloc(3, 92)]);
        const decoded = decodeJsonString(around, offset, around.length - 3);
        expect(typeof decoded === "string" ? decoded : Buffer.from(decoded).toString("hex")).toBe(
          Buffer.from(text).toString("hex"),
        );
      }),
      { numRuns: 500 },
    );
  });

  test("knows every escape of JSON", () => {
    expect(decode(latin1('\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00'))).toEqual(
      new Uint8Array(Buffer.from('"\\/\b\f\n\r\té😀')),
    );
  });

  test.each([
    ["half a pair", "\\ud83d"],
    ["half a pair and text", "\\ud83dabc"],
    ["a pair the wrong way round", "\\ude00\\ud83d"],
    ["two high halves", "\\ud83d\\ud83d"],
    ["an unknown escape", "\\x41"],
    ["no escape", "\\"],
    ["a short escape", "\\u12"],
    ["an escape that is no number", "\\u12g4"],
    ["a signed escape", "\\u+123"],
    ["bytes that are not UTF-8", "a\xff\\n"],
    ["an overlong form", "\xc0\xaf"],
    ["a surrogate in UTF-8", "\xed\xa0\x80"],
  ])("with %s is refused", (_, inside) => {
    expect(typeof decode(latin1(inside))).toBe("string");
  });
});

describe("base64", () => {
  test("decodes what was encoded", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(decodeBase64(latin1(Buffer.from(bytes).toString("base64")))).toEqual(bytes);
      }),
    );
  });

  test.each([
    "a",
    "ab",
    "abc",
    "ab=",
    "ab==c",
    "=abc",
    "a===",
    "====",
    "a b=",
    "ab\n=",
    "ab-_",
    "abc=abcd",
    "ab==abcd",
    "aR==",
    "abd=",
  ])("%j is refused", (text) => expect(decodeBase64(latin1(text))).toBeUndefined());
});

describe("a Python bytes literal", () => {
  /** What CPython's repr writes: single quotes, unless the bytes hold one and no double quote. */
  function repr(bytes: Uint8Array): string {
    const quote = bytes.includes(39) && !bytes.includes(34) ? '"' : "'";
    const named: Record<number, string> = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };
    const body = Array.from(bytes, (byte) => {
      if (named[byte] !== undefined) return named[byte];
      const char = String.fromCharCode(byte);
      if (char === quote) return `\\${quote}`;
      return byte < 32 || byte > 126 ? `\\x${byte.toString(16).padStart(2, "0")}` : char;
    });
    return `b${quote}${body.join("")}${quote}`;
  }
  const decode = (text: string): Uint8Array | undefined => decodePythonBytes(latin1(text), 0, text.length);

  test("decodes to the bytes that it was written of", () => {
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(39, 34, 92, 120, 10));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 40 }), (list) => {
        const bytes = Uint8Array.from(list);
        expect(isPythonBytes(latin1(repr(bytes)), 0, repr(bytes).length)).toBe(true);
        expect(decode(repr(bytes))).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    "b'",
    "b'a",
    "b'a\"",
    "b'a'b'",
    "b'\\x4'",
    "b'\\x4G'",
    "b'\\xAB'",
    "b'\\q'",
    "b'\\'",
    "b'\\0'",
    "b'\u00ff'",
    "b'\u0001'",
    "b'a' ",
  ])("%j is refused", (text) => expect(decode(text)).toBeUndefined());
});
