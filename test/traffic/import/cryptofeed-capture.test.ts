import { describe, expect, test } from "vitest";
import { memorySource } from "../bytes/memory-source.ts";
import { caught, readCapture, shown } from "./read-capture.ts";

const HEADER = '{"t":"header","format":2,"exchange":"KRAKEN","config":{"trades":["BTC-USD"]},"recorded":1618678132.35}';
const RECV = '{"t":"recv","conn":"ws.1","ts":1618678133.5,"data":"{}"}';
const read = (...lines: readonly string[]): ReturnType<typeof readCapture> =>
  readCapture(`${[HEADER, ...lines].join("\n")}\n`);

describe("a cryptofeed capture", () => {
  test("gives every kind of record, exactly, in order of time from the second of the first", () => {
    const { capture, records, error } = read(
      '{"t":"http","conn":"http.0","ts":1618678134.25,"url":"https://a/b?c=d",' +
        '"data":"{\\"x\\": \\"\\u00e9\\\\n\\"}","headers":{"a":["]"]}}',
      '{"t":"connect","conn":"ws.1","ts":1618678132.368463,"addr":"wss://ws.kraken.com"}',
      '{"conn":"ws.1","ts":1618678132.83097,"t":"send","addr":"wss://ws.kraken.com",' +
        '"data":"{\\"event\\":\\"subscribe\\"}"}',
      ' { "t" : "recv" , "conn" : "ws.1" , "ts" : 1618678133 , "data" : "[1.0,2]" } ',
      '{"t":"recv","conn":"ws.1","ts":1618678134.2500001,"b64":"AAH/"}',
    );
    expect(error).toBeUndefined();
    expect(records.map(shown)).toEqual([
      "368463000 connect ws.1 wss://ws.kraken.com",
      '830970000 send ws.1 {"event":"subscribe"}',
      "1000000000 frame ws.1 [1.0,2]",
      '2250000000 rest https://a/b?c=d {"x": "é\\n"}',
      `2250000100 frame ws.1 ${Buffer.from([0, 1, 255]).toString()}`,
    ]);
    expect(records.map((record) => record.kind === "frame" && record.binary)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(records[4]).toMatchObject({ bytes: Uint8Array.of(0, 1, 255) });
    expect(capture.format).toBe("cryptofeed-capture/2");
    expect(capture.header).toEqual({
      version: 1,
      epochUnixNs: 1_618_678_132_000_000_000n,
      sources: [{ venue: "KRAKEN", config: HEADER }],
      origin: "imported cryptofeed-capture/2 test.capture",
    });
  });

  test.each([
    ["a connection's name above 4 KiB", `{"t":"recv","conn":"${"c".repeat(4_097)}","ts":1618678133,"data":"{}"}`, "conn"],
    [
      "an address above 64 KiB", `{"t":"connect","conn":"c","ts":1618678133,"addr":"${"a".repeat(65_537)}"}`, "addr",
    ],
    [
      "a URL above 64 KiB", `{"t":"http","conn":"c","ts":1618678133,"url":"${"u".repeat(65_537)}","data":""}`, "url",
    ],
  ])("with %s is refused with its line, as no recording could hold it", (_what, line, field) => {
    const { records, error } = read(RECV.replace("133.5", "132.5"), line);
    expect(records).toHaveLength(1);
    expect(error?.message).toContain(`field "${field}" is too long`);
    expect(error?.detail.where).toContain("line 3");
  });

  test("tolerates blank lines, carriage returns and a missing last line end", () => {
    const { records, error } = readCapture(`\n\r\n${HEADER}\r\n\r\n${RECV}\r\n\n${RECV}`);
    expect(error).toBeUndefined();
    expect(records.map(shown)).toEqual(["500000000 frame ws.1 {}", "500000000 frame ws.1 {}"]);
  });

  test("without records is empty, not an error", () => {
    const { capture, records, error } = read();
    expect([records, error, capture.header.epochUnixNs]).toEqual([[], undefined, 0n]);
  });

  test.each([
    ["BINANCE", "BINANCE"],
    ["BINANCE_FUTURES", "BINANCE_USDM"],
    ["BINANCE_DELIVERY", "BINANCE_COINM"],
    ["COINBASE", "COINBASE"],
    ["OKX", "OKX"],
    ["constructor", "constructor"],
  ])("of exchange %s is of venue %s", (exchange, venue) => {
    const { capture } = readCapture(`{"t":"header","format":2,"exchange":"${exchange}"}\n${RECV}\n`);
    expect(capture.header.sources[0]?.venue).toBe(venue);
  });

  test("of another format version, or without a header, is no capture", () => {
    for (const first of [
      '{"t":"header","format":3,"exchange":"A"}',
      '{"t":"recv"}',
      "{}",
      '{"t":"header"',
      "{".repeat(3_000_000),
    ]) {
      expect(caught(() => readCapture(`${first}\n${RECV}\n`)).code, first.slice(0, 40)).toBe("E_CAPTURE_FORMAT");
    }
  });

  test.each([
    '{"t":"header","format":2}',
    '{"t":"header","format":2,"exchange":7}',
    '{"t":"header","format":2,"exchange":"a b"}',
  ])("whose header is %s is refused at its header", (header) => {
    const { records, error } = readCapture(`${header}\n${RECV}\n`);
    expect([records.length, error?.code]).toEqual([0, "E_CAPTURE_RECORD"]);
    expect(error?.detail.where).toBe("test.capture, line 1, byte 0 of the plain text");
  });
});

describe("a line that is no record", () => {
  const cases: readonly (readonly [line: string, code: string, message: RegExp])[] = [
    ["not JSON", "E_CAPTURE_RECORD", /not JSON at its byte 0/],
    ["[]", "E_CAPTURE_RECORD", /not JSON/],
    ["{}", "E_CAPTURE_RECORD", /not JSON/],
    ["\u0000\u0000\u0000\u0000", "E_CAPTURE_RECORD", /not JSON/],
    [`${RECV}${RECV}`, "E_CAPTURE_RECORD", /more follows the object/],
    [RECV.slice(0, -1), "E_CAPTURE_RECORD", /not JSON/],
    [RECV.slice(0, -3), "E_CAPTURE_RECORD", /does not end/],
    [RECV.replace("{}", "\u0000"), "E_CAPTURE_RECORD", /byte 0 lies bare/],
    [RECV.replace("{}", "\\ud800"), "E_CAPTURE_RECORD", /"data".*surrogate/],
    [RECV.replace('"recv"', '"quote"'), "E_CAPTURE_RECORD", /kind "quote" is not known/],
    [RECV.replace('"recv"', "7"), "E_CAPTURE_RECORD", /"t" is not a string/],
    [RECV.replace('"t":"recv",', ""), "E_CAPTURE_RECORD", /"t" is missing/],
    [RECV.replace('"t":"recv"', '"t":"recv","t":"recv"'), "E_CAPTURE_RECORD", /"t" comes twice/],
    [RECV.replace('"t"', '"__proto__":{"t":1},"t"'), "E_CAPTURE_RECORD", /"__proto__" is not known/],
    [RECV.replace('"t"', '"extra":1,"t"'), "E_CAPTURE_RECORD", /"extra" is not known/],
    [RECV.replace('"t"', '"url":"x","t"'), "E_CAPTURE_RECORD", /"url" does not belong to "recv"/],
    [RECV.replace('"data":"{}"', '"b64":"A"'), "E_CAPTURE_RECORD", /not base64/],
    [RECV.replace('"data":"{}"', '"b64":7'), "E_CAPTURE_RECORD", /"b64" is not a string/],
    [RECV.replace('"data":"{}"', '"data":{}'), "E_CAPTURE_RECORD", /"data" is not a string/],
    [RECV.replace('"data":"{}"', '"data":null'), "E_CAPTURE_RECORD", /"data" is not a string/],
    [
      RECV.replace('"data":"{}"', `"data":${"[".repeat(100_000)}${"]".repeat(100_000)}`),
      "E_CAPTURE_RECORD",
      /not a string/,
    ],
    [RECV.replace('"data":"{}"', `"data":${"[".repeat(100_000)}`), "E_CAPTURE_RECORD", /does not end/],
    [RECV.replace(',"data":"{}"', ""), "E_CAPTURE_RECORD", /not one of "data" and "b64"/],
    [RECV.replace('"data"', '"b64":"","data"'), "E_CAPTURE_RECORD", /not one of "data" and "b64"/],
    [RECV.replace('"ws.1"', "[]"), "E_CAPTURE_RECORD", /"conn" is not a string/],
    [RECV.replace('"ws.1"', '""'), "E_CAPTURE_RECORD", /"conn" is no name/],
    [RECV.replace('"ws.1"', '"\\n"'), "E_CAPTURE_RECORD", /"conn" is no name/],
    [RECV.replace(',"ts":1618678133.5', ""), "E_CAPTURE_TIME", /"ts" is not a number/],
    [RECV.replace("1618678133.5", '"1618678133.5"'), "E_CAPTURE_TIME", /"ts" is not a number/],
    [RECV.replace("1618678133.5", "null"), "E_CAPTURE_TIME", /"ts" is not a number/],
    [RECV.replace("1618678133.5", "NaN"), "E_CAPTURE_TIME", /"ts" is not a number/],
    [RECV.replace("1618678133.5", "-1618678133.5"), "E_CAPTURE_TIME", /no receive time/],
    [RECV.replace("1618678133.5", "1e400"), "E_CAPTURE_TIME", /no receive time/],
    [RECV.replace("1618678133.5", "0"), "E_CAPTURE_TIME", /no receive time/],
    [RECV.replace("1618678133.5", "9618678133.5"), "E_CAPTURE_TIME", /104 days/],
    ['{"t":"connect","conn":"a","ts":1618678133.5}', "E_CAPTURE_RECORD", /"addr" is missing/],
    ['{"t":"connect","conn":"a","ts":1618678133.5,"addr":7}', "E_CAPTURE_RECORD", /"addr" is not a string/],
    ['{"t":"http","conn":"a","ts":1618678133.5,"data":""}', "E_CAPTURE_RECORD", /"url" is missing/],
    [HEADER, "E_CAPTURE_RECORD", /a second header/],
  ];

  test.each(cases)("%s: the records before it come, then %s", (line, code, message) => {
    const { records, error } = read(RECV, line, RECV);
    expect(records.map(shown)).toEqual(["500000000 frame ws.1 {}"]);
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(message);
    expect(error?.detail.where).toBe(`test.capture, line 3, byte ${HEADER.length + RECV.length + 2} of the plain text`);
    expect([error?.detail.expected, error?.detail.hint].every((text) => text !== undefined && text !== "")).toBe(true);
  });

  test("with bytes that are not UTF-8 is refused", () => {
    const bytes = Buffer.from(`${HEADER}\n${RECV}\n${RECV.replace("{}", "\u00ff")}\n`, "latin1");
    const { records, error } = readCapture(memorySource(bytes));
    expect([records.length, error?.code]).toEqual([1, "E_CAPTURE_RECORD"]);
  });

  test("because it is the last and was cut is E_CAPTURE_TRUNCATED", () => {
    for (let size = 1; size < RECV.length; size++) {
      const { records, error } = readCapture(`${HEADER}\n${RECV}\n${RECV.slice(0, size)}`);
      expect(records).toHaveLength(1);
      expect(error?.code, RECV.slice(0, size)).toMatch(/^E_CAPTURE_TRUNCATED$/);
    }
  });
});
