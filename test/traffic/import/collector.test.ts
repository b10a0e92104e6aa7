import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { memorySource } from "../bytes/memory-source.ts";
import { readCapture, shown } from "./read-capture.ts";

const TIME = "1723161256172216566";
const at = (nanoseconds: number, message: string): string => `${BigInt(TIME) + BigInt(nanoseconds)} ${message}`;
const text = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;
const ticker = (symbol: string): string =>
  `{"stream":"${symbol}@bookTicker","data":{"u":1,"s":"X","b":"1","B":"2","a":"3","A":"4"}}`;
const SNAPSHOT = '{"lastUpdateId":7,"bids":[["1","2"]],"asks":[]}';

describe("a collector's file", () => {
  test("gives its frames as they were received, behind a connection that is synthesised", () => {
    const frames = [ticker("btcusdt"), '{"stream":"btcusdt@trade","data":{"x":"é\\u00e9 \\" "}} ', "[1]"];
    const { capture, records, error } = readCapture(gzipSync(text(...frames.map((frame, i) => at(i, frame)))));
    expect(error).toBeUndefined();
    expect(records.map(shown)).toEqual([
      "172216566 connect collector ",
      ...frames.map((frame, i) => `${172216566 + i} frame collector ${frame}`),
    ]);
    expect(capture.format).toBe("collector-ndjson");
    expect(capture.header).toEqual({
      version: 1,
      epochUnixNs: 1_723_161_256_000_000_000n,
      sources: [{ venue: "BINANCE", config: "" }],
      origin: "imported collector-ndjson test.capture",
    });
  });

  test.each([
    ["1723161256172216566", 172216566],
    ["1723161256172216", 172216000],
    ["1723161256172", 172000000],
    ["1723161256", 0],
    ["1723161256.1722165", 172216500],
  ])("may count its time as %s", (time, instant) => {
    expect(readCapture(text(`${time} [1]`)).records[1]?.at).toBe(instant);
  });

  test("a symbol beyond ASCII stands percent-encoded in the URL, wherever it was found", () => {
    for (const lines of [
      [at(0, SNAPSHOT), at(0, ticker("龙虾usdt"))],
      [at(0, '{"e":"depthUpdate","s":"龙虾USDT"}'), at(0, SNAPSHOT)],
      [at(0, SNAPSHOT.replace(",", ',"symbol":"龙虾USDT",'))],
    ]) {
      const rest = readCapture(text(...lines)).records.find((record) => record.kind === "rest");
      expect(rest?.url).toBe("depth?symbol=%E9%BE%99%E8%99%BEUSDT");
    }
  });

  test("names the symbol of a snapshot by its body, or by the one stream of the file, before or behind it", () => {
    const named = SNAPSHOT.replace(",", ',"symbol":"BTCUSD_PERP",');
    expect(readCapture(text(at(0, named))).records.map(shown)[1]).toBe(
      `172216566 rest depth?symbol=BTCUSD_PERP ${named}`,
    );
    for (const lines of [
      [at(0, SNAPSHOT), at(0, ticker("btcusdt"))],
      [at(0, '{"e":"depthUpdate","s":"BTCUSDT"}'), at(0, SNAPSHOT)],
    ]) {
      const urls = readCapture(text(...lines)).records.flatMap((record) =>
        record.kind === "rest" ? [record.url] : [],
      );
      expect(urls).toEqual(["depth?symbol=BTCUSDT"]);
    }
  });

  test("takes an instrument list among its lines for one", () => {
    expect(readCapture(text(at(0, '{"timezone":"UTC","symbols":[]}'))).records[1]).toMatchObject({
      kind: "rest",
      url: "exchangeInfo",
    });
  });

  test("with a snapshot that could be of several symbols, or of none, is refused there", () => {
    const several = readCapture(text(at(0, ticker("btcusdt")), at(1, SNAPSHOT), at(2, ticker("ethusdt"))));
    expect([several.records.length, several.error?.code]).toEqual([2, "E_CAPTURE_REST"]);
    expect(several.error?.message).toContain("BTCUSDT and ETHUSDT");
    expect(readCapture(text(at(0, SNAPSHOT))).error?.code).toBe("E_CAPTURE_REST");
  });

  test.each([
    ["BINANCE", ticker("btcusdt")],
    ["BINANCE", '{"stream":"btcusdt@depth","data":{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2}}'],
    ["BINANCE", '{"stream":"btcusdt@trade","data":{"e":"trade","s":"BTCUSDT","m":true,"M":true}}'],
    ["BINANCE_USDM", '{"stream":"ethusdt@depth@0ms","data":{"e":"depthUpdate","s":"ETHUSDT","U":1,"u":2,"pu":0}}'],
    ["BINANCE_USDM", '{"stream":"ethusdt@bookTicker","data":{"e":"bookTicker","u":1,"s":"ETHUSDT"}}'],
    ["BINANCE_USDM", '{"stream":"btcusdt_240927@trade","data":{"e":"trade","s":"BTCUSDT_240927","X":"MARKET"}}'],
    [
      "BINANCE_COINM",
      '{"stream":"btcusd_perp@depth@0ms","data":{"e":"depthUpdate","s":"BTCUSD_PERP","ps":"BTCUSD","pu":0}}',
    ],
    ["BINANCE_COINM", '{"stream":"btcusd_240927@aggTrade","data":{"e":"aggTrade","s":"BTCUSD_240927"}}'],
    ["HYPERLIQUID", '{"channel":"l2Book","data":{"coin":"BTC"}}'],
    ["BYBIT", '{"topic":"orderbook.50.BTCUSDT","data":{}}'],
    ["UNKNOWN", '{"result":null,"id":1}'],
    ["UNKNOWN", '{"__proto__":{"pu":1,"e":"depthUpdate"}}'],
    ["UNKNOWN", `${"[".repeat(50_000)}`],
  ])("is of %s when its first telling message is %.80s", (venue, message) => {
    const { capture } = readCapture(text(at(0, '{"result":null}'), at(1, message)));
    expect(capture.header.sources).toEqual([{ venue, config: "" }]);
  });

  test("of one venue, rotated, is one source with one connection", () => {
    const { capture, records } = readCapture(
      memorySource(text(at(5, ticker("btcusdt"))), "later.gz"),
      memorySource(text(at(0, ticker("btcusdt"))), "earlier.gz"),
    );
    expect(capture.header.sources).toHaveLength(1);
    expect(records.map(({ kind, at }) => `${at} ${kind}`)).toEqual([
      "172216566 connect",
      "172216566 frame",
      "172216571 frame",
    ]);
  });

  test("next to one of another venue is a second source with its own connection", () => {
    const { capture, records } = readCapture(text(at(0, ticker("btcusdt"))), text(at(0, '{"channel":"trades"}')));
    expect(capture.header.sources.map(({ venue }) => venue)).toEqual(["BINANCE", "HYPERLIQUID"]);
    expect(records.map(({ kind, source }) => `${kind} ${source}`)).toEqual([
      "connect 0",
      "frame 0",
      "connect 1",
      "frame 1",
    ]);
  });
});

describe("a line of a collector's file", () => {
  const GOOD = at(1, ticker("btcusdt"));
  const cases: readonly (readonly [line: string, code: string])[] = [
    ["nonsense", "E_CAPTURE_TIME"],
    ["NaN {}", "E_CAPTURE_TIME"],
    ["-1723161256172216566 {}", "E_CAPTURE_TIME"],
    ["17231612561722165660 {}", "E_CAPTURE_TIME"],
    ["0 {}", "E_CAPTURE_TIME"],
    ["9723161256172216566 {}", "E_CAPTURE_TIME"],
    [`${TIME}`, "E_CAPTURE_RECORD"],
    [`${TIME} `, "E_CAPTURE_RECORD"],
    [`${TIME}  {}`, "E_CAPTURE_RECORD"],
    [`${TIME}\t{}`, "E_CAPTURE_RECORD"],
    [`${TIME} text`, "E_CAPTURE_RECORD"],
    [at(2, '{"a":"\xff"}'), "E_CAPTURE_RECORD"],
    [at(0, "{}"), "E_CAPTURE_ORDER"],
  ];
  test.each(cases)("%j is refused with %s, after the records before it", (line, code) => {
    const { records, error } = readCapture(new Uint8Array(Buffer.from(text(GOOD, line, GOOD), "latin1")));
    expect(records.map(({ kind }) => kind)).toEqual(["connect", "frame"]);
    expect(error?.code).toBe(code);
    expect(error?.detail.where).toBe(`test.capture, line 2, byte ${GOOD.length + 1} of the plain text`);
    expect(Object.keys(error?.detail ?? {}).sort()).toEqual(["expected", "hint", "where"]);
  });

  test("whose frame is no JSON is the adapter's to judge, unless the line was cut", () => {
    expect(readCapture(text(GOOD, at(2, "{]"))).records.map(shown)[2]).toBe("172216568 frame collector {]");
    for (let size = 1; size < GOOD.length; size++) {
      const { records, error } = readCapture(text(GOOD) + GOOD.slice(0, size));
      expect([records.length, error?.code], GOOD.slice(0, size)).toEqual([2, "E_CAPTURE_TRUNCATED"]);
    }
  });

  test("goes back in time: the error names both times", () => {
    const { error } = readCapture(text(at(1, "[]"), at(0, "[]")));
    expect(error?.message).toBe(
      'connection "collector" goes back in time, from 1723161256.172216567 to 1723161256.172216566',
    );
  });
});
