import { describe, expect, test } from "vitest";
import { kraken } from "../../../src/venues/index.ts";
import { rig, type Rig } from "../recording-sink.ts";
import { WS, PAIR, v1, snapshotV1, asks, afterBid, bidV1, kinds } from "./frames.ts";
import { referenceChecksum } from "./reference-checksum.ts";

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
