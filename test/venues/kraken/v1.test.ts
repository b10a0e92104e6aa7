import { describe, expect, test } from "vitest";
import { UNKNOWN_INSTANT } from "../../../src/kernel/time.ts";
import { kraken } from "../../../src/venues/index.ts";
import { rig } from "../recording-sink.ts";
import { WS, EPOCH, PAIR, v1, snapshotV1, afterBid, bidV1 } from "./frames.ts";
import { referenceChecksum } from "./reference-checksum.ts";

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
