import { describe, expect, test } from "vitest";
import { memorySource } from "../bytes/memory-source.ts";
import { readCapture, shown } from "./read-capture.ts";

const CONNECT = "wss://stream.binance.com:9443/stream?streams=a@b <-> 1628952395.5";
const SEND = 'wss://stream.binance.com:9443/stream?streams=a@b <- 1628952395.6: {"id":1}';
const FRAME = '1628952396.0000001: {"u": 1}';
const REST = 'https://api.binance.com/api/v3/depth?symbol=A&limit=5 -> 1628952396.5: {"lastUpdateId":1}';
const CONFIG = 'configuration: {"trades":["A-B"]}';
const text = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;

describe("a cryptofeed raw capture", () => {
  test("of several files is merged by time into one source", () => {
    const { capture, records, error } = readCapture(
      memorySource(text(REST.replace("96.5", "95.1"), CONFIG), "x/BINANCE.0"),
      memorySource(text(REST), "x/BINANCE.http.0.0"),
      memorySource(text(CONNECT, SEND, FRAME, "1628952397.25: [2]", "", ""), "x/BINANCE.ws.1.0"),
      memorySource(text("1628952397.25: [3]"), "x\\BINANCE.ws.1.1.gz"),
    );
    expect(error).toBeUndefined();
    expect(records.map(shown)).toEqual([
      '100000000 rest https://api.binance.com/api/v3/depth?symbol=A&limit=5 {"lastUpdateId":1}',
      "500000000 connect BINANCE.ws.1 wss://stream.binance.com:9443/stream?streams=a@b",
      '600000000 send BINANCE.ws.1 {"id":1}',
      '1000000100 frame BINANCE.ws.1 {"u": 1}',
      '1500000000 rest https://api.binance.com/api/v3/depth?symbol=A&limit=5 {"lastUpdateId":1}',
      "2250000000 frame BINANCE.ws.1 [2]",
      "2250000000 frame BINANCE.ws.1 [3]",
    ]);
    expect(capture.format).toBe("cryptofeed-raw/1");
    expect(capture.header).toMatchObject({
      epochUnixNs: 1_628_952_395_000_000_000n,
      sources: [{ venue: "BINANCE", config: '{"trades":["A-B"]}' }],
      origin: "imported cryptofeed-raw/1 x/BINANCE.0, x/BINANCE.http.0.0, x/BINANCE.ws.1.0, x\\BINANCE.ws.1.1.gz",
    });
  });

  test("in one combined file gives its configuration and everything else", () => {
    const { capture, records } = readCapture(memorySource(text(CONFIG, CONNECT, FRAME), "KRAKEN-c197c0.0"));
    expect(records.map(({ kind }) => kind)).toEqual(["connect", "frame"]);
    expect(records[0]).toMatchObject({ connection: "KRAKEN-c197c0" });
    expect(capture.header.sources).toEqual([{ venue: "BINANCE", config: '{"trades":["A-B"]}' }]);
  });

  test("decodes binary frames from Python's bytes literals", () => {
    const { records } = readCapture(
      text(FRAME, "1628952396.5: b'\\xab\\\\\\n\\'a\"'", '1628952396.6: b"it\'s"', "1628952396.7: {'b'"),
    );
    expect(records.map((record) => record.kind === "frame" && [record.binary, [...record.bytes]])).toEqual([
      [false, [...Buffer.from('{"u": 1}')]],
      [true, [0xab, 92, 10, 39, 97, 34]],
      [true, [...Buffer.from("it's")]],
      [false, [...Buffer.from("{'b'")]],
    ]);
  });

  test.each([
    ["BINANCE_FUTURES.ws.1.0", FRAME, "BINANCE_USDM"],
    ["BINANCE_DELIVERY.ws.1.0", FRAME, "BINANCE_COINM"],
    ["KRAKEN-c197c0.0", FRAME, "KRAKEN"],
    ["OKEX.ws.1.0", FRAME, "OKEX"],
    ["capture.txt", FRAME, "UNKNOWN"],
    ["KRAKEN.ws.1.0", "wss://fstream.binance.com/stream <-> 1628952395.5", "BINANCE_USDM"],
    ["any", "wss://ws-feed.pro.coinbase.com <-> 1628952395.5", "COINBASE_EXCHANGE"],
    ["FTX.ws.1.0", "wss://ftx.com/ws <-> 1628952395.5", "FTX"],
    ["FTX.ws.1.0", "wss://ws.kraken.com.evil.org/ws <-> 1628952395.5", "FTX"],
  ])("named %s that holds %s is of venue %s", (name, line, venue) => {
    expect(readCapture(memorySource(text(line), name)).capture.header.sources[0]?.venue).toBe(venue);
  });
});

describe("a line of a raw capture", () => {
  const cases: readonly (readonly [line: string, code: string])[] = [
    ["nonsense", "E_CAPTURE_RECORD"],
    ["}", "E_CAPTURE_RECORD"],
    ["\u0000", "E_CAPTURE_RECORD"],
    ["wss://a.b", "E_CAPTURE_RECORD"],
    ["wss:// <-> 1628952396.5", "E_CAPTURE_RECORD"],
    ["wss://a.b => 1628952396.5", "E_CAPTURE_RECORD"],
    ["wss://a.b <-> 1628952396.5 ", "E_CAPTURE_TIME"],
    ["wss://a.b <-> -1", "E_CAPTURE_TIME"],
    ["wss://a.b <- NaN: {}", "E_CAPTURE_TIME"],
    ["https://a.b -> 99999999999: {}", "E_CAPTURE_TIME"],
    ["https://a.b -> 1628952396.5 {}", "E_CAPTURE_RECORD"],
    ["1628952396.5:{}", "E_CAPTURE_RECORD"],
    ["162895239: {}", "E_CAPTURE_TIME"],
    ["2628952396.5: {}", "E_CAPTURE_TIME"],
    ["1628952396.5: b'\\q'", "E_CAPTURE_RECORD"],
    ["1628952396.5: b'a", "E_CAPTURE_RECORD"],
    ["1628952396.5: \xff", "E_CAPTURE_RECORD"],
    ["1628952395.9: {}", "E_CAPTURE_ORDER"],
  ];
  test.each(cases)("%j is refused with %s, after the records before it", (line, code) => {
    const { records, error } = readCapture(new Uint8Array(Buffer.from(text(CONNECT, FRAME, line, FRAME), "latin1")));
    expect(records).toHaveLength(2);
    expect(error?.code).toBe(code);
    expect(error?.detail.where).toBe(
      `test.capture, line 3, byte ${CONNECT.length + FRAME.length + 2} of the plain text`,
    );
    expect(Object.keys(error?.detail ?? {}).sort()).toEqual(["expected", "hint", "where"]);
  });

  test("that is the last and was cut is E_CAPTURE_TRUNCATED", () => {
    for (let size = 1; size < FRAME.length; size++) {
      const { records, error } = readCapture(text(CONNECT) + FRAME.slice(0, size));
      expect([records.length, error?.code], FRAME.slice(0, size)).toEqual([1, "E_CAPTURE_TRUNCATED"]);
    }
    expect(readCapture(text(CONNECT) + FRAME).records).toHaveLength(2);
  });
});
