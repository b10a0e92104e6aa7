import { describe, expect, test } from "vitest";
import { binanceUsdM } from "../../../src/venues/index.ts";
import { rig } from "../recording-sink.ts";
import { WS, spotDiff, futuresDiff, depth, URL, deltas } from "./frames.ts";

describe("futures continuity", () => {
  test("the first diff after a snapshot holds it: U <= lastUpdateId <= u; then pu is the previous u", () => {
    const futures = rig(binanceUsdM);
    futures.adapter.received(1, WS, futuresDiff(1, 5, 0));
    futures.adapter.received(2, WS, futuresDiff(8, 12, 5));
    futures.adapter.received(3, WS, futuresDiff(20, 21, 12));
    futures.adapter.fetched(4, URL, depth(10));
    futures.adapter.received(5, WS, futuresDiff(30, 31, 21));
    expect(deltas(futures)).toEqual([12, 21, 31]);
    futures.adapter.received(6, WS, futuresDiff(40, 41, 33));
    expect(futures.sink.gaps).toEqual([{ at: 6, symbol: "BTCUSDT", reason: "sequence", expected: 31, got: 33 }]);
  });

  test("a diff that ends at the snapshot is not stale, one that ends before it is", () => {
    const futures = rig(binanceUsdM);
    futures.adapter.received(1, WS, futuresDiff(5, 9, 3));
    futures.adapter.received(2, WS, futuresDiff(10, 10, 9));
    futures.adapter.fetched(3, URL, depth(10));
    expect(deltas(futures)).toEqual([10]);
  });

  test("a diff that names the snapshot as its predecessor joins it", () => {
    const futures = rig(binanceUsdM);
    futures.adapter.fetched(1, URL, depth(10));
    futures.adapter.received(2, WS, futuresDiff(14, 15, 10));
    futures.adapter.received(3, WS, futuresDiff(18, 19, 15));
    expect(deltas(futures)).toEqual([15, 19]);
    expect(futures.sink.gaps).toEqual([]);
  });

  test("a diff that begins after the snapshot does not bridge it", () => {
    const futures = rig(binanceUsdM);
    futures.adapter.fetched(1, URL, depth(10));
    futures.adapter.received(2, WS, futuresDiff(14, 15, 12));
    expect(deltas(futures)).toEqual([]);
    expect(futures.sink.gaps.map(({ reason }) => reason)).toEqual(["sequence"]);
  });

  test("a diff without pu does not follow", () => {
    const futures = rig(binanceUsdM);
    futures.adapter.fetched(1, URL, depth(10));
    futures.adapter.received(2, WS, futuresDiff(10, 11, 9));
    futures.adapter.received(3, WS, spotDiff(12, 13));
    expect(futures.sink.gaps.map(({ expected, got }) => [expected, got])).toEqual([[11, 0]]);
  });
});
