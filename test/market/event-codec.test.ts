import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError, WavetankError } from "../../src/kernel/error.ts";
import { UNKNOWN_INSTANT } from "../../src/kernel/time.ts";
import type { BookDelta, MarketEvent, Quote, Trade } from "../../src/market/event.ts";
import { decodeEvent, encodeEvent, payloadType } from "../../src/market/event-codec.ts";
import { EventDecoder } from "../../src/market/event-decoder.ts";
import { EventEncoder } from "../../src/market/event-encoder.ts";
import { Instruments } from "../../src/market/instruments.ts";
import { marketEvent } from "./event-arbitrary.ts";

const instruments = new Instruments();
const btc = instruments.register("BINANCE", "BTCUSDT", 2, 8);
instruments.register("COINBASE", "BTC-USD", 2, 9);
instruments.register("KRAKEN", "XBT/USD.d", 1, 8);
instruments.register("BINANCE_USDM", "1000BONKUSDT", 0, 15);
const lobster = instruments.register("BINANCE_USDM", "龙虾USDT", 5, 0);
const anyEvent = marketEvent(instruments.all);

const trade: Trade = {
  kind: "trade", instrument: btc, tsEvent: -2, tsInit: 258,
  price: 6_508_367, size: 4_294_967_296, aggressor: 2, tradeId: "42",
};
const quote: Quote = {
  kind: "quote", instrument: btc, tsEvent: UNKNOWN_INSTANT, tsInit: 7, bidPrice: 1, bidSize: 2, askPrice: 3, askSize: 4,
};
const delta: BookDelta = {
  kind: "delta", instrument: btc, tsEvent: 1, tsInit: 2, bids: [10, 1, 9, 0], asks: [11, 5], sequence: 77, depth: 25,
};
/** Bytes up to the body, for all events of `btc`. */
const HEADER = 4 + "BTCUSDT.BINANCE".length;

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function problemOf(bytes: Uint8Array, decoder = new EventDecoder(instruments)): string {
  try {
    decoder.decode(bytes);
  } catch (error) {
    if (error instanceof WavetankError && error.code === "E_PAYLOAD") return `${error.detail.where}: ${error.message}`;
    throw error;
  }
  return "decoded";
}

function changed(event: MarketEvent, offset: number, ...values: number[]): Uint8Array {
  const bytes = encodeEvent(event);
  bytes.set(values, offset);
  return bytes;
}

describe("a payload", () => {
  test("decodes to the event it was made of, field by field", () => {
    const encoder = new EventEncoder();
    const decoder = new EventDecoder(instruments);
    fc.assert(fc.property(anyEvent, (event) => {
      const decoded = decoder.decode(encoder.encode(event));
      expect(decoded).toStrictEqual(event);
      expect(decoded.instrument).toBe(event.instrument);
    }), { numRuns: 2_000 });
  });

  test("is the same bytes from a fresh encoder, and decodes the same with a fresh decoder", () => {
    const encoder = new EventEncoder();
    fc.assert(fc.property(anyEvent, (event) => {
      const bytes = encoder.encode(event);
      expect(hex(encodeEvent(event))).toBe(hex(bytes));
      expect(decodeEvent(bytes, instruments)).toStrictEqual(event);
    }));
  });

  test("has the documented layout", () => {
    const id = Buffer.from("BTCUSDT.BINANCE").toString("hex");
    expect(hex(encodeEvent(trade))).toBe(
      `1102080f${id}feffffffffffffff0201000000000000` + "4f4f630000000000" + "0000000001000000" + "0201" + "3432");
    expect(hex(encodeEvent({ ...trade, tradeId: "Ā" })).slice(-8)).toBe("02020001");
    expect(hex(encodeEvent(quote))).toBe(
      `1202080f${id}010000000000e0ff0700000000000000` +
      "0100000000000000" + "0200000000000000" + "0300000000000000" + "0400000000000000");
    expect(hex(encodeEvent(delta))).toBe(
      `1402080f${id}01000000000000000200000000000000` + "4d00000000000000" + "1900000000000000" + "0200000001000000" +
      "0a00000000000000" + "0100000000000000" + "0900000000000000" + "0000000000000000" +
      "0b00000000000000" + "0500000000000000");
    expect(hex(encodeEvent({ ...delta, kind: "snapshot" })).slice(0, 2)).toBe("13");
  });

  test("keeps its bytes while others are written into the same block, or in a new one", () => {
    const encoder = new EventEncoder(1_000);
    fc.assert(fc.property(fc.array(anyEvent, { minLength: 20, maxLength: 60 }), (events) => {
      const payloads = events.map((event) => encoder.encode(event));
      const decoder = new EventDecoder(instruments);
      expect(payloads.map((bytes) => decoder.decode(bytes))).toStrictEqual(events);
    }), { numRuns: 50 });
  });

  test("decodes from any offset of a larger buffer, and reads nothing around it", () => {
    fc.assert(fc.property(anyEvent, fc.nat(20), fc.integer({ min: 0, max: 255 }), (event, offset, noise) => {
      const bytes = encodeEvent(event);
      const frame = new Uint8Array(offset + bytes.length + 9).fill(noise);
      frame.set(bytes, offset);
      expect(decodeEvent(frame.subarray(offset, offset + bytes.length), instruments)).toStrictEqual(event);
    }));
  });

  test("names its type as NautilusTrader does, and snapshots apart", () => {
    expect([trade, quote, delta, { ...delta, kind: "snapshot" as const }].map(payloadType))
      .toEqual(["TradeTick", "QuoteTick", "OrderBookDeltas", "OrderBookSnapshot"]);
  });

  test("of two instruments whose headers have one hash keeps them apart", () => {
    const alike = new Instruments();
    const [first, second] = ["A0GBFT4F", "A1HYEMH5"].map((symbol) => alike.register("KRAKEN", symbol, 2, 8));
    const decoder = new EventDecoder(alike);
    for (const instrument of [first!, second!, first!]) {
      expect(decoder.decode(encodeEvent({ ...quote, instrument })).instrument).toBe(instrument);
    }
  });

  test("larger than a block is written whole", () => {
    const bids = Array.from({ length: 60_000 }, (_, i) => i);
    const encoder = new EventEncoder();
    const decoder = new EventDecoder(instruments);
    for (const event of [trade, { ...delta, bids }, quote]) {
      expect(decoder.decode(encoder.encode(event))).toStrictEqual(event);
    }
  });
});

describe("an encoder refuses", () => {
  test.each([NaN, 0.5, Infinity, 2 ** 53, -(2 ** 53)])("the number %d", (value) => {
    expect(() => encodeEvent({ ...quote, askSize: value })).toThrow(InvariantError);
    expect(() => encodeEvent({ ...delta, bids: [1, value] })).toThrow(InvariantError);
  });

  test("a price without a size", () => {
    expect(() => encodeEvent({ ...delta, bids: [1] })).toThrow(InvariantError);
    expect(() => encodeEvent({ ...delta, asks: [1, 2, 3] })).toThrow(InvariantError);
  });
});

describe("a decoder refuses", () => {
  test("every proper prefix of a payload whose length is implied by its fields, and anything after it", () => {
    for (const event of [quote, delta, { ...delta, kind: "snapshot" as const }]) {
      const bytes = encodeEvent(event);
      for (let length = 0; length < bytes.length; length++) {
        expect(problemOf(bytes.slice(0, length))).toMatch(/^byte \d+ of \d+: malformed event payload/);
      }
      expect(problemOf(new Uint8Array([...bytes, 0]))).toMatch(/^byte/);
    }
    const shortest = encodeEvent({ ...trade, tradeId: "" });
    for (let length = 0; length < shortest.length; length++) {
      expect(problemOf(shortest.slice(0, length))).toMatch(/^byte/);
    }
  });

  test("any bytes with E_PAYLOAD and nothing else, unless they are exactly an encoding", () => {
    const decoder = new EventDecoder(instruments);
    const mutation = fc.array(fc.record({ at: fc.nat(), value: fc.nat(255) }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(anyEvent, mutation, (event, edits) => {
      const bytes = encodeEvent(event);
      for (const { at, value } of edits) bytes[at % bytes.length] = value;
      const before = hex(bytes);
      const problem = problemOf(bytes, decoder);
      expect(hex(bytes)).toBe(before);
      if (problem === "decoded") expect(hex(encodeEvent(decoder.decode(bytes)))).toBe(before);
    }), { numRuns: 3_000 });
  });

  test("arbitrary bytes", () => {
    const decoder = new EventDecoder(instruments, 5);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(problemOf(bytes, decoder)).toMatch(/^byte/);
    }), { numRuns: 2_000 });
  });

  test.each<[string, Uint8Array, string]>([
    ["another version", changed(quote, 0, 0x22), "byte 0 of 67: malformed event payload: version 2, not 1"],
    ["an unknown kind", changed(quote, 0, 0x15), "byte 0 of 67: malformed event payload: kind 5"],
    ["an aggressor above 2", changed(trade, HEADER + 32, 3), "byte 51 of 55: malformed event payload: aggressor 3"],
    ["an unknown width of the trade id", changed(trade, HEADER + 33, 4),
      "byte 52 of 55: malformed event payload: 4 bytes in a code unit"],
    ["a wide id of narrow text", changed({ ...trade, tradeId: "Ā" }, HEADER + 35, 0),
      "byte 52 of 55: malformed event payload: 2 bytes in a code unit where 1 is enough"],
    ["a wide id of the widest narrow text", changed({ ...trade, tradeId: "Ā" }, HEADER + 34, 255, 0),
      "byte 52 of 55: malformed event payload: 2 bytes in a code unit where 1 is enough"],
    ["half a code unit", encodeEvent({ ...trade, tradeId: "Ā" }).slice(0, -1),
      "byte 54 of 54: malformed event payload: the trade id ends within a code unit"],
    ["more levels than bytes", changed(delta, HEADER + 32, 255, 255, 255, 255),
      "byte 51 of 107: malformed event payload: 4294967295 bids and 1 asks in 48 bytes"],
    ["an integer of 2^53", changed(quote, HEADER + 16, 0, 0, 0, 0, 0, 0, 0x20, 0),
      "byte 35 of 67: malformed event payload: 9007199254740992 is beyond 2^53 - 1"],
    ["an integer of -2^53 among the levels", changed(delta, HEADER + 40, 0, 0, 0, 0, 0, 0, 0xe0, 0xff),
      "byte 59 of 107: malformed event payload: -9007199254740992 is beyond 2^53 - 1"],
    ["other precisions than the instrument's", changed(quote, 1, 3),
      "byte 1 of 67: malformed event payload: BTCUSDT.BINANCE at precisions 3 and 8, known at 2 and 8"],
    ["an unknown venue", changed(quote, HEADER - 1, 0x46),
      'byte 4 of 67: malformed event payload: "BTCUSDT.BINANCF" names no venue'],
    ["an unknown symbol", changed(quote, 4, 0x58),
      'byte 4 of 67: malformed event payload: unknown instrument "XTCUSDT" of BINANCE'],
    ["a name of an object's own methods as venue", changed(quote, 3, 15, ...Buffer.from("abc.constructor")),
      'byte 4 of 67: malformed event payload: "abc.constructor" names no venue'],
  ])("%s", (_, bytes, problem) => {
    expect(problemOf(bytes)).toBe(problem);
  });

  test("a known header again after a refusal, only where it is wrong", () => {
    const decoder = new EventDecoder(instruments);
    expect(problemOf(changed(quote, 1, 3), decoder)).toMatch(/precisions/);
    expect(problemOf(encodeEvent(quote), decoder)).toBe("decoded");
    expect(problemOf(changed(quote, 1, 3), decoder)).toMatch(/precisions/);
  });
});

describe("a decoder in a process that has not met the instruments", () => {
  test("registers as many as it may, at the payload's precisions, and refuses the next", () => {
    const elsewhere = new Instruments();
    const decoder = new EventDecoder(elsewhere, 2);
    const [first, second, third] = instruments.all.map((instrument) => encodeEvent({ ...quote, instrument }));
    const { instrument } = decoder.decode(first!);
    expect([instrument.id, instrument.pricePrecision, instrument.sizePrecision]).toEqual(["BTCUSDT.BINANCE", 2, 8]);
    expect(decoder.decode(first!).instrument).toBe(instrument);
    decoder.decode(second!);
    expect(problemOf(third!, decoder)).toMatch(/unknown instrument "XBT\/USD.d"/);
    expect(elsewhere.all).toHaveLength(2);
  });

  test("an id is in UTF-8, and in nothing else", () => {
    const [wide, overlong] = [encodeEvent({ ...quote, instrument: lobster }), encodeEvent(quote)];
    expect(Buffer.from(wide).indexOf("龙虾USDT.BINANCE_USDM", 0, "utf8")).toBe(4);
    expect(new EventDecoder(new Instruments(), 1).decode(wide).instrument.symbol).toBe("龙虾USDT");
    // The first letter in two bytes, where one is enough.
    overlong.set([0xc1, 0x82], 4);
    expect(problemOf(overlong, new EventDecoder(new Instruments(), 1))).toMatch(/is not a symbol/);
  });

  test("passes on why an instrument is not acceptable, as E_PAYLOAD", () => {
    const decoder = new EventDecoder(new Instruments(), 10);
    expect(problemOf(changed(quote, 1, 99), decoder)).toMatch(/precision 99/);
    expect(problemOf(changed(quote, 4, 0x2f), decoder)).toMatch(/is not a symbol/);
  });
});
