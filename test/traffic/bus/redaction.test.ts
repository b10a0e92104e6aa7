import fc from "fast-check";
import { Packr } from "msgpackr";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Priority } from "../../../src/bus/priority.ts";
import { entryWriter } from "../../../src/bus/wire/layout.ts";
import { isCredentialName } from "../../../src/traffic/bus/redaction/credential-name.ts";
import { Redactor } from "../../../src/traffic/bus/redaction/redactor.ts";

const packr = new Packr({ useRecords: false });
const stars = (secret: Uint8Array): Uint8Array => new Uint8Array(secret.length).fill(0x2a);
const bytes = (...fields: (string | Uint8Array)[]): Uint8Array[] =>
  fields.map((field) => Uint8Array.from(Buffer.from(field)));
const CANARY = "S3cr3tCanaryValue0123456789";
const text = (fields: readonly Uint8Array[]): string =>
  fields.map((field) => Buffer.from(field).toString("latin1")).join("|");

describe("redaction", () => {
  test.each([
    ["JSON", `{"api_key":"${CANARY}","n":1}`],
    ["JSON, nested", `{"a":[{"auth":{"x":["${CANARY}"]}}]}`],
    ["JSON within JSON", JSON.stringify({ body: JSON.stringify({ secret: CANARY }) })],
    ["an escaped name", `{"api\\u005fkey":"${CANARY}"}`],
    ["JSON that is cut off", `{"password":"${CANARY}`],
    ["MessagePack", packr.pack({ nested: { clientSecret: CANARY } })],
    ["MessagePack bytes with JSON", packr.pack([1, Buffer.from(`{"signature":"${CANARY}"}`)])],
    ["an array below a name", packr.pack({ passwords: [[CANARY], { x: CANARY }] })],
    ["a query", `GET /fapi/v1/order?symbol=BTC&signature=${CANARY}&x=1`],
    ["a header", `X-MBX-APIKEY: ${CANARY}\r\nHost: x`],
    ["a bearer token", `{"headers":"Authorization: Bearer ${CANARY}"}`],
    ["a private key", `-----BEGIN EC PRIVATE KEY-----\n${CANARY}\n-----END EC PRIVATE KEY-----`],
    ["a JSON Web Token", `{"x":"eyJhbGciOiJIUzI1NiJ9.${CANARY}.abc"}`],
  ])("finds a credential in %s, and changes no length", (_what, payload) => {
    const redactor = new Redactor(stars);
    const fields = bytes("topic", "t", "payload", payload);
    const redacted = redactor.redact(fields);
    expect(text(redacted)).not.toContain(CANARY);
    expect(redacted.map(({ length }) => length)).toEqual(fields.map(({ length }) => length));
    expect([...redactor.counts.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThan(0);
  });

  test("finds it in a field of the entry, in packed messages, and in compressed payloads", () => {
    const redactor = new Redactor(stars);
    expect(text(redactor.redact(bytes("api-secret", CANARY)))).not.toContain(CANARY);
    const message = {
      topic: "t", type: "x", payload: Buffer.from(`{"token":"${CANARY}"}`), encoding: "json", priority: Priority.LOW,
      key: "k", sequence: 1,
    };
    const packed = entryWriter("packed", { producer: "p", epoch: 1 }).write([message, { ...message, sequence: 2 }]);
    expect(text(redactor.redact(bytes(...(packed[0] as string[]))))).not.toContain(CANARY);
    const [, payload] = redactor.redact(
      bytes("payload", deflateRawSync(`{"token":"${CANARY}"}`), "encoding", "json+deflate"),
    );
    expect(inflateRawSync(payload as Uint8Array).toString()).toBe(`{"token":"${"*".repeat(CANARY.length)}"}`);
    expect(redactor.counts).toEqual(new Map([["api-secret", 1], ["token", 3]]));
  });

  test("leaves JSON and MessagePack readable, numbers as numbers and everything else as it was", () => {
    const value = {
      pin: 1, passcode: "x", keep: "abc", password: 12.5, secret: null, list: [true, { apiKey: "qqqq" }],
    };
    const json = new Redactor(stars).redact(bytes("payload", JSON.stringify(value)))[1] as Uint8Array;
    expect(JSON.parse(Buffer.from(json).toString())).toEqual({
      ...value,
      password: 11.1, list: [true, { apiKey: "****" }],
    });
    const packed = new Redactor(stars).redact(bytes("payload", packr.pack(value)))[1] as Uint8Array;
    expect(packr.unpack(packed)).toEqual({ ...value, password: 0, list: [true, { apiKey: "****" }] });
  });

  test("changes nothing in an entry without credentials, whatever its bytes", () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (fields) => {
      const even = fields.slice(0, fields.length & ~1);
      const redactor = new Redactor(stars);
      const redacted = redactor.redact(even);
      expect(redacted.map(({ length }) => length)).toEqual(even.map(({ length }) => length));
      if (redactor.counts.size === 0) expect(redacted).toBe(even);
    }));
    const plain = JSON.stringify({
      key: "k", instrument_id: "BTCUSDT.BINANCE", bid_price: "1.5", ts_event: "17", tokens: 1,
    });
    const fields = bytes("topic", "data.quotes", "payload", plain, "key", "k");
    expect(new Redactor(stars).redact(fields)).toBe(fields);
  });

  test.each([
    ["api_key", true], ["X-MBX-APIKEY", true], ["listenKey", true], ["sig", true], ["access_token", true],
    ["CB-ACCESS-SIGN", true], ["key", false], ["symbol", false], ["signal", false], ["author", false],
    ["x".repeat(80) + "password", false],
  ])("%s: %s", (name, is) => {
    expect(isCredentialName(name)).toBe(is);
  });
});
