import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_PRECISION } from "../../src/market/decimal.ts";
import { Instruments, MAX_INSTRUMENTS } from "../../src/market/instruments.ts";
import type { Venue } from "../../src/market/instrument.ts";

const refused = expect.objectContaining({ code: "E_INSTRUMENT" });
const venue = fc.constantFrom<Venue[]>("BINANCE", "BINANCE_USDM", "BINANCE_COINM", "COINBASE", "KRAKEN");

describe("Instruments", () => {
  test("indices are dense in order of first registration, over all venues", () => {
    const symbol = fc.constantFrom("BTC-USD", "ETH-USD", "XBT/USD", "BTCUSDT");
    fc.assert(fc.property(fc.array(fc.tuple(venue, symbol)), (wanted) => {
      const instruments = new Instruments();
      for (const [at, name] of wanted) instruments.register(at, name, 2, 8);
      const ids = [...new Set(wanted.map(([at, name]) => `${name}.${at}`))];
      expect(instruments.all.map(({ id }) => id)).toEqual(ids);
      instruments.all.forEach((instrument, index) => {
        expect(instrument.index).toBe(index);
        expect(instruments.at(index)).toBe(instrument);
        expect(instruments.find(instrument.venue, instrument.symbol)).toBe(instrument);
      });
      expect(instruments.at(ids.length)).toBeUndefined();
    }));
  });

  test("registering again gives the same object; with other precisions it is refused", () => {
    const instruments = new Instruments();
    const first = instruments.register("KRAKEN", "XBT/USD", 1, 8);
    expect(instruments.register("KRAKEN", "XBT/USD", 1, 8)).toBe(first);
    expect(() => instruments.register("KRAKEN", "XBT/USD", 2, 8)).toThrow(refused);
    expect(() => instruments.register("KRAKEN", "XBT/USD", 1, 7)).toThrow(refused);
    expect(instruments.register("COINBASE", "XBT/USD", 2, 8)).not.toBe(first);
    expect(instruments.find("BINANCE", "XBT/USD")).toBeUndefined();
  });

  test.each([
    "BTCUSDT", "BTC-USD", "XBT/USD", "ETH2.S/USD", "1000BONKUSDT", "BTCUSD_PERP", "BTCUSDT_240329", "XBT/USD.d",
    "币安人生USDT", "나비-USD", "ドージUSDT", "A".repeat(32), "龙".repeat(32),
  ])("accepts the symbol %s", (symbol) => {
    expect(new Instruments().register("BINANCE", symbol, 0, 0).symbol).toBe(symbol);
  });

  test.each([
    "", "/", "a/b/c", "../etc", "BTC*", "BTC?", "BTC USD", "BTC\n", "-BTC", "BTC-", "BTC--USD", "[A]", "ＢＴＣ",
    "ВТС", "e\u0301", "\u202eBTC", "\ufeffBTC", "BTC\ufffd", "𝐁𝐓𝐂", "ｶﾅ", "BTC・USDT",
    "\ud83d", "龙".repeat(33), "A".repeat(33),
  ])("refuses the symbol %j, which could not be a part of a topic or key", (symbol) => {
    const instruments = new Instruments();
    expect(() => instruments.register("BINANCE", symbol, 0, 0)).toThrow(refused);
    expect(instruments.all).toEqual([]);
  });

  test("a long hostile symbol is refused without being quoted whole", () => {
    expect(() => new Instruments().register("BINANCE", "*".repeat(1e6), 0, 0)).toThrow(/^.{0,100}$/);
  });

  test.each([-1, 0.5, NaN, MAX_PRECISION + 1, Infinity])("refuses the precision %d of prices or sizes", (precision) => {
    const instruments = new Instruments();
    expect(() => instruments.register("BINANCE", "BTCUSDT", precision, 8)).toThrow(refused);
    expect(() => instruments.register("BINANCE", "BTCUSDT", 2, precision)).toThrow(refused);
    expect(instruments.all).toEqual([]);
  });
});

test("an instrument's id and topics follow NautilusTrader", () => {
  const { id, topics } = new Instruments().register("BINANCE", "BTCUSDT", 2, 8);
  expect(id).toBe("BTCUSDT.BINANCE");
  expect(topics).toMatchObject({
    trades: "data.trades.BINANCE.BTCUSDT",
    quotes: "data.quotes.BINANCE.BTCUSDT",
    bookDeltas: "data.book.deltas.BINANCE.BTCUSDT",
    bookSnapshots: "data.book.snapshots.BINANCE.BTCUSDT",
  });
});

test("a feed that invents symbols is stopped at a bound, and known ones still answer", () => {
  const instruments = new Instruments();
  for (let i = 0; i < MAX_INSTRUMENTS; i++) instruments.register("BINANCE", `S${i}`, 2, 8);
  expect(() => instruments.register("KRAKEN", "ONE/MORE", 2, 8)).toThrow(refused);
  expect(instruments.register("BINANCE", "S7", 2, 8).index).toBe(7);
});
