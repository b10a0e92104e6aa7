import fc from "fast-check";
import { pack } from "msgpackr";
import { describe, expect, test } from "vitest";
import { checkMessagePack } from "../../../src/bus/wire/message-pack-check.ts";
import { formatIso, parseIso } from "../../../src/bus/wire/iso-time.ts";
import { PayloadCodec } from "../../../src/bus/wire/payload-codec.ts";

const NS = 1_700_000_000_123_456_789n;
const TICK = {
  type: "TradeTick", instrument_id: "BTCUSDT.BINANCE", price: "67000.10", size: "0.5", ts_event: NS, ts_init: NS + 1n,
};
const textOf = (payload: Uint8Array): string => Buffer.from(payload).toString();

// `__proto__` has a test of its own.
const value = fc.object({
  maxDepth: 3, key: fc.string({ maxLength: 8 }).filter((key) => !key.startsWith("ts_") && key !== "__proto__"),
  values: [
    fc.string({ unit: "grapheme" }), fc.boolean(), fc.constant(null), fc.integer({ min: -1e9, max: 1e9 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
  ],
});

describe("payloads", () => {
  test.each(["json", "msgpack"] as const)("in %s any value comes back, compressed or not", (encoding) => {
    fc.assert(fc.property(value, fc.option(fc.nat(200)), (given, above) => {
      const codec = new PayloadCodec({ encoding, ...(above === null ? {} : { compression: { above } }) });
      const { payload, encoding: name } = codec.encode(given);
      expect(new PayloadCodec({ encoding: "msgpack" }).decode(payload, name)).toEqual(given);
    }));
  });

  test.each([
    ["msgpack", '{"__proto_":{"admin":true}}'], ["json", '{"__proto__":{"admin":true}}'],
  ] as const)("in %s a key __proto__ changes no prototype", (encoding, read) => {
    const codec = new PayloadCodec({ encoding });
    const decoded = codec.decode(codec.encode(JSON.parse('{"__proto__":{"admin":true}}')).payload, encoding);
    expect(JSON.stringify(decoded)).toBe(read);
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect((decoded as { admin?: boolean }).admin).toBeUndefined();
  });

  test("are compressed only above the limit and only if they become smaller, and their encoding says so", () => {
    const codec = new PayloadCodec({ encoding: "json", compression: { above: 100 } });
    expect(codec.encode("a".repeat(98)).encoding).toBe("json");
    const { payload, encoding } = codec.encode("a".repeat(99));
    expect([encoding, payload.length < 50]).toEqual(["json+deflate", true]);
    const noise = Uint8Array.from({ length: 2_000 }, (_, i) => (i * i * 31 + (i * 7919) % 251) & 255);
    expect(
      new PayloadCodec({ encoding: "msgpack", compression: { above: 0 } }).encode(Buffer.of(...noise.slice(0, 8)))
        .encoding,
    ).toBe("msgpack");
  });

  test("of NautilusTrader: timestamps as integers, decimal strings or ISO 8601 are the same bigint", () => {
    const rust = '{"type":"TradeTick","ts_event":1700000000123456789,"ts_init": 1700000000123456790}';
    const python = '{"type":"TradeTick","ts_event":"1700000000123456789","ts_init":"1700000000123456790"}';
    const iso =
      '{"type":"TradeTick","ts_event":"2023-11-14T22:13:20.123456789Z","ts_init":"2023-11-14T22:13:20.123456790Z"}';
    const codec = new PayloadCodec({ encoding: "json" });
    for (const text of [rust, python, iso]) {
      expect(codec.decode(Buffer.from(text), "json")).toEqual({ type: "TradeTick", ts_event: NS, ts_init: NS + 1n });
    }
  });

  test.each([
    ["integer", '"ts_event":1700000000123456789,"ts_init":1700000000123456790'],
    ["string", '"ts_event":"1700000000123456789","ts_init":"1700000000123456790"'],
    ["iso8601", '"ts_event":"2023-11-14T22:13:20.123456789Z","ts_init":"2023-11-14T22:13:20.123456790Z"'],
  ] as const)("with timestamps as %s are written so, and read back", (timestamps, expected) => {
    const codec = new PayloadCodec({ encoding: "json", json: { timestamps } });
    const { payload } = codec.encode(TICK);
    expect(textOf(payload)).toContain(expected);
    expect(codec.decode(payload, "json")).toEqual(TICK);
  });

  test("keep texts that look like timestamps of somebody's JSON", () => {
    const nested = { note: '{"ts_event":1700000000123456789,"ts_init":"5"}' };
    const codec = new PayloadCodec({ encoding: "json", json: { timestamps: "integer" } });
    expect(codec.decode(codec.encode(nested).payload, "json")).toEqual(nested);
  });

  test("of msgpack under the name json, as NautilusTrader's Python bus writes them, are read", () => {
    expect(new PayloadCodec({ encoding: "json" }).decode(pack({ type: "Bar", ts_event: NS }), "json")).toEqual({
      type: "Bar", ts_event: NS,
    });
  });

  test.each<[string, Uint8Array, string]>([
    ["an unknown encoding", Buffer.of(), "capnp"],
    ["JSON that is none", Buffer.from("{"), "json"],
    ["no DEFLATE", Buffer.from("abc"), "json+deflate"],
    ["an extension that would become code", Buffer.of(0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x01), "msgpack"],
    ["nothing", Buffer.of(), "msgpack"],
  ])("with %s are refused", (_what, payload, encoding) => {
    expect(() => new PayloadCodec({ encoding: "json" }).decode(payload, encoding)).toThrow(
      expect.objectContaining({ code: "E_PAYLOAD" }),
    );
  });
});

describe("the check of MessagePack", () => {
  test("passes whatever msgpackr packs, and refuses every part of it", () => {
    fc.assert(fc.property(value, (given) => {
      const packed = pack(given);
      checkMessagePack(packed);
      for (let length = 0; length < packed.length; length++)
        expect(() => checkMessagePack(packed.subarray(0, length))).toThrow(RangeError);
    }), { numRuns: 40 });
  });

  test("refuses depth, and lengths that are not there, at once", () => {
    checkMessagePack(new Uint8Array(65).fill(0x91).with(64, 0));
    expect(() => checkMessagePack(new Uint8Array(1_000_000).fill(0x91))).toThrow("nested deeper than 64");
    expect(() => checkMessagePack(Uint8Array.of(0xdf, 0xff, 0xff, 0xff, 0xff))).toThrow("elements");
    expect(() => checkMessagePack(Uint8Array.of(0xc6, 0xff, 0xff, 0xff, 0xff))).toThrow("the end");
  });
});

test("ISO 8601 to the nanosecond agrees with the engine's calendar, and comes back", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -62_135_596_800_000_000_000n, max: 253_402_300_799_999_999_999n }), (unixNs) => {
      const text = formatIso(unixNs);
      expect(parseIso(text)).toBe(unixNs);
      const ms = Number((unixNs - (((unixNs % 1_000_000n) + 1_000_000n) % 1_000_000n)) / 1_000_000n);
      expect(text.slice(0, 23)).toBe(new Date(ms).toISOString().slice(0, 23));
    }),
  );
  for (const other of ["2023-02-29T00:00:00Z", "2023-13-01T00:00:00Z", "2023-01-01", "2023-01-01T24:00:00Z"])
    expect(parseIso(other)).toBeUndefined();
});
