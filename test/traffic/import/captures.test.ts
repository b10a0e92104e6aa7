import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { decompress } from "fzstd";
import { describe, expect, test } from "vitest";
import type { ByteSource, TrafficRecord } from "../../../src/traffic/record.ts";
import { memorySource } from "../bytes/memory-source.ts";
import { countKinds, readCapture, textOf } from "./read-capture.ts";

const DATA = path.resolve(import.meta.dirname, "../../../../shared/data");
const isHere = existsSync(DATA);
const unless = isHere ? "" : " (skipped: ../shared/data, the real captures, is not on this machine)";

const source = (...parts: readonly string[]): ByteSource => {
  const file = path.join(DATA, ...parts);
  return memorySource(readFileSync(file), file);
};
const folder = (...parts: readonly string[]): ByteSource[] =>
  readdirSync(path.join(DATA, ...parts)).map((name) => source(...parts, name));

describe.skipIf(!isHere)(`real captures${unless}`, () => {
  test.each([
    ["BINANCE", "BINANCE", { rest: 5, connect: 1, frame: 265 }],
    ["BINANCE_FUTURES", "BINANCE_USDM", { rest: 5, connect: 1, frame: 1535 }],
    ["COINBASE", "COINBASE", { rest: 1, connect: 1, send: 5, frame: 1030 }],
    ["KRAKEN", "KRAKEN", { rest: 1, connect: 3, send: 3, frame: 4430 }],
    ["BYBIT", "BYBIT", { rest: 2, connect: 2, send: 24, frame: 3227 }],
    ["OKX", "OKX", { rest: 25, connect: 1, send: 3, frame: 410 }],
    ["DERIBIT", "DERIBIT", { rest: 4, connect: 1, send: 1, frame: 136 }],
    ["BITFINEX", "BITFINEX", { rest: 3, connect: 1, send: 22, frame: 1693 }],
    ["KUCOIN", "KUCOIN", { rest: 10, connect: 1, send: 13, frame: 4721 }],
    ["GATEIO_FUTURES", "GATEIO_FUTURES", { rest: 11, connect: 1, send: 22, frame: 450 }],
    ["UPBIT", "UPBIT", { rest: 1, connect: 1, send: 1, frame: 449 }],
    ["INDEPENDENT_RESERVE", "INDEPENDENT_RESERVE", { rest: 7, connect: 1, send: 1, frame: 1665 }],
    ["HUOBI", "HUOBI", { rest: 1, connect: 1, send: 26, frame: 362 }],
  ])(
    "cryptofeed capture of %s: every line is a record, its payload and time those of the line",
    (name, venue, counts) => {
      const input = source("cryptofeed-capture-v2", `${name}.jsonl.zst`);
      const { capture, records, error } = readCapture(input);
      expect(error).toBeUndefined();
      expect(countKinds(records)).toEqual(counts);
      expect(capture.header.sources.map((entry) => entry.venue)).toEqual([venue]);

      const text = Buffer.from(decompress(readFileSync(input.name))).toString();
      const lines = text.trimEnd().split("\n").slice(1);
      const expected = lines
        .map((line, place) => ({
          line,
          place,
          at: nanoseconds(/"ts":([\d.]+)/.exec(line)?.[1] ?? "") - capture.header.epochUnixNs,
        }))
        .sort((a, b) => Number(a.at - b.at) || a.place - b.place);
      const described = expected.map(({ line, at }) => describeLine(line, at));
    expect(records.map((record) => describeRecord(record))).toEqual(described);
  });

  test.each([
    ["BINANCE", { rest: 5, connect: 1, frame: 1003 }],
    ["BITMEX", { rest: 1, connect: 1, send: 3, frame: 2120 }],
    ["DYDX", { rest: 1, connect: 1, send: 20, frame: 4733 }],
    ["BYBIT", { rest: 1, connect: 2, send: 20, frame: 4440 }],
    ["FTX", { rest: 1, connect: 1, send: 30, frame: 1995 }],
    ["OKEX", { rest: 5, connect: 1, send: 1, frame: 1616 }],
    ["ASCENDEX", { rest: 1, connect: 1, send: 14, frame: 313 }],
    ["BLOCKCHAIN", { rest: 1, connect: 1, send: 20, frame: 98 }],
  ])("cryptofeed raw folder of %s: every line is a record, merged by time", (venue, counts) => {
    const inputs = folder("cryptofeed-raw-v1", venue);
    const { capture, records, error } = readCapture(...inputs);
    expect(error).toBeUndefined();
    expect(countKinds(records)).toEqual(counts);
    expect(capture.header.sources.map((entry) => entry.venue)).toEqual([venue]);
    expect(JSON.parse(capture.header.sources[0]?.config ?? "")).toBeTypeOf("object");

    const lines = inputs
      .flatMap((input) => plainText(input.name).split("\n"))
      .filter((line) => !/^(configuration: |$)/.test(line));
    const expected = lines
      .map((line) => {
        const [, time, payload] = /(?:^| <-> | <- | -> )(\d{10}\.\d+)(?:: (.*))?$/.exec(line) ?? [];
        return `${nanoseconds(time ?? "") - capture.header.epochUnixNs} ${payload ?? ""}`;
      })
      .sort((a, b) => Number(a.split(" ", 1)[0]) - Number(b.split(" ", 1)[0]));
    expect(records.map((record) => `${record.at} ${"bytes" in record ? textOf(record.bytes) : ""}`)).toEqual(expected);
  });

  test("cryptofeed raw, one combined file of KRAKEN", () => {
    const { capture, records, error } = readCapture(
      source("cryptofeed-raw-v1", "early-2021-04", "KRAKEN", "KRAKEN-c197c0.0"),
    );
    expect(error).toBeUndefined();
    expect(countKinds(records)).toEqual({ connect: 1, send: 1, frame: 14_636 });
    expect(capture.header.sources.map((entry) => entry.venue)).toEqual(["KRAKEN"]);
  });

  test.each([
    ["spot_btcusdt_20240808.gz", "BINANCE", { connect: 1, frame: 41_248, rest: 1 }, ["depth?symbol=BTCUSDT"]],
    [
      "cm_btcusd_perp_20240808.gz",
      "BINANCE_COINM",
      { connect: 1, frame: 48_269, rest: 1 },
      ["depth?symbol=BTCUSD_PERP"],
    ],
    ["usdm_ethusdt_20240718.gz", "BINANCE_USDM", { connect: 1, frame: 14_002, rest: 1 }, ["depth?symbol=ETHUSDT"]],
    ["hyperliquid_btcusd_20250126.gz", "HYPERLIQUID", { connect: 1, frame: 55 }, []],
  ])("collector file %s: every line is a record, byte for byte", (name, venue, counts, urls) => {
    const input = source("collector-ndjson-gz", name);
    const { capture, records, error } = readCapture(input);
    expect(error).toBeUndefined();
    expect(countKinds(records)).toEqual(counts);
    expect(capture.header.sources.map((entry) => entry.venue)).toEqual([venue]);
    expect(records.flatMap((record) => (record.kind === "rest" ? [record.url] : []))).toEqual(urls);
    const again = records
      .slice(1)
      .map(
        (record) =>
          `${capture.header.epochUnixNs + BigInt(record.at)} ${"bytes" in record ? textOf(record.bytes) : ""}\n`,
      );
    expect(again.join("") === plainText(input.name)).toBe(true);
  });

  test.each([
    ["collector-ndjson-gz", "usdm_ethusdt_20240718.gz", 59_651],
    ["cryptofeed-capture-v2", "KRAKEN.jsonl.zst", 9_973],
  ])("%s/%s, cut: a prefix, then E_CAPTURE_TRUNCATED", (kind, name, step) => {
    const packed = readFileSync(path.join(DATA, kind, name));
    const whole = readCapture(packed).records.length;
    for (let size = step; size < packed.length; size += step) {
      const { records, error } = readCapture(packed.subarray(0, size));
      expect(error?.code).toBe("E_CAPTURE_TRUNCATED");
      expect(records.length).toBeLessThan(whole);
    }
  });
});

/** All that a record holds besides its source, and the same of the line that it has to come from. */
const describeRecord = (record: TrafficRecord): string => {
  const { at, kind } = record;
  if (kind === "rest") return JSON.stringify([at, kind, record.url, hex(record.bytes), false]);
  if (kind === "frame") return JSON.stringify([at, kind, record.connection, hex(record.bytes), record.binary]);
  if (kind === "send") return JSON.stringify([at, kind, record.connection, hex(record.bytes), false]);
  if (kind === "connect") return JSON.stringify([at, kind, record.connection, record.address]);
  return kind;
};

function describeLine(line: string, at: bigint): string {
  const { t, conn, addr, url, data, b64 } = JSON.parse(line) as Record<string, string>;
  const kind = { recv: "frame", http: "rest" }[t as "recv"] ?? t;
  if (kind === "connect") return JSON.stringify([Number(at), kind, conn, addr]);
  const bytes = b64 === undefined ? Buffer.from(data ?? "") : Buffer.from(b64, "base64");
  return JSON.stringify([Number(at), kind, url ?? conn, hex(bytes), b64 !== undefined]);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Unix nanoseconds of decimal seconds, by text. */
function nanoseconds(time: string): bigint {
  const [seconds = "", decimals = ""] = time.split(".");
  return BigInt(seconds) * 1_000_000_000n + BigInt(decimals.padEnd(9, "0"));
}

const plainText = (file: string): string => {
  const bytes = readFileSync(file);
  return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
};
