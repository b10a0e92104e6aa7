import fc from "fast-check";
import { Packr } from "msgpackr";
import { describe, expect, test } from "vitest";
import { MsgpackWalker } from "../../../src/traffic/recording/msgpack-walker.ts";

class Refused extends Error {}

const walk = (...bytes: readonly number[]): MsgpackWalker => walkOver(Uint8Array.from(bytes));

const walkOver = (bytes: Uint8Array): MsgpackWalker => (
  new MsgpackWalker(bytes, (position, found, expected) => {
    throw new Refused(`${position}: ${found}, not ${expected}`);
  })
);

const READS: ReadonlyArray<readonly [string, (walker: MsgpackWalker) => unknown]> = [
  ["array", (walker) => walker.array("it")],
  ["natural", (walker) => walker.natural("it")],
  ["int64", (walker) => walker.int64("it")],
  ["bin", (walker) => walker.bin(1_000, "it")],
  ["text", (walker) => walker.text(1_000, "it")],
];

describe("the walker", () => {
  test("reads what msgpackr writes", () => {
    const packr = new Packr({ useRecords: false });
    const values = fc.tuple(fc.maxSafeNat(), fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 400 }));
    fc.assert(fc.property(values, ([natural, text, bytes]) => {
      const integer = natural > 0xffffffff ? BigInt(natural) : natural;
      const walker = walkOver(Uint8Array.from(packr.pack([integer, text, Buffer.from(bytes), -5n])));
      expect(walker.array("it")).toBe(4);
      expect(walker.natural("it")).toBe(natural);
      expect(walker.text(10_000, "it")).toBe(text);
      expect([...walker.bin(400, "it")]).toEqual([...bytes]);
      expect(walker.int64("it")).toBe(-5n);
      expect(walker.atEnd).toBe(true);
    }));
  });

  test("gives bytes as a view, not a copy", () => {
    const bytes = Uint8Array.of(0xc4, 2, 7, 8);
    const view = walkOver(bytes).bin(2, "it");
    bytes[2] = 9;
    expect([...view]).toEqual([9, 8]);
    expect(view.buffer).toBe(bytes.buffer);
  });

  test("reads from the middle of a larger buffer and never past its end", () => {
    const outer = Uint8Array.of(1, 2, 0xc4, 3, 7, 8, 9);
    expect([...walkOver(outer.subarray(2)).bin(3, "it")]).toEqual([7, 8, 9]);
    expect(() => walkOver(outer.subarray(2, 6)).bin(3, "it")).toThrow("2 bytes of 3 before the payload ends");
  });

  const bombs: ReadonlyArray<readonly [string, readonly number[]]> = [
    ["array32 of 4 billion", [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ["bin32 of 4 GiB", [0xc6, 0xff, 0xff, 0xff, 0xff]],
    ["str32 of 4 GiB", [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ["map32 of 4 billion", [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ["a map with the key __proto__", [0x81, 0xa9, ...Buffer.from("__proto__"), 0x80]],
    ["nesting 100,000 deep", Array<number>(100_000).fill(0x91)],
    ["a record definition of msgpackr", [0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61]],
    ["a timestamp", [0xd6, 0xff, 0, 0, 0, 0]],
    ["a typed array of msgpackr", [0xc7, 2, 0x74, 1, 0]],
    ["a float32", [0xca, 0, 0, 0, 0]],
    ["a float64", [0xcb, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["nil", [0xc0]],
    ["the unused byte", [0xc1]],
    ["true", [0xc3]],
    ["a negative integer", [0xe0]],
    ["nothing", []],
  ];
  test.each(bombs)("meets %s with an error or a bare length, and takes no memory", (_, bytes) => {
    const before = process.memoryUsage().arrayBuffers;
    for (const [name, read] of READS) {
      const walker = walk(...bytes);
      let result: unknown;
      try {
        result = read(walker);
      } catch (error) {
        expect(error).toBeInstanceOf(Refused);
        continue;
      }
      expect(name, "only an array's length is handed on, for the caller to check").toBe("array");
      expect(typeof result).toBe("number");
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024);
  });

  test("refuses every value cut short, at any byte", () => {
    const whole: ReadonlyArray<readonly [number, readonly number[]]> = [
      [0, [0xdc, 0, 1]], [0, [0xdd, 0, 0, 0, 1]],
      [1, [0xcc, 200]], [1, [0xcd, 1, 0]], [1, [0xce, 1, 0, 0, 0]], [1, [0xcf, 0, 1, 0, 0, 0, 0, 0, 0]],
      [2, [0xd3, 0, 0, 0, 0, 0, 0, 0, 0]],
      [3, [0xc4, 1, 7]], [3, [0xc5, 0, 1, 7]], [3, [0xc6, 0, 0, 0, 1, 7]],
      [4, [0xa1, 0x61]], [4, [0xd9, 1, 0x61]], [4, [0xda, 0, 1, 0x61]], [4, [0xdb, 0, 0, 0, 1, 0x61]],
    ];
    for (const [which, bytes] of whole) {
      const read = READS[which]![1];
      expect(() => read(walk(...bytes))).not.toThrow();
      for (let length = 0; length < bytes.length; length++) {
        expect(() => read(walk(...bytes.slice(0, length))), `${bytes.join(" ")} cut to ${length}`).toThrow(Refused);
      }
    }
  });

  test("refuses a text or bytes above the caller's limit", () => {
    expect(() => walk(0xc4, 3, 1, 2, 3).bin(2, "a frame")).toThrow("0: 3 bytes, not at most 2 bytes: a frame");
    expect(() => walk(0xa3, 97, 97, 97).text(2, "a name")).toThrow("0: a text of 3 bytes, not at most 2 bytes: a name");
  });
});
