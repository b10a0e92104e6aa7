import { describe, expect, test } from "vitest";
import { UNKNOWN_INSTANT } from "../../../src/kernel/time.ts";
import { kraken } from "../../../src/venues/index.ts";
import { rig, type Rig } from "../recording-sink.ts";
import { WS, EPOCH } from "./frames.ts";
import { referenceChecksum } from "./reference-checksum.ts";

describe("websocket v2", () => {
  const level = (price: string, qty: string): string => `{"price":${price},"qty":${qty}}`;
  const book = (type: string, bids: string, asksText: string, checksum: number, symbol = "BTC/USD"): string =>
    `{"channel":"book","type":"${type}","data":[{"symbol":"${symbol}","bids":[${bids}],"asks":[${asksText}],` +
    `"checksum":${checksum},` +
    '"timestamp":"2021-04-17T16:48:53.440295Z"}]}';
  const checksum = (
    bids: readonly (readonly [string, string])[],
    asksList: readonly (readonly [string, string])[],
  ): number => referenceChecksum({ bids: new Map(bids), asks: new Map(asksList) });
  const snapshot = (): string =>
    book(
      "snapshot",
      level("105944.20", "0.13600000"),
      level("105944.30", "1.00000000"),
      checksum([["105944.20", "0.13600000"]], [["105944.30", "1.00000000"]]),
    );

  test("numbers are read by their text: trailing zeros count in the checksum, ids beyond 2^53 are kept", () => {
    const { adapter, sink } = rig(kraken, EPOCH);
    adapter.received(1, WS, snapshot());
    adapter.received(
      2,
      WS,
      '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy",' +
        '"price":105944.20,"qty":0.00027625,"ord_type":"limit","trade_id":18239578009413566319,' +
        '"timestamp":"2021-04-17T16:48:53.000001Z"}]}',
    );
    adapter.received(
      3,
      WS,
      '{"channel":"ticker","type":"snapshot","data":[{"symbol":"BTC/USD","bid":105944.20,' +
        '"bid_qty":2.5,"ask":105944.30,"ask_qty":3.2,"last":105899.40,"change":-250.00}]}',
    );
    expect(sink.checks.checksum).toEqual({ ok: 1, failed: 0 });
    expect(sink.events).toMatchObject([
      {
        kind: "snapshot",
        tsEvent: 440_295_000,
        bids: [10_594_420_000_000, 13_600_000],
        asks: [10_594_430_000_000, 100_000_000],
      },
      {
        kind: "trade",
        tsEvent: 1_000,
        tradeId: "18239578009413566319",
        aggressor: 1,
        price: 10_594_420_000_000,
        size: 27_625,
      },
      { kind: "quote", tsEvent: UNKNOWN_INSTANT, bidSize: 250_000_000, askSize: 320_000_000 },
    ]);
    expect(sink.raw[0]!.bids).toEqual(["105944.20", "0.13600000"]);
  });

  test("the instrument channel decides the places", () => {
    const { adapter, instruments } = rig(kraken);
    expect(
      adapter.received(
        0,
        WS,
        '{"channel":"instrument","type":"snapshot","data":{"assets":[],' +
          '"pairs":[{"symbol":"BTC/USD","price_precision":2,"qty_precision":8},{"symbol":"X"}]}}',
      ),
    ).toBe("mapped");
    adapter.received(1, WS, snapshot());
    expect(instruments.all).toMatchObject([{ pricePrecision: 2, sizePrecision: 8 }]);
  });

  test("the depth is the one subscribed to or confirmed, else the venue's 10, else what the snapshot holds", () => {
    const cases: readonly (readonly [(one: Rig) => void, number])[] = [
      [
        ({ adapter }) =>
          adapter.sent(
            0,
            WS,
            '{"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"],' + '"depth":25}}',
          ),
        25,
      ],
      [
        ({ adapter }) =>
          adapter.sent(0, WS, '{"method":"subscribe","params":{"channel":"book",' + '"symbol":["BTC/USD"]}}'),
        10,
      ],
      [
        ({ adapter }) =>
          void adapter.received(
            0,
            WS,
            '{"method":"subscribe","result":{"channel":"book","depth":100,' +
              '"snapshot":true,"symbol":"BTC/USD"},"success":true}',
          ),
        100,
      ],
      [
        ({ adapter }) =>
          adapter.sent(
            0,
            "other",
            '{"method":"subscribe","params":{"channel":"book",' + '"symbol":["BTC/USD"],"depth":25}}',
          ),
        10,
      ],
      [
        ({ adapter }) =>
          adapter.sent(0, WS, '{"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"],' + '"depth":7}}'),
        10,
      ],
      [() => undefined, 10],
    ];
    for (const [prepare, depth] of cases) {
      const one = rig(kraken);
      prepare(one);
      one.adapter.received(1, WS, snapshot());
      expect(one.sink.events).toMatchObject([{ depth }]);
      expect(one.sink.rejections).toEqual([]);
    }
  });

  test("levels beyond the depth leave without a word from the venue", () => {
    const { adapter, sink } = rig(kraken);
    const ten = Array.from({ length: 10 }, (_, i) => [`${110 + i}.00`, "1.00000000"] as const);
    const asSide = (levels: readonly (readonly [string, string])[]): string =>
      levels.map(([price, qty]) => level(price, qty)).join(",");
    adapter.received(1, WS, book("snapshot", "", asSide(ten), checksum([], ten)));
    const better = [["105.00", "1.00000000"] as const, ...ten.slice(0, 9)];
    adapter.received(2, WS, book("update", "", level("105.00", "1.00000000"), checksum([], better)));
    adapter.received(3, WS, book("update", "", level("105.00", "0.00000000"), checksum([], ten.slice(0, 9))));
    expect(sink.checks.checksum).toEqual({ ok: 3, failed: 0 });
  });

  test("the trades of a snapshot precede the session", () => {
    const { adapter, sink } = rig(kraken);
    expect(
      adapter.received(
        1,
        WS,
        '{"channel":"trade","type":"snapshot","data":[{"symbol":"BTC/USD","side":"buy",' +
          '"price":1,"qty":1,"trade_id":1}]}',
      ),
    ).toBe("mapped");
    expect(sink.events).toEqual([]);
  });
});
