import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BadFormat } from "../../../src/redis/persistence/bad-format.ts";
import { crc64 } from "../../../src/redis/persistence/crc64.ts";
import { readIntset, writeIntset } from "../../../src/redis/persistence/intset.ts";
import { ListpackWriter, readListpack } from "../../../src/redis/persistence/listpack.ts";
import { compressLzf, decompressLzf } from "../../../src/redis/persistence/lzf.ts";
import { RdbReader } from "../../../src/redis/persistence/rdb-reader.ts";
import { RdbWriter } from "../../../src/redis/persistence/rdb-writer.ts";
import { readZiplist } from "../../../src/redis/persistence/ziplist.ts";

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const anyBytes = fc.uint8Array({ maxLength: 200 }).map(latin1);
const repetitive = fc
  .array(fc.constantFrom("abc", "abcd", "x", "0000000"), { maxLength: 400 })
  .map((parts) => parts.join(""));
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

/** Runs `read`; anything but a value or BadFormat escapes. */
function readable(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof BadFormat)) throw error;
  }
}

test("the checksum of the digits 1 to 9 is the one that the algorithm's catalogue gives", () => {
  expect(crc64(Buffer.from("123456789")).readBigUInt64LE()).toBe(0xe9c6d914c4b8d9can);
});

describe("LZF", () => {
  test("what is compressed is shorter, and decompresses to what it was", () => {
    fc.assert(fc.property(fc.oneof(repetitive, anyBytes), (text) => {
      const compressed = compressLzf(Buffer.from(text, "latin1"));
      if (compressed === undefined) return;
      expect(compressed.length).toBeLessThanOrEqual(text.length - 4);
      expect(decompressLzf(compressed, text.length).toString("latin1")).toBe(text);
    }));
  });

  test("text that repeats is compressed, and random bytes are not", () => {
    expect(compressLzf(Buffer.alloc(1_000, 65))?.length).toBeLessThan(30);
    expect(compressLzf(Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 89) & 255)))).toBeUndefined();
  });

  test("any bytes with any claim of a length end in a value of that length or in BadFormat", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 10_000 }), (bytes, length) => {
      readable(() => expect(decompressLzf(bytes, length)).toHaveLength(length));
    }));
  });

  test("a claim of more than could come out is refused before anything is allocated", () => {
    expect(() => decompressLzf(Buffer.from([0x20, 0x00]), 2 ** 40)).toThrow(BadFormat);
  });
});

describe("listpacks", () => {
  const element = fc.oneof(
    anyBytes, int64.map(String), fc.constantFrom("0", "-0", "00", "127", "128", "-1", "4095", "-4096", "-4097"),
  );

  test("elements come back as they were put in", () => {
    fc.assert(fc.property(fc.array(element, { maxLength: 60 }), (elements) => {
      const writer = new ListpackWriter();
      for (const each of elements) writer.text(each);
      const { size } = writer;
      const listpack = writer.finish();
      expect(listpack).toHaveLength(size);
      expect(readListpack(listpack)).toEqual(elements);
    }));
  });

  test("long elements, and more of them than the header can count, come back too", () => {
    const elements = [
      "x".repeat(5_000), "y".repeat(70_000),
      ...Array.from({ length: 70_000 }, (_, i) => String(i % 10)),
    ];
    const writer = new ListpackWriter();
    for (const each of elements) writer.text(each);
    expect(readListpack(writer.finish())).toEqual(elements);
  });

  test("any bytes are a listpack, a ziplist or BadFormat", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const sized = Buffer.concat([Buffer.alloc(4), bytes]);
      sized.writeUInt32LE(sized.length);
      readable(() => readListpack(sized));
      readable(() => readZiplist(sized));
      readable(() => readIntset(sized));
    }));
  });
});

test("an intset holds its integers in as few bytes as the widest needs", () => {
  fc.assert(fc.property(fc.uniqueArray(int64, { minLength: 1 }), (integers) => {
    const ascending = [...integers].sort((left, right) => (left < right ? -1 : 1));
    const intset = writeIntset(ascending);
    expect(readIntset(intset)).toEqual(ascending.map(String));
    const widest = ascending.some((n) => n !== BigInt.asIntN(32, n))
      ? 8
      : ascending.some((n) => n !== BigInt.asIntN(16, n))
        ? 4
        : 2;
    expect(intset).toHaveLength(8 + widest * integers.length);
  }));
});

test("sizes and texts come back as they were written", () => {
  const size = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((n) => (n <= 2n ** 53n - 1n ? Number(n) : n));
  const text = fc.oneof(anyBytes, repetitive, int64.map(String));
  fc.assert(fc.property(fc.array(fc.tuple(size, text)), (items) => {
    const writer = new RdbWriter();
    for (const [count, words] of items) {
      writer.size(count);
      writer.text(words);
    }
    const reader = new RdbReader(writer.view());
    for (const [count, words] of items) expect([reader.size(), reader.text()]).toEqual([count, words]);
    expect(reader.left).toBe(0);
  }));
});
