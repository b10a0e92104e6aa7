import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DepthBook, MAX_BUFFERED_DIFFS, MAX_BUFFERED_TEXTS } from "../../../src/venues/binance/depth-book.ts";
import { SPOT } from "../../../src/venues/binance/segment.ts";
import { binanceSpot } from "../../../src/venues/index.ts";
import { rig } from "../recording-sink.ts";
import { WS, spotDiff, depth, URL, deltas, kinds } from "./frames.ts";

describe("spot continuity", () => {
  test("diffs that come before the snapshot wait for it and are bridged, usable from the snapshot's instant on", () => {
    const spot = rig(binanceSpot, 1_700_000_000_000_000_000n);
    spot.adapter.received(10, WS, spotDiff(1, 5));
    spot.adapter.received(20, WS, spotDiff(6, 8));
    spot.adapter.received(30, WS, spotDiff(9, 9));
    expect(spot.sink.events).toEqual([]);
    spot.adapter.fetched(40, URL, depth(6));
    expect(kinds(spot)).toEqual(["snapshot", "delta", "delta"]);
    expect(deltas(spot)).toEqual([8, 9]);
    expect(spot.sink.events.map((event) => event.tsInit)).toEqual([40, 40, 40]);
    expect(spot.sink.events.map((event) => event.tsEvent)).toEqual([Number.MIN_SAFE_INTEGER, 0, 0]);
    expect(spot.sink.gaps).toEqual([]);
  });

  test("a snapshot newer than every diff waits for the diff that bridges it and drops those it covers", () => {
    const spot = rig(binanceSpot);
    spot.adapter.received(1, WS, spotDiff(1, 5));
    spot.adapter.fetched(2, URL, depth(9));
    spot.adapter.received(3, WS, spotDiff(6, 9));
    spot.adapter.received(4, WS, spotDiff(10, 12));
    spot.adapter.received(5, WS, spotDiff(13, 13));
    expect(deltas(spot)).toEqual([12, 13]);
    expect(spot.sink.gaps).toEqual([]);
    expect(spot.sink.checks.sequence).toEqual({ ok: 2, failed: 0 });
  });

  test("the first diff after a snapshot must hold its successor: U <= lastUpdateId + 1 <= u", () => {
    for (const [first, last, joins] of [
      [9, 10, true],
      [8, 12, true],
      [10, 10, true],
      [11, 12, false],
    ] as const) {
      const spot = rig(binanceSpot);
      spot.adapter.fetched(1, URL, depth(9));
      spot.adapter.received(2, WS, spotDiff(first, last));
      expect([first, last, deltas(spot).length === 1, spot.sink.gaps.length === 0]).toEqual([
        first,
        last,
        joins,
        joins,
      ]);
    }
  });

  test("a missing diff makes the book suspect: no deltas until a snapshot that the waiting diffs bridge", () => {
    const spot = rig(binanceSpot);
    spot.adapter.fetched(1, URL, depth(9));
    spot.adapter.received(2, WS, spotDiff(10, 12));
    spot.adapter.received(3, WS, spotDiff(15, 16));
    expect(spot.sink.gaps).toEqual([{ at: 3, symbol: "BTCUSDT", reason: "sequence", expected: 13, got: 15 }]);
    spot.adapter.received(4, WS, spotDiff(17, 18));
    expect(deltas(spot)).toEqual([12]);
    spot.adapter.fetched(5, URL, depth(15));
    expect(kinds(spot)).toEqual(["snapshot", "delta", "snapshot", "delta", "delta"]);
    expect(deltas(spot)).toEqual([12, 16, 18]);
    expect(spot.sink.resyncs).toEqual([{ at: 5, symbol: "BTCUSDT", gapStarted: 3 }]);
    expect(spot.sink.calls.slice(-6)).toEqual(["snapshot", "resync", "raw BTCUSDT", "delta", "raw BTCUSDT", "delta"]);
  });

  test("a snapshot older than the first waiting diff does not bridge: the book stays suspect and it is counted", () => {
    const spot = rig(binanceSpot);
    spot.adapter.received(1, WS, spotDiff(20, 22));
    spot.adapter.fetched(2, URL, depth(10));
    expect(spot.sink.events).toEqual([]);
    expect(spot.sink.checks.sequence).toEqual({ ok: 0, failed: 1 });
    expect(spot.sink.gaps).toEqual([{ at: 2, symbol: "BTCUSDT", reason: "sequence", expected: 11, got: 20 }]);
    spot.adapter.fetched(3, URL, depth(19));
    expect(deltas(spot)).toEqual([22]);
    expect(spot.sink.resyncs).toEqual([{ at: 3, symbol: "BTCUSDT", gapStarted: 2 }]);
  });

  test("a snapshot older than a live book changes nothing, a newer one replaces it", () => {
    const spot = rig(binanceSpot);
    spot.adapter.fetched(1, URL, depth(9));
    spot.adapter.received(2, WS, spotDiff(10, 12));
    spot.adapter.fetched(3, URL, depth(11));
    spot.adapter.received(4, WS, spotDiff(13, 14));
    spot.adapter.fetched(5, URL, depth(20));
    spot.adapter.received(6, WS, spotDiff(15, 18));
    spot.adapter.received(7, WS, spotDiff(19, 22));
    expect(kinds(spot)).toEqual(["snapshot", "delta", "delta", "snapshot", "delta"]);
    expect(deltas(spot)).toEqual([12, 14, 22]);
    expect(spot.sink.gaps).toEqual([]);
  });

  test("the last diff once more is no gap and no event", () => {
    const spot = rig(binanceSpot);
    spot.adapter.fetched(1, URL, depth(9));
    spot.adapter.received(2, WS, spotDiff(10, 12));
    expect(spot.adapter.received(3, "ws.2", spotDiff(10, 12))).toBe("mapped");
    spot.adapter.received(4, WS, spotDiff(13, 14));
    expect(deltas(spot)).toEqual([12, 14]);
    expect(spot.sink.gaps).toEqual([]);
  });

  test("a lost connection makes its books suspect, and diffs from before it bridge nothing", () => {
    const spot = rig(binanceSpot);
    spot.adapter.connected(0, WS, "wss://stream.binance.com");
    spot.adapter.fetched(1, URL, depth(9));
    spot.adapter.received(2, WS, spotDiff(10, 12));
    spot.adapter.disconnected(3, "another", "closed");
    expect(spot.sink.gaps).toEqual([]);
    spot.adapter.disconnected(4, WS, "closed");
    spot.adapter.disconnected(5, WS, "closed");
    expect(spot.sink.gaps).toEqual([{ at: 4, symbol: "BTCUSDT", reason: "disconnect", expected: 0, got: 0 }]);
    spot.adapter.connected(6, WS, "wss://stream.binance.com");
    spot.adapter.received(7, WS, spotDiff(30, 31));
    spot.adapter.fetched(8, URL, depth(30));
    expect(deltas(spot)).toEqual([12, 31]);
    expect(spot.sink.resyncs).toEqual([{ at: 8, symbol: "BTCUSDT", gapStarted: 4 }]);
  });

  test("connecting anew under the same name voids the old connection's books", () => {
    const spot = rig(binanceSpot);
    spot.adapter.fetched(1, URL, depth(9));
    spot.adapter.received(2, WS, spotDiff(10, 12));
    spot.adapter.connected(3, WS, "wss://stream.binance.com");
    expect(spot.sink.gaps.map(({ reason }) => reason)).toEqual(["disconnect"]);
  });

  test("a damaged diff of a known symbol makes its book suspect", () => {
    const spot = rig(binanceSpot);
    spot.adapter.fetched(1, URL, depth(9));
    spot.adapter.received(2, WS, spotDiff(10, 12));
    expect(spot.adapter.received(3, WS, spotDiff(13, 14).replace('"14.0"', '"-1"'))).toBe("malformed");
    expect(spot.sink.gaps).toEqual([{ at: 3, symbol: "BTCUSDT", reason: "malformed", expected: 0, got: 0 }]);
    spot.adapter.received(4, WS, spotDiff(15, 16));
    expect(deltas(spot)).toEqual([12]);
  });

  test("a diff in a frame that is no JSON is found missing by the next diff", () => {
    const spot = rig(binanceSpot);
    spot.adapter.fetched(1, URL, depth(9));
    spot.adapter.received(2, WS, spotDiff(10, 12));
    expect(spot.adapter.received(3, WS, spotDiff(13, 14).slice(0, 60))).toBe("malformed");
    expect(spot.sink.gaps).toEqual([]);
    spot.adapter.received(4, WS, spotDiff(15, 16));
    expect(spot.sink.gaps.map(({ reason, expected, got }) => [reason, expected, got])).toEqual([["sequence", 13, 15]]);
  });

  test("beyond its bound the oldest waiting diffs go, and a snapshot that needs them is reported as stale", () => {
    const spot = rig(binanceSpot);
    for (let id = 1; id <= MAX_BUFFERED_DIFFS + 10; id++) spot.adapter.received(id, WS, spotDiff(id, id));
    spot.adapter.fetched(9_000, URL, depth(9));
    expect(spot.sink.gaps).toEqual([{ at: 9_000, symbol: "BTCUSDT", reason: "sequence", expected: 10, got: 11 }]);
    spot.adapter.fetched(9_001, URL, depth(10));
    expect(deltas(spot)).toHaveLength(MAX_BUFFERED_DIFFS);
  });

  test("diffs of all books together are bounded by their levels too", () => {
    const { sink, instruments } = rig(binanceSpot);
    const instrument = instruments.register("BINANCE", "BTCUSDT", 1, 0);
    const room = { texts: 0 };
    const book = new DepthBook(SPOT, sink, instrument, room);
    const levels = Array.from({ length: MAX_BUFFERED_TEXTS / 4 }, () => 1);
    const rawBids = levels.map(String);
    for (let id = 1; id <= 6; id++) {
      const event = {
        instrument,
        tsEvent: 0,
        tsInit: id,
        kind: "delta",
        bids: levels,
        asks: [],
        sequence: id,
        depth: 0,
      } as const;
      book.diff(id, WS, { first: id, last: id, previous: 0, event, rawBids, rawAsks: [], checksum: -1 });
      expect(room.texts).toBe(Math.min(id, 4) * rawBids.length);
    }
    book.lost(7, "disconnect");
    expect(room.texts).toBe(0);
  });

  test("whatever is lost, repeated or swapped, the deltas passed on after a snapshot have no hole", () => {
    const step = fc.record({
      action: fc.constantFrom("pass", "pass", "pass", "lose", "repeat", "swap", "snapshot"),
      lag: fc.nat({ max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const spot = rig(binanceSpot);
        let held: number | undefined;
        steps.forEach(({ action, lag }, index) => {
          const id = index + 1;
          if (action === "snapshot") spot.adapter.fetched(id, URL, depth(Math.max(0, id - lag)));
          if (action === "lose") return;
          if (action === "swap" && held === undefined) {
            held = id;
            return;
          }
          spot.adapter.received(id, WS, spotDiff(id, id));
          if (action === "repeat") spot.adapter.received(id, WS, spotDiff(id, id));
          if (held !== undefined) spot.adapter.received(id, WS, spotDiff(held, held));
          held = undefined;
        });
        let at = -1;
        for (const book of spot.sink.books()) {
          if (book.kind === "delta") expect(book.sequence).toBe(at + 1);
          at = book.sequence;
        }
      }),
    );
  });
});
