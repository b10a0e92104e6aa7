import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { WavetankError } from "../../../src/kernel/error.ts";
import { LINE_BYTES_MAX } from "../../../src/traffic/bytes/line-reader.ts";
import { openCapture } from "../../../src/traffic/import/open-capture.ts";
import type { ByteSource } from "../../../src/traffic/record.ts";
import { concat, memorySource } from "../bytes/memory-source.ts";
import { rawBlock, repeatedBlock, zstdFrame } from "../bytes/zstd-forge.ts";
import { caught, readCapture, shown } from "./read-capture.ts";

const COLLECTOR = Array.from(
  { length: 2_000 },
  (_, i) =>
    `${1723161256172216566n + BigInt(i * 104_729)} {"stream":"btcusdt@trade","data":{"M":true,"t":${i * i}}}\n`,
).join("");
const HEADER = '{"t":"header","format":2,"exchange":"KRAKEN"}\n';
const CAPTURE =
  HEADER +
  Array.from(
    { length: 2_000 },
    (_, i) => `{"t":"recv","conn":"a","ts":${1618678132 + i}.5,"data":"[${i * i}]"}\n`,
  ).join("");

/** Frames of one block each: what a recorder writes that flushes now and then. */
function zstd(text: string): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(text.length / 1_000) }, (_, i) =>
    rawBlock(text.slice(i * 1_000, (i + 1) * 1_000), false),
  );
  return zstdFrame({ blocks: [...blocks, rawBlock("", true)] });
}

describe("a capture cut at every 997th byte", () => {
  test.each([
    ["collector, gzip", gzipSync(COLLECTOR), COLLECTOR],
    ["collector, zstd", zstd(COLLECTOR), COLLECTOR],
    ["capture, gzip", gzipSync(CAPTURE), CAPTURE],
    ["capture, zstd", zstd(CAPTURE), CAPTURE],
  ])("%s: gives the records before the cut, then E_CAPTURE_TRUNCATED with its place", (_, packed, text) => {
    const whole = readCapture(text).records.map(shown);
    let previous = -1;
    for (let size = 2 * 997; size < packed.length; size += 997) {
      const { records, error } = readCapture(packed.subarray(0, size));
      expect(error?.code).toBe("E_CAPTURE_TRUNCATED");
      expect(error?.detail.where).toBe(`test.capture, byte ${size}`);
      expect(records.map(shown)).toEqual(whole.slice(0, records.length));
      expect(records.length).toBeGreaterThanOrEqual(previous);
      previous = records.length;
    }
    expect(previous).toBeGreaterThan(whole.length * 0.8);
  });
});

describe("a capture with a byte flipped", () => {
  test.each([
    ["collector", COLLECTOR],
    ["capture", CAPTURE],
  ])("%s: always ends in an error", (_, text) => {
    const packed = gzipSync(text);
    for (let at = 10; at < packed.length; at += 499) {
      const flipped = Uint8Array.from(packed);
      flipped[at]! ^= 0x55;
      expect(attempt(flipped)?.code, `byte ${at}`).toMatch(/^E_CAPTURE_/);
    }
  });
});

describe("an input made to exhaust memory", () => {
  const limit = 256 * 1024 * 1024;

  test("of one endless line is refused at 64 MiB, however well it is packed", () => {
    const start = "1723161256172216566 {";
    const blocks = Array.from({ length: 640 }, (_, i) => repeatedBlock(120, 128 * 1024, i === 639));
    const bombs: readonly Uint8Array[] = [
      gzipSync(Buffer.concat([Buffer.from(start), Buffer.alloc(80 * 1024 * 1024, 120)])),
      concat([zstdFrame({ blocks: [rawBlock(start, true)] }), zstdFrame({ blocks })]),
    ];
    for (const bomb of bombs) {
      const { records, error } = readCapture(bomb);
      expect([records.length, error?.code]).toEqual([0, "E_CAPTURE_LINE"]);
      expect(error?.detail.where).toBe("test.capture, line 1, byte 0 of the plain text");
    }
  });

  test("of a line of 70 MiB between good ones gives those before it", () => {
    const good = `1723161256172216566 {"channel":"trades"}\n`;
    const { records, error } = readCapture(
      memorySource(Buffer.concat([Buffer.from(good), Buffer.alloc(70 * 1024 * 1024, 120), Buffer.from(`\n${good}`)])),
    );
    expect([records.length, error?.code, LINE_BYTES_MAX]).toEqual([2, "E_CAPTURE_LINE", 64 * 1024 * 1024]);
  });

  test("of frames that go on for ever streams in bounded memory", () => {
    const line = `1723161256172216566 {"channel":"trades","data":"${"x".repeat(1_000)}"}\n`;
    const lines = Math.floor((64 * 1024 * 1024) / line.length);
    const packed = gzipSync(Buffer.from(line.repeat(lines)), { level: 1 });
    const capture = openCapture([memorySource(packed)]);
    let count = 0;
    let largest = 0;
    for (let record = capture.next(); record !== undefined; record = capture.next()) {
      count += 1;
      if (count % 5_000 === 0) largest = Math.max(largest, process.memoryUsage().arrayBuffers);
    }
    expect(count).toBe(lines + 1);
    expect(largest).toBeLessThan(limit);
  });

  test("of a window above 128 MiB is refused before anything is allocated", () => {
    const error = caught(() =>
      openCapture([memorySource(zstdFrame({ blocks: [rawBlock(COLLECTOR.slice(0, 500), true)], window: 0xff }))]),
    );
    expect(error.code).toBe("E_CAPTURE_CORRUPT");
    expect(error.message).toContain("asks for a window of 4123168604160 bytes");
  });
});

test("an input that shrinks between the two readings is an error, not an end", () => {
  const shrinking = memorySource("") as { -readonly [Key in keyof ByteSource]: ByteSource[Key] };
  const bytes = new TextEncoder().encode(CAPTURE.replaceAll('"data":"', `"data":"${"x".repeat(40_000)}`));
  let readings = 0;
  shrinking.size = bytes.length;
  shrinking.read = (offset, into) => {
    if (offset === 0 && into.length > 4) readings += 1;
    const part = bytes.subarray(offset, Math.min(offset + into.length, readings > 3 ? 1_000_000 : bytes.length));
    into.set(part);
    return part.length;
  };
  const { records, error } = readCapture(shrinking);
  expect(records.length).toBeGreaterThan(0);
  expect(error?.code).toMatch(/^E_CAPTURE_(CORRUPT|TRUNCATED)$/);
});

/** The error of a capture, at opening or behind its records. */
function attempt(bytes: Uint8Array): WavetankError | undefined {
  try {
    return readCapture(bytes).error;
  } catch (error) {
    if (error instanceof WavetankError) return error;
    throw error;
  }
}
