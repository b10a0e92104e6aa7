import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { RereadableBytes } from "../../../src/traffic/bytes/rereadable-bytes.ts";
import { concat, drain, memorySource } from "./memory-source.ts";

const plain = Buffer.from("some text to read twice\n".repeat(20_000));
const packed = gzipSync(plain);

describe("the second reading", () => {
  test.each([
    ["of plain text", plain],
    ["of gzip", packed],
    ["of damaged gzip", packed.subarray(0, packed.length - 100)],
    ["of gzip with bytes behind its end", concat([packed, Buffer.from("garbage")])],
    ["of nothing", Buffer.alloc(0)],
  ])("%s ends as the first, whether its text was kept or not", (_, content) => {
    for (const keptMax of [0, 1000, 1e9]) {
      const bytes = new RereadableBytes(memorySource(content), keptMax);
      const first = drain(bytes.open());
      const second = drain(bytes.open());
      expect(Buffer.compare(second.bytes, first.bytes)).toBe(0);
      expect(second.error?.code).toBe(first.error?.code);
    }
  });

  test("starts anew when the first was given up half-way", () => {
    for (const content of [plain, packed]) {
      const bytes = new RereadableBytes(memorySource(content));
      bytes.open().next();
      expect(Buffer.compare(drain(bytes.open()).bytes, plain)).toBe(0);
    }
  });
});
