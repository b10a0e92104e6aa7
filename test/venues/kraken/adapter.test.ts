import { describe, expect, test } from "vitest";
import { UNKNOWN_INSTANT } from "../../../src/kernel/time.ts";
import { kraken } from "../../../src/venues/index.ts";
import { rig, type Rig } from "../recording-sink.ts";
import { referenceChecksum } from "./reference-checksum.ts";

const WS = "ws";
const EPOCH = 1_618_678_133_000_000_000n;
const PAIR = "XMR/USD";

const v1 = (...parts: readonly unknown[]): string => JSON.stringify([993, ...parts]);
const snapshotV1 = (pair = PAIR): string =>
  v1(
    {
      as: [["354.15000000", "5.00000000", "1618678133.365913"]],
      bs: [["354.10000000", "1.00000000", "1618678100.000000"]],
    },
    "book-10",
    pair,
  );

const asks = new Map([["354.15000000", "5.00000000"]]);
const afterBid = (size: string): string => String(referenceChecksum({ asks, bids: new Map([["354.10000000", size]]) }));
const bidV1 = (size: string, checksum: string, pair = PAIR): string =>
  v1({ b: [["354.10000000", size, "1618678134.000001"]], c: checksum }, "book-10", pair);

const kinds = ({ sink }: Rig): string[] => sink.events.map((event) => `${event.kind} ${event.instrument.symbol}`);

describe("websocket v1", () => {
  test("trades come in the venue's order, the taker as aggressor, without ids", () => {
    const { adapter, sink, instruments } = rig(kraken, EPOCH);
    adapter.received(
      3,
      WS,
      v1(
        [
          ["354.04000000", "0.28245396", "1618678150.826417", "s", "m", ""],
          ["353.81000000", "1.71754604", "1618678150.827816", "b", "l", ""],
        ],
        "trade",
        PAIR,
      ),
    );
    expect(sink.events).toEqual([
      {
        instrument: instruments.all[0],
        kind: "trade",
        tsEvent: 17_826_417_000,
        tsInit: 3,
        price: 35_404_000_000,
        size: 28_245_396,
        aggressor: 2,
        tradeId: "",
      },
      {
        instrument: instruments.all[0],
        kind: "trade",
        tsEvent: 17_827_816_000,
        tsInit: 3,
        price: 35_381_000_000,
        size: 171_754_604,
        aggressor: 1,
        tradeId: "",
      },
    ]);
  });

  test("ticker and spread are quotes; only the spread has a time", () => {
    const { adapter, sink } = rig(kraken, EPOCH);
    adapter.received(
      1,
      WS,
      v1({ a: ["13.253900", 35, "35.72892241"], b: ["13.232900", 185, "185.18432037"] }, "ticker", "WAVES/EUR"),
    );
    adapter.received(
      2,
      WS,
      v1(["13.232900", "13.253900", "1618678133.000002", "185.18432037", "35.72892241"], "spread", "WAVES/EUR"),
    );
    const quote = {
      kind: "quote",
      bidPrice: 13_232_900,
      bidSize: 18_518_432_037,
      askPrice: 13_253_900,
      askSize: 3_572_892_241,
    };
    expect(sink.events).toMatchObject([
      { ...quote, tsEvent: UNKNOWN_INSTANT },
      { ...quote, tsEvent: 2_000 },
    ]);
  });

  test("a book's time is its newest level's, its depth the channel's", () => {
    const { adapter, sink } = rig(kraken, EPOCH);
    adapter.received(1, WS, snapshotV1());
    adapter.received(2, WS, bidV1("2.00000000", afterBid("2.00000000")));
    expect(sink.events).toMatchObject([
      {
        kind: "snapshot",
        tsEvent: 365_913_000,
        depth: 10,
        sequence: 0,
        bids: [35_410_000_000, 100_000_000],
        asks: [35_415_000_000, 500_000_000],
      },
      { kind: "delta", tsEvent: 1_000_001_000, depth: 10, bids: [35_410_000_000, 200_000_000], asks: [] },
    ]);
    expect(sink.raw[1]).toEqual({
      kind: "delta",
      bids: ["354.10000000", "2.00000000"],
      asks: [],
      depth: 10,
      checksum: Number(afterBid("2.00000000")),
    });
  });

  test("asks and bids in two payloads are one change", () => {
    const { adapter, sink } = rig(kraken, EPOCH);
    adapter.received(1, WS, snapshotV1());
    const c = String(
      referenceChecksum({
        asks: new Map([["354.16000000", "1.00000000"]]),
        bids: new Map([["354.10000000", "2.00000000"]]),
      }),
    );
    adapter.received(
      2,
      WS,
      v1(
        {
          a: [
            ["354.15000000", "0.00000000", "1618678134.000000"],
            ["354.16000000", "1.00000000", "1618678135.000000", "r"],
          ],
        },
        { b: [["354.10000000", "2.00000000", "1618678134.000001"]], c },
        "book-10",
        PAIR,
      ),
    );
    expect(sink.events.slice(1)).toMatchObject([
      {
        kind: "delta",
        tsEvent: 2_000_000_000,
        asks: [35_415_000_000, 0, 35_416_000_000, 100_000_000],
        bids: [35_410_000_000, 200_000_000],
      },
    ]);
    expect(sink.checks.checksum).toEqual({ ok: 1, failed: 0 });
  });

  test("AssetPairs decides the places of a pair, by its websocket name", () => {
    const { adapter, instruments, sink } = rig(kraken);
    adapter.fetched(
      0,
      "https://api.kraken.com/0/public/AssetPairs",
      '{"error":[],' +
        '"result":{"XXMRZUSD":{"wsname":"XMR\\/USD","pair_decimals":2,"lot_decimals":8},"X":{"wsname":"A/B"},"Y":5}}',
    );
    adapter.received(1, WS, snapshotV1());
    adapter.received(2, WS, bidV1("2.00000000", afterBid("2.00000000")));
    expect(instruments.all).toMatchObject([{ symbol: PAIR, pricePrecision: 2, sizePrecision: 8 }]);
    expect(sink.checks.checksum).toEqual({ ok: 1, failed: 0 });
    adapter.fetched(3, "https://api.kraken.com/0/public/Time", "{}");
    adapter.fetched(3, "https://api.kraken.com/0/public/AssetPairs", '{"error":["EGeneral"]}');
    expect(sink.rejections.map(({ verdict }) => verdict)).toEqual(["unknown", "malformed"]);
  });
});

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

describe("checksums", () => {
  test("a mismatch makes the book suspect, without the change, until the next snapshot", () => {
    const one = rig(kraken);
    one.adapter.received(1, WS, snapshotV1());
    one.adapter.received(2, WS, bidV1("2.00000000", "12345"));
    expect(one.sink.gaps).toEqual([
      { at: 2, symbol: PAIR, reason: "checksum", expected: 12_345, got: Number(afterBid("2.00000000")) },
    ]);
    one.adapter.received(3, WS, bidV1("3.00000000", afterBid("3.00000000")));
    expect(kinds(one)).toEqual([`snapshot ${PAIR}`]);
    one.adapter.received(4, WS, snapshotV1());
    one.adapter.received(5, WS, bidV1("3.00000000", afterBid("3.00000000")));
    expect(kinds(one)).toEqual([`snapshot ${PAIR}`, `snapshot ${PAIR}`, `delta ${PAIR}`]);
    expect(one.sink.resyncs).toEqual([{ at: 4, symbol: PAIR, gapStarted: 2 }]);
    expect(one.sink.checks.checksum).toEqual({ ok: 1, failed: 1 });
  });

  test("a lost update shows in the checksum of the next", () => {
    const one = rig(kraken);
    one.adapter.received(1, WS, snapshotV1());
    const both = referenceChecksum({
      asks: new Map([...asks, ["354.20000000", "1.00000000"]]),
      bids: new Map([["354.10000000", "2.00000000"]]),
    });
    one.adapter.received(3, WS, bidV1("2.00000000", String(both)));
    expect(one.sink.gaps.map(({ reason }) => reason)).toEqual(["checksum"]);
  });

  test("frames from before checksums are taken as they are", () => {
    const one = rig(kraken);
    one.adapter.received(1, WS, snapshotV1());
    one.adapter.received(2, WS, v1({ b: [["354.10000000", "2.00000000", "1618678134.000001"]] }, "book-10", PAIR));
    expect(kinds(one)).toEqual([`snapshot ${PAIR}`, `delta ${PAIR}`]);
    expect(one.sink.checks.checksum).toEqual({ ok: 0, failed: 0 });
  });
});

describe("connections and damage", () => {
  const two = (): Rig => {
    const one = rig(kraken);
    one.adapter.connected(0, "a", "wss://ws.kraken.com");
    one.adapter.received(1, "a", snapshotV1("XMR/USD"));
    one.adapter.received(2, "a", snapshotV1("XBT/USD"));
    one.adapter.received(3, "b", snapshotV1("ETH/USD"));
    return one;
  };
  const lost = ({ sink }: Rig): string[] => sink.gaps.map(({ symbol, reason }) => `${symbol} ${reason}`);

  test("a disconnect makes the books of that connection suspect", () => {
    const one = two();
    one.adapter.disconnected(4, "a", "closed");
    expect(lost(one)).toEqual(["XMR/USD disconnect", "XBT/USD disconnect"]);
    one.adapter.received(5, "a", bidV1("2.00000000", afterBid("2.00000000")));
    expect(kinds(one)).toHaveLength(3);
  });

  test("updates of an older connection's subscription are not passed on", () => {
    const one = two();
    one.adapter.received(4, "b", snapshotV1("XMR/USD"));
    one.adapter.received(5, "a", bidV1("2.00000000", "1"));
    expect(lost(one)).toEqual([]);
    expect(kinds(one)).toHaveLength(4);
  });

  test(
    "a damaged book frame harms its pair; one that hides it, all books of its connection; one of another channel," +
      " none",
    () => {
      const cases: readonly (readonly [string, readonly string[]])[] = [
        [bidV1("-2", "1"), ["XMR/USD malformed"]],
        [v1({ b: [["1.0", "1.0", "1.0"]], c: "99999999999" }, "book-10", "XMR/USD"), ["XMR/USD malformed"]],
        [v1({ b: [["1.0", "1.0", "1.0"]] }, "book-11", "XMR/USD"), ["XMR/USD malformed"]],
        [v1({ b: [] }, "book-10", 5), ["XMR/USD malformed", "XBT/USD malformed"]],
        [v1({}, null, "XMR/USD"), ["XMR/USD malformed", "XBT/USD malformed"]],
        [bidV1("2.00000000", "1").slice(0, 50), ["XMR/USD malformed", "XBT/USD malformed"]],
        ["[1]", ["XMR/USD malformed", "XBT/USD malformed"]],
        [v1([["x"]], "trade", "XMR/USD"), []],
        ['{"channel":"book","type":"update","data":[{"symbol":"XBT/USD","bids":5}]}', ["XBT/USD malformed"]],
        ['{"channel":"book","type":"update","data":[{"bids":5}]}', ["XMR/USD malformed", "XBT/USD malformed"]],
        ['{"channel":"trade","data":5}', []],
        [
          v1({ b: Array.from({ length: 10_001 }, () => ["1.0", "1.0", "1.0"]) }, "book-10", "XMR/USD"),
          ["XMR/USD malformed"],
        ],
      ];
      for (const [frame, expected] of cases) {
        const one = two();
        expect([frame, one.adapter.received(4, "a", frame)]).toEqual([frame, "malformed"]);
        expect([frame, lost(one)]).toEqual([frame, expected]);
        expect(one.sink.rejections).toHaveLength(1);
      }
    },
  );

  test("a binary frame is malformed and may have been any book's", () => {
    const one = two();
    expect(one.adapter.receivedBinary(4, "a", new Uint8Array(9))).toBe("malformed");
    expect(lost(one)).toEqual(["XMR/USD malformed", "XBT/USD malformed"]);
  });

  test("every frame has the verdict of its kind", () => {
    const cases: readonly (readonly [string, string])[] = [
      ['{"event":"heartbeat"}', "ignored"],
      ['{"channel":"heartbeat"}', "ignored"],
      ['{"connectionID":18239578009413566319,"event":"systemStatus","status":"online","version":"1.8.3"}', "ignored"],
      [
        '{"channelID":1665,"channelName":"trade","event":"subscriptionStatus","pair":"WAVES/EUR",' +
          '"status":"subscribed","subscription":{"name":"trade"}}',
        "ignored",
      ],
      ['{"channel":"status","type":"update","data":[]}', "ignored"],
      ['{"method":"pong","req_id":42}', "ignored"],
      ['{"method":"subscribe","success":false,"error":"Currency pair not supported"}', "ignored"],
      [v1(["1", "2"], "ohlc-5", PAIR), "ignored"],
      [v1([], "newChannel", PAIR), "unknown"],
      ['{"channel":"newChannel"}', "unknown"],
      ['{"event":"newEvent"}', "unknown"],
      ["{}", "unknown"],
      ["5", "malformed"],
      ["null", "malformed"],
      ["[]", "malformed"],
      ["", "malformed"],
      [v1([["1.0", "1.0", "1618678150.826417", "x", "m", ""]], "trade", PAIR), "malformed"],
      [v1([["1.0", "1.0", "1618678150.826417", "b", "m", ""]], "trade", "../.."), "malformed"],
      [v1({}, "book-10", PAIR), "malformed"],
      [
        '{"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":1e-5,"qty":1}]}',
        "malformed",
      ],
      [
        '{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[],"asks":[],' +
          '"checksum":4294967296}]}',
        "malformed",
      ],
    ];
    for (const [frame, verdict] of cases) {
      const { adapter, sink } = rig(kraken);
      expect([frame, adapter.received(1, WS, frame)]).toEqual([frame, verdict]);
      expect(sink.rejections.map((one) => one.verdict)).toEqual(
        verdict === "unknown" || verdict === "malformed" ? [verdict] : [],
      );
    }
  });
});
