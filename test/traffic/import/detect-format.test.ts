import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openCapture } from "../../../src/traffic/import/open-capture.ts";
import { memorySource } from "../bytes/memory-source.ts";
import { rawBlock, zstdFrame } from "../bytes/zstd-forge.ts";
import { caught, readCapture } from "./read-capture.ts";

const COLLECTOR = '1723161256172216566 {"channel":"trades"}\n';
const RAW = '1628952396.5: {"u":1}\n';
const CAPTURE = '{"t":"header","format":2,"exchange":"A"}\n{"t":"recv","conn":"a","ts":1628952396.5,"data":""}\n';

describe("the format", () => {
  test.each([
    ["collector-ndjson", COLLECTOR],
    ["collector-ndjson", `\r\n\n${COLLECTOR.replace(" ", ".5 ").replace("1723161256172216566", "1723161256")}`],
    ["cryptofeed-raw/1", RAW],
    ["cryptofeed-raw/1", `configuration: {}\n${RAW}`],
    ["cryptofeed-raw/1", "wss://a.b/c <-> 1628952396.5\n"],
    ["cryptofeed-raw/1", `wss://a.b/${"c".repeat(9_000)} <-> 1628952396.5\n`],
    ["cryptofeed-raw/1", 'https://a.b/c -> 1628952396.5: {"a":1}\n'],
    ["cryptofeed-capture/2", CAPTURE],
  ])("is %s by the first line, under any name and compression", (format, text) => {
    for (const bytes of [Buffer.from(text), gzipSync(text), zstdFrame({ blocks: [rawBlock(text, true)] })]) {
      const { capture, error, records } = readCapture(memorySource(bytes, "holiday.png"));
      expect([capture.format, error]).toEqual([format, undefined]);
      expect(records.some(({ kind }) => kind !== "connect") || text.includes("<->")).toBe(true);
    }
  });

  test.each([
    ["", /nothing: the file is empty/],
    ["\n\n\r\n", /blank lines/],
    ["\x89PNG\r\n\x1a\n....", /a PNG image/],
    ["PAR1....", /a Parquet file/],
    ["PK\x03\x04....", /a zip archive/],
    ["BZh91AY&SY", /bzip2/],
    ["\xfd7zXZ\x00", /xz data/],
    ["DBN\x03....", /a Databento file/],
    ["exchange,symbol,timestamp\n", /Tardis CSV/],
    ["2020-01-01T00:00:00.0000000Z {}\n", /lines with ISO times/],
    ["\xef\xbb\xbf{}", /byte order mark/],
    ["total 4\ndrwxr-xr-x 2 root root\n", /text: "total 4/],
    ["\x00\x00\x00\x00\x00\x00", /binary data/],
    ["[1,2]\n", /text: /],
    ['{"a":1}\n', /JSON without a capture header/],
    ['{"t":"header","format":"2"}\n', /capture format "2"/],
    ["NaN {}\n", /text: /],
    ["-1723161256172216566 {}\n", /text: /],
    ["172316125 {}\n", /text: /],
  ])("of %j is none: the error says what it found and what it takes", (text, found) => {
    for (const bytes of [Buffer.from(text, "latin1"), gzipSync(Buffer.from(text, "latin1"))]) {
      const error = caught(() => openCapture([memorySource(bytes, "x.jsonl.zst")]));
      expect(error.code).toBe("E_CAPTURE_FORMAT");
      expect(error.message).toMatch(found);
      expect(error.message).toContain("x.jsonl.zst");
      for (const format of ["cryptofeed capture format 2", "cryptofeed raw text", "collector lines"]) {
        expect(error.detail.expected).toContain(format);
      }
    }
  });

  test("of no input at all is an error too", () => {
    expect(caught(() => openCapture([])).code).toBe("E_CAPTURE_FORMAT");
  });

  test("of an input cut in its first line is not guessed", () => {
    expect(caught(() => openCapture([memorySource(gzipSync(COLLECTOR).subarray(0, 12))])).code).toBe(
      "E_CAPTURE_TRUNCATED",
    );
  });
});
