import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TrafficRecord } from "../../../src/traffic/record.ts";
import {
  headerFromJson, headerToJson, recordFromJson, recordToJson,
} from "../../../src/traffic/recording/json-line.ts";
import { anyRecords, HEADER } from "./any-record.ts";
import { bytesOf, shown } from "./memory-file.ts";

describe("a record as a line of JSON", () => {
  test("comes back exactly, and is one line", () => {
    fc.assert(fc.property(anyRecords, (records) => {
      for (const item of records) {
        const line = recordToJson(item, HEADER);
        expect(line).not.toMatch(/[\r\n]/);
        expect(shown(recordFromJson(line))).toEqual(shown(item));
      }
    }));
  });

  test.each([
    [
      { kind: "frame", at: 1_500_000_000, source: 1, connection: "ws.1", bytes: bytesOf('{"é":1}'), binary: false },
      '{"at":1500000000,"utc":"2021-10-12T00:28:32.632921000Z","kind":"frame","source":1,"venue":"KRAKEN",' +
      '"connection":"ws.1","binary":false,"text":"{\\"é\\":1}"}',
    ],
    [
      { kind: "frame", at: 0, source: 0, connection: "ws.1", bytes: Uint8Array.of(0xff, 0), binary: false },
      '{"at":0,"utc":"2021-10-12T00:28:31.132921000Z","kind":"frame","source":0,"venue":"BINANCE",' +
      '"connection":"ws.1","binary":false,"base64":"/wA="}',
    ],
    [
      { kind: "frame", at: 0, source: 0, connection: "ws.1", bytes: bytesOf("abc"), binary: true },
      '{"at":0,"utc":"2021-10-12T00:28:31.132921000Z","kind":"frame","source":0,"venue":"BINANCE",' +
      '"connection":"ws.1","binary":true,"base64":"YWJj"}',
    ],
    [
      { kind: "rest", at: 0, source: 0, url: "https://a", bytes: bytesOf("[]") },
      '{"at":0,"utc":"2021-10-12T00:28:31.132921000Z","kind":"rest","source":0,"venue":"BINANCE",' +
      '"url":"https://a","text":"[]"}',
    ],
  ] as ReadonlyArray<readonly [TrafficRecord, string]>)("reads as expected: %#", (item, line) => {
    expect(recordToJson(item, HEADER)).toBe(line);
  });

  test("can be written by hand, without what follows from the header", () => {
    expect(recordFromJson('{"kind":"send","at":-7,"source":0,"connection":"c","text":"hi"}')).toEqual(
      { kind: "send", at: -7, source: 0, connection: "c", bytes: bytesOf("hi") },
    );
  });

  test.each([
    ["", /not JSON/],
    ["[]", /no object/],
    ["null", /no object/],
    ['{"kind":"connect","source":0,"connection":"c","address":"a"}', /no at/],
    ['{"at":1.5,"kind":"connect","source":0,"connection":"c","address":"a"}', /at is 1.5/],
    ['{"at":1e300,"kind":"connect","source":0,"connection":"c","address":"a"}', /at is 1e\+300/],
    ['{"at":1,"kind":"toString","source":0,"connection":"c"}', /kind is "toString"/],
    ['{"at":1,"kind":"connect","source":-1,"connection":"c","address":"a"}', /source is -1/],
    ['{"at":1,"kind":"connect","source":0,"connection":5,"address":"a"}', /connection is 5/],
    ['{"at":1,"kind":"connect","source":0,"connection":"c"}', /no address/],
    ['{"at":1,"kind":"connect","source":0,"connection":"c","address":"a","reason":"r"}', /no field "reason"/],
    ['{"at":1,"kind":"connect","source":0,"connection":"c","address":"a","__proto__":{}}', /no field "__proto__"/],
    ['{"at":1,"kind":"connect","source":0,"connection":"c","address":"a","text":"b"}', /no field "text"/],
    ['{"at":1,"kind":"send","source":0,"connection":"c"}', /neither of text and base64/],
    ['{"at":1,"kind":"send","source":0,"connection":"c","text":"","base64":""}', /both or neither/],
    ['{"at":1,"kind":"send","source":0,"connection":"c","base64":"YWJ j"}', /base64 holds something else/],
    ['{"at":1,"kind":"frame","source":0,"connection":"c","text":""}', /no binary/],
  ])("is refused when it is %j", (line, message) => {
    expect(() => recordFromJson(line)).toThrow(message);
    expect(() => recordFromJson(line)).toThrow(expect.objectContaining({ code: "E_RECORDING_JSON" }));
  });
});

describe("a header as a line of JSON", () => {
  test("comes back exactly, and shows the epoch as a time", () => {
    const line = headerToJson(HEADER);
    expect(headerFromJson(line)).toEqual(HEADER);
    expect(JSON.parse(line)).toMatchObject({
      kind: "header", format: "wavetank-recording/1", utc: "2021-10-12T00:28:31.132921000Z",
    });
  });

  test.each([
    ["{}", /no kind/],
    ['{"kind":"header","version":2}', /version is 2/],
    ['{"kind":"header","version":1,"epochUnixNs":"1e9"}', /no integer/],
    ['{"kind":"header","version":1,"epochUnixNs":5}', /epochUnixNs is 5/],
    ['{"kind":"header","version":1,"epochUnixNs":"5","origin":"","sources":{}}', /sources is {}/],
    ['{"kind":"header","version":1,"epochUnixNs":"5","origin":"","sources":["a"]}', /no object/],
    ['{"kind":"header","version":1,"epochUnixNs":"5","origin":"","sources":[{"venue":"V"}]}', /no config/],
  ])("is refused when it is %j", (line, message) => {
    expect(() => headerFromJson(line)).toThrow(message);
  });
});
