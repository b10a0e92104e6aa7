import fc from "fast-check";
import { expect, test } from "vitest";
import { advanceCrc32, CRC32_START, finishCrc32, updateCrc32Ascii } from "../../../src/kernel/crc32.ts";
import { kraken } from "../../../src/venues/index.ts";
import { rig } from "../recording-sink.ts";
import { bestOf, bitwiseCrc32, referenceChecksum, type TextBook } from "./reference-checksum.ts";

const WS = "ws";
const T = "1618678133.365913";

test("the checksum of two texts is joined from those of each", () => {
  const ascii = fc.string({ maxLength: 80 });
  fc.assert(
    fc.property(ascii, ascii, (left, right) => {
      const joined = advanceCrc32(updateCrc32Ascii(CRC32_START, left), right.length) ^ updateCrc32Ascii(0, right);
      expect(finishCrc32(joined)).toBe(bitwiseCrc32(left + right));
    }),
  );
});

test("the worked example of Kraken's v1 documentation has its checksum", () => {
  const level = (ticks: number): readonly string[] => [`0.0${ticks}`, "0.00000500", T];
  const asks = [5005, 5010, 5015, 5020, 5025, 5030, 5035, 5040, 5045, 5050].map(level);
  const bids = [5000, 4995, 4990, 4980, 4975, 4970, 4965, 4960, 4955, 4950].map(level);
  const { adapter, sink } = rig(kraken);
  adapter.received(1, WS, JSON.stringify([0, { as: asks, bs: bids, c: "974947235" }, "book-10", "XBT/USD"]));
  expect(sink.checks.checksum).toEqual({ ok: 1, failed: 0 });
});

test("the worked example of Kraken's v2 documentation has its checksum", () => {
  const side = (text: string): string =>
    text
      .split(" ")
      .map((level) => level.split(":"))
      .map(([p, q]) => `{"price":${p},"qty":${q}}`)
      .join(",");
  const asks = side(
    "45285.2:0.00100000 45286.4:1.54571953 45286.6:1.54571109 45289.6:1.54560911 45290.2:0.15890660 " +
      "45291.8:1.54553491 45294.7:0.04454749 45296.1:0.35380000 45297.5:0.09945542 45299.5:0.18772827",
  );
  const bids = side(
    "45283.5:0.10000000 45283.4:1.54582015 45282.1:0.10000000 45281.0:0.10000000 45280.3:1.54592586 " +
      "45279.0:0.07990000 45277.6:0.03310103 45277.5:0.30000000 45277.3:1.54602737 45276.6:0.15445238",
  );
  const { adapter, sink } = rig(kraken);
  adapter.received(
    1,
    WS,
    '{"channel":"book","type":"snapshot","data":' +
      `[{"symbol":"BTC/USD","bids":[${bids}],"asks":[${asks}],"checksum":3310070434}]}`,
  );
  expect(sink.checks.checksum).toEqual({ ok: 1, failed: 0 });
});

const change = fc.record({
  side: fc.constantFrom("bids" as const, "asks" as const),
  tick: fc.nat({ max: 40 }),
  size: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2_000_000_000 })),
});

test("the checksum agrees with one computed from scratch after every update of a book cut to its depth", () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { maxLength: 40 }), (frames) => {
      const { adapter, sink } = rig(kraken);
      const book: TextBook = { bids: new Map(), asks: new Map() };
      adapter.received(0, WS, JSON.stringify([1, { as: [], bs: [] }, "book-25", "XBT/USD"]));
      frames.forEach((frame, index) => {
        const levels: Record<"bids" | "asks", string[][]> = { bids: [], asks: [] };
        for (const { side, tick, size } of frame) {
          const price = ((side === "bids" ? 500 : 480) + tick)
            .toString()
            .padStart(7, "0")
            .replace(/(\d{5})$/, ".$1");
          const text = size
            .toString()
            .padStart(9, "0")
            .replace(/(\d{8})$/, ".$1");
          levels[side].push([price, text, T]);
          if (size === 0) book[side].delete(price);
          else book[side].set(price, text);
        }
        for (const side of ["bids", "asks"] as const) {
          const kept = new Set(bestOf(book, side, 25).map(([price]) => price));
          for (const price of book[side].keys()) if (!kept.has(price)) book[side].delete(price);
        }
        const c = String(referenceChecksum(book));
        adapter.received(
          index,
          WS,
          JSON.stringify([1, { a: levels.asks }, { b: levels.bids, c }, "book-25", "XBT/USD"]),
        );
      });
      expect(sink.checks.checksum).toEqual({ ok: frames.length, failed: 0 });
    }),
  );
});

test("zeros that a JSON writer dropped are put back up to the announced places", () => {
  const { adapter, sink } = rig(kraken);
  adapter.received(
    0,
    WS,
    '{"channel":"instrument","type":"snapshot","data":{"assets":[],' +
      '"pairs":[{"symbol":"BTC/USD","price_precision":1,"qty_precision":8}]}}',
  );
  const c = referenceChecksum({
    bids: new Map([["45281.0", "0.10000000"]]),
    asks: new Map([["45285.2", "3.00000000"]]),
  });
  adapter.received(
    1,
    WS,
    '{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[{"price":45281,"qty":0.1}],' +
      `"asks":[{"price":45285.2,"qty":3}],"checksum":${c}}]}`,
  );
  expect(sink.checks.checksum).toEqual({ ok: 1, failed: 0 });
  expect(sink.events).toMatchObject([{ bids: [452_810, 10_000_000], asks: [452_852, 300_000_000] }]);
});
