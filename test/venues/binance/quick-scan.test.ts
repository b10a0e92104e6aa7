import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binanceCoinM, binanceSpot, binanceUsdM } from "../../../src/venues/index.ts";
import { QuickScan } from "../../../src/venues/binance/quick-scan.ts";
import { generated } from "../../support/traffic.ts";
import { missing, play, readCollector, titled } from "../captures.ts";
import { rig } from "../recording-sink.ts";
import { receiveFrame, receiveText } from "../receive-frame.ts";
import type { AdapterFactory } from "../../../src/venues/adapter.ts";

const scans = (scan: QuickScan, frame: string): boolean => scan.scan(Buffer.from(frame), 0, Buffer.byteLength(frame));

/**
 * The same frames, once as bytes, where the adapter takes them, and once as texts, which only the general way reads.
 */
function bothWays(factory: AdapterFactory, frames: readonly string[]) {
  return [receiveFrame, receiveText].map((receive) => {
    const { adapter, sink } = rig(factory);
    adapter.connected(0, "c", "");
    const verdicts = frames.map((frame, at) => receive(adapter, at, "c", frame));
    return { verdicts, events: sink.events, gaps: sink.gaps, raw: sink.raw, calls: sink.calls };
  });
}

const traffic: string[] = (() => {
  const source = generated("quiet", 1_500);
  const frames: string[] = [];
  for (let record = source.next(); record !== undefined; record = source.next()) {
    if (record.kind === "frame" && record.source === 0) frames.push(Buffer.from(record.bytes).toString());
  }
  return frames;
})();

describe("the quick reading of a frame means what the general one means", () => {
  test("on generated traffic, which it takes nearly always", () => {
    const [quick, general] = bothWays(binanceSpot, traffic);
    expect(quick).toEqual(general);
    const scan = new QuickScan();
    expect(traffic.filter((frame) => scans(scan, frame)).length).toBeGreaterThan(traffic.length * 0.99);
  });

  test("on frames with any characters changed, cut or doubled", () => {
    const frame = fc.constantFrom(...traffic.slice(0, 300));
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      text: fc.constantFrom(
        "", '"', "\\", "{", "}", "[", "]", ",", ":", "0", "9", "-", "e", ".", " ", "\u0000", "é", '"b":"1",',
        '"e":"trade",', "true", "null",
      ),
      remove: fc.nat({ max: 3 }),
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(frame, fc.array(edit, { maxLength: 3 })), { minLength: 1, maxLength: 8 }),
        (plan) => {
          const frames = plan.map(([original, edits]) =>
            edits.reduce((text, { at, text: inserted, remove }) => {
              const index = Math.floor(at * text.length);
              return text.slice(0, index) + inserted + text.slice(index + remove);
            }, original),
          );
          // A learned instrument lets the quick way take the rest.
          const all = [...traffic.slice(0, 40), ...frames];
          const [quick, general] = bothWays(binanceSpot, all);
          expect(quick).toEqual(general);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("on frames with a key that became another", () => {
    const code = fc.oneof(fc.integer({ min: 0, max: 127 }), fc.constantFrom(...Buffer.from('"\\pu')));
    fc.assert(
      fc.property(fc.constantFrom(...traffic.slice(0, 300)), fc.nat(), code, (frame, which, letter) => {
        const keys = [...frame.matchAll(/"[a-zA-Z]{1,2}":/g)].map(({ index }) => index + 1);
        const at = keys[which % keys.length]!;
        const changed = frame.slice(0, at) + String.fromCharCode(letter) + frame.slice(at + 1);
        const [quick, general] = bothWays(binanceSpot, [...traffic.slice(0, 40), changed]);
        expect(quick).toEqual(general);
      }),
      { numRuns: 500 },
    );
  });

  const reason = missing("collector-ndjson-gz");
  test.skipIf(reason !== undefined)(titled("on every frame of the futures captures", reason), () => {
    for (const [file, symbol, factory] of [
      ["usdm_ethusdt_20240718.gz", "ETHUSDT", binanceUsdM], ["cm_btcusd_perp_20240808.gz", "BTCUSD_PERP", binanceCoinM],
    ] as const) {
      const records = readCollector(file, symbol).slice(0, 8_000);
      const outcomes = [receiveFrame, receiveText].map((receive) => {
        const { adapter, sink } = rig(factory);
        play(records, adapter, records[0]?.unixNs ?? 0n, receive);
        return { events: sink.events, raw: sink.raw, calls: sink.calls };
      });
      expect(outcomes[0]).toEqual(outcomes[1]);
      expect(outcomes[0]?.events.length).toBeGreaterThan(1_000);
    }
  });
});

test("the scan ends at the end of the frame, wherever that is", () => {
  const scan = new QuickScan();
  const frame = traffic.find((text) => text.includes("depthUpdate")) ?? "";
  for (let length = 0; length < frame.length; length++) expect(scan.scan(Buffer.from(frame), 0, length)).toBe(false);
  expect(scans(scan, frame)).toBe(true);
});

test("a key of one byte is taken as JSON takes it, or left to the general way", () => {
  const taken: number[] = [];
  for (let code = 0; code < 256; code++) {
    const bytes = Buffer.from('{"stream":"x","data":{"e":"trade","?":1}}');
    bytes[bytes.indexOf("?")] = code;
    if (!new QuickScan().scan(bytes, 0, bytes.length)) continue;
    taken.push(code);
    expect(JSON.parse(bytes.toString())).toEqual({ stream: "x", data: { e: "trade", [String.fromCharCode(code)]: 1 } });
  }
  expect(taken).toContain("T".charCodeAt(0));
});
