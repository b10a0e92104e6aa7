import { describe, expect, test } from "vitest";
import { UNKNOWN_INSTANT } from "../../../src/kernel/time.ts";
import { binanceCoinM, binanceSpot, binanceUsdM } from "../../../src/venues/index.ts";
import { rig } from "../recording-sink.ts";

const EPOCH = 1_723_161_255_000_000_123n;
const TRADE =
  '{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,' +
  '"p":"61837.63000000",' +
  '"q":"0.02000000","T":1723161255342,"m":true,"M":true}}';
const QUOTE =
  '{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000",' +
  '"B":"3.78826000",' +
  '"a":"61837.64000000","A":"1.54698000"}}';

describe("trades", () => {
  test("a trade has the venue's time to the nanosecond; where the buyer made, the seller is its aggressor", () => {
    const { adapter, sink, instruments } = rig(binanceSpot, EPOCH);
    expect(adapter.received(7, "ws", TRADE)).toBe("mapped");
    const instrument = instruments.find("BINANCE", "BTCUSDT");
    expect(sink.events).toEqual([
      {
        instrument,
        kind: "trade",
        tsEvent: 341_999_877,
        tsInit: 7,
        price: 6_183_763_000_000,
        size: 2_000_000,
        aggressor: 2,
        tradeId: "3735683259",
      },
    ]);
    expect(instrument).toMatchObject({ pricePrecision: 8, sizePrecision: 8 });
  });

  test("an aggregate trade has the aggregate's id; without any id it has none", () => {
    const { adapter, sink } = rig(binanceUsdM);
    adapter.received(
      1,
      "ws",
      '{"e":"aggTrade","E":9,"a":16599292,"s":"CTKUSDT","p":"1.01100","q":"10","f":1,"l":1,' + '"T":8,"m":false}',
    );
    adapter.received(
      2,
      "ws",
      '{"e":"aggTrade","E":9,"s":"CTKUSDT","p":"1.01100","q":"10","f":1,"l":1,"T":8,' + '"m":false}',
    );
    expect(sink.events).toMatchObject([
      { tradeId: "16599292", aggressor: 1, tsEvent: 8_000_000, price: 101_100, size: 10 },
      { tradeId: "" },
    ]);
  });

  test("times in microseconds are told from milliseconds by their size", () => {
    const { adapter, sink } = rig(binanceSpot, EPOCH);
    adapter.received(7, "ws", TRADE.replace("1723161255342,", "1723161255342001,"));
    expect(sink.events).toMatchObject([{ tsEvent: 342_000_877 }]);
  });

  test("fills of the insurance fund and of auto-deleveraging are no trades", () => {
    const { adapter, sink } = rig(binanceUsdM);
    const frame = '{"e":"trade","E":9,"T":8,"s":"ETHUSDT","t":4,"p":"3424.98","q":"0.006","X":"MARKET","m":true}';
    expect(adapter.received(1, "ws", frame)).toBe("mapped");
    expect(adapter.received(2, "ws", frame.replace("MARKET", "INSURANCE_FUND"))).toBe("ignored");
    expect(sink.events).toHaveLength(1);
  });
});

describe("quotes", () => {
  test("spot's quote has no venue time", () => {
    const { adapter, sink } = rig(binanceSpot, EPOCH);
    expect(adapter.received(7, "ws", QUOTE)).toBe("mapped");
    expect(sink.events).toMatchObject([
      {
        kind: "quote",
        tsEvent: UNKNOWN_INSTANT,
        bidPrice: 6_183_763_000_000,
        bidSize: 378_826_000,
        askPrice: 6_183_764_000_000,
        askSize: 154_698_000,
      },
    ]);
  });

  test("a futures quote has the matching engine's time", () => {
    const { adapter, sink } = rig(binanceCoinM, 0n);
    adapter.received(
      7,
      "ws",
      '{"stream":"btcusd_perp@bookTicker","data":{"e":"bookTicker","u":1,"s":"BTCUSD_PERP",' +
        '"ps":"BTCUSD",' +
        '"b":"61804.7","B":"35","a":"61804.8","A":"9","T":3,"E":5}}',
    );
    expect(sink.events).toMatchObject([{ tsEvent: 3_000_000, bidPrice: 618_047, bidSize: 35 }]);
  });

  test("a time more than 104 days from the epoch is unknown, one that is no whole number is malformed", () => {
    const { adapter, sink } = rig(binanceUsdM, EPOCH);
    const quote = (time: string): string =>
      `{"e":"bookTicker","u":1,"s":"ETHUSDT","b":"1.0","B":"1","a":"2.0","A":"1","T":${time},"E":1}`;
    expect(adapter.received(1, "ws", quote("1623161255343"))).toBe("mapped");
    expect(sink.events).toMatchObject([{ tsEvent: UNKNOWN_INSTANT }]);
    for (const time of ["-1", "1.5", "1e300", '"1723161255343"', "null"])
      expect(adapter.received(2, "ws", quote(time))).toBe("malformed");
  });
});

describe("instruments", () => {
  const info = (tick: string, step: string, maxQty: string): string =>
    JSON.stringify({
      timezone: "UTC",
      symbols: [
        {
          symbol: "NKNUSDT",
          filters: [
            { filterType: "PRICE_FILTER", tickSize: tick, maxPrice: "1000.00000000" },
            { filterType: "LOT_SIZE", stepSize: step, maxQty },
          ],
        },
        { symbol: "NEWUSDT", filters: [] },
        null,
      ],
    });
  const diff = '{"e":"depthUpdate","E":1,"s":"NKNUSDT","U":1,"u":1,"b":[["0.35210000","11979.30000000"]],"a":[]}';

  test(
    "the instrument list decides the places as written, unless sizes would not fit: old orders are finer than the" +
      " step",
    () => {
      const { adapter, instruments } = rig(binanceSpot);
      adapter.fetched(
        0,
        "https://api.binance.com/api/v3/exchangeInfo",
        info("0.00010000", "1.00000000", "9000000.00000000"),
      );
      expect(instruments.all).toEqual([]);
      expect(adapter.received(1, "ws", diff)).toBe("mapped");
      expect(instruments.all).toMatchObject([{ symbol: "NKNUSDT", pricePrecision: 8, sizePrecision: 6 }]);
    },
  );

  test("a list that comes after the first frame changes nothing", () => {
    const { adapter, instruments } = rig(binanceSpot);
    adapter.received(1, "ws", diff);
    adapter.fetched(2, "https://api.binance.com/api/v3/exchangeInfo", info("0.0001", "1", "9000000"));
    expect(adapter.received(3, "ws", diff)).toBe("mapped");
    expect(instruments.all).toMatchObject([{ pricePrecision: 8, sizePrecision: 8 }]);
  });

  test("without a list a size too great for its written places keeps those that it needs", () => {
    const { adapter, instruments, sink } = rig(binanceSpot);
    adapter.received(
      1,
      "ws",
      '{"u":1,"s":"SHIBUSDT","b":"0.00002770","B":"46116860414.00000000","a":"0.00002771",' + '"A":"5.00000000"}',
    );
    expect(instruments.all).toMatchObject([{ pricePrecision: 8, sizePrecision: 0 }]);
    expect(sink.events).toMatchObject([{ bidSize: 46_116_860_414, askSize: 5 }]);
  });

  test("a damaged first frame registers nothing", () => {
    const { adapter, instruments } = rig(binanceSpot);
    for (const price of ["x", "1.2.3", "", "-1", "1e5", "99999999999999999999"]) {
      expect(adapter.received(1, "ws", diff.replace("0.35210000", price))).toBe("malformed");
    }
    expect(instruments.all).toEqual([]);
  });

  test("a hostile symbol is malformed", () => {
    const { adapter, instruments } = rig(binanceSpot);
    for (const symbol of ["", "../etc", "A*", "data.>", "__proto__", "x".repeat(33), "a b", "Ａ"]) {
      expect(adapter.received(1, "ws", diff.replace("NKNUSDT", symbol))).toBe("malformed");
    }
    expect(instruments.all).toEqual([]);
    expect(adapter.received(1, "ws", diff.replace("NKNUSDT", "constructor"))).toBe("mapped");
  });
});

describe("snapshots", () => {
  test("the symbol is in COIN-M's body, in the others' query, or there is none", () => {
    const coin = rig(binanceCoinM);
    coin.adapter.fetched(
      1,
      "https://dapi.binance.com/dapi/v1/depth",
      '{"lastUpdateId":5,"E":2,"T":1,' + '"symbol":"BTCUSD_PERP","pair":"BTCUSD","bids":[["1.0","2"]],"asks":[]}',
    );
    expect(coin.sink.events).toMatchObject([
      { kind: "snapshot", instrument: { symbol: "BTCUSD_PERP" }, tsEvent: 1_000_000, sequence: 5 },
    ]);
    const spot = rig(binanceSpot);
    spot.adapter.fetched(1, "depth?limit=10&symbol=ethbtc", '{"lastUpdateId":5,"bids":[["1.0","2"]],"asks":[]}');
    spot.adapter.fetched(2, "depth?limit=10", '{"lastUpdateId":5,"bids":[["1.0","2"]],"asks":[]}');
    expect(spot.sink.events).toMatchObject([{ instrument: { symbol: "ETHBTC" } }]);
    expect(spot.sink.rejections).toMatchObject([{ connection: "rest", verdict: "malformed" }]);
  });

  test("a level of size 0 is left out of the numbers and of the texts", () => {
    const { adapter, sink } = rig(binanceSpot);
    adapter.fetched(
      1,
      "depth?symbol=ETHBTC",
      '{"lastUpdateId":5,"bids":[["3.0","0.0"],["2.0","1.5"],["1.0","0.0"]],' + '"asks":[]}',
    );
    expect(sink.events).toMatchObject([{ bids: [20, 15], asks: [] }]);
    expect(sink.raw).toEqual([{ kind: "snapshot", bids: ["2.0", "1.5"], asks: [], depth: 0, checksum: -1 }]);
  });

  test("another body is unknown, a damaged one malformed", () => {
    const { adapter, sink } = rig(binanceSpot);
    adapter.fetched(1, "https://api.binance.com/api/v3/ping", "{}");
    adapter.fetched(2, "depth?symbol=ETHBTC", '{"lastUpdateId":5,"bids":[["1.0"]],"asks":[]}');
    adapter.fetched(3, "exchangeInfo", '{"symbols":{}}');
    adapter.fetched(4, "exchangeInfo", "<html>");
    expect(sink.rejections.map(({ verdict }) => verdict)).toEqual(["unknown", "malformed", "malformed", "malformed"]);
    expect(sink.events).toEqual([]);
  });
});

test("every frame has the verdict of its kind", () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{"result":null,"id":1}', "ignored"],
    ['{"error":{"code":2,"msg":"Invalid request"},"id":1}', "ignored"],
    ['{"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1,"s":"BTCUSDT","k":{}}}', "ignored"],
    ['{"e":"serverShutdown","E":1770123456789}', "ignored"],
    ['{"stream":"!ticker@arr","data":[{"e":"24hrTicker","s":"BTCUSDT"}]}', "ignored"],
    ['[{"e":"24hrMiniTicker"}]', "ignored"],
    ['{"stream":"btcusdt@depth20@100ms","data":{"lastUpdateId":1,"bids":[],"asks":[]}}', "ignored"],
    [
      '{"stream":"btcusdt@depth5","data":{"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[],' +
        '"a":[]}}',
      "ignored",
    ],
    [
      '{"stream":"btcusdc@depthSnapshot","generated":true,"data":{"lastUpdateId":1,"bids":[["1.0","2.0"]],' +
        '"asks":[]}}',
      "mapped",
    ],
    ['{"stream":"btcusdt@rpiDepth@500ms","data":{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"pu":0}}', "ignored"],
    ['{"e":"somethingNew","s":"BTCUSDT"}', "unknown"],
    ['{"lastUpdateId":1,"bids":[],"asks":[]}', "unknown"],
    ["{}", "unknown"],
    ["[]", "unknown"],
    ['[{"e":"trade"}]', "unknown"],
    ["", "malformed"],
    ["null", "malformed"],
    ["5", "malformed"],
    ['{"stream":5,"data":{}}', "malformed"],
    ['{"stream":"x","data":null}', "malformed"],
    ['{"e":5}', "malformed"],
    ['{"e":"depthUpdate","E":1,"s":"BTCUSDT","U":3,"u":2,"b":[],"a":[]}', "malformed"],
    ['{"e":"trade","E":1,"s":"BTCUSDT","t":1,"p":1.5,"q":"1","T":1,"m":true}', "malformed"],
    ['{"e":"trade","E":1,"s":"BTCUSDT","t":1e300,"p":"1.5","q":"1","T":1,"m":true}', "malformed"],
    ['{"e":"trade","E":1,"s":"BTCUSDT","t":1,"p":"1.5","q":"1","T":1,"m":"true"}', "malformed"],
  ];
  for (const [frame, verdict] of cases) {
    const { adapter, sink } = rig(binanceSpot);
    expect([frame, adapter.received(1, "ws", frame)]).toEqual([frame, verdict]);
    expect(sink.rejections.map((one) => one.verdict)).toEqual(
      verdict === "unknown" || verdict === "malformed" ? [verdict] : [],
    );
  }
});

test("a binary frame is malformed", () => {
  const { adapter, sink } = rig(binanceSpot);
  expect(adapter.receivedBinary(1, "ws", Uint8Array.of(1, 2))).toBe("malformed");
  expect(sink.rejections).toMatchObject([{ connection: "ws", verdict: "malformed" }]);
});

test("a frame with a fault in its last level emits nothing of the levels before", () => {
  const { adapter, sink } = rig(binanceSpot);
  adapter.fetched(1, "depth?symbol=ETHBTC", '{"lastUpdateId":5,"bids":[["1.0","2.0"]],"asks":[]}');
  const before = sink.calls.length;
  adapter.received(
    2,
    "ws",
    '{"e":"depthUpdate","E":1,"s":"ETHBTC","U":6,"u":6,"b":[["1.0","1.0"],["1.1","9.x"]],' + '"a":[]}',
  );
  expect(sink.calls.slice(before)).toEqual(["rejected", "gap"]);
});
