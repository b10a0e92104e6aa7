import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WavetankError } from "../../src/kernel/error.ts";
import type { Instrument } from "../../src/market/instrument.ts";
import { Instruments } from "../../src/market/instruments.ts";
import type { RawLevels } from "../../src/market/raw-levels.ts";
import type { GapReason, VenueAdapter } from "../../src/venues/adapter.ts";
import { adapterFor, mappedVenues } from "../../src/venues/index.ts";
import { receiveFrame } from "./receive-frame.ts";
import { RecordingSink } from "./recording-sink.ts";

/** Frames of the venues' own shapes, so that mutations go deep. */
const REAL: Readonly<Record<string, readonly string[]>> = {
  BINANCE: [
    '{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255208,"s":"BTCUSDT","U":7,"u":9,' +
      '"b":[["61737.63000000","0.00000000"],["61730.17","1.5"]],"a":[["61837.64000000","1.54698000"]]}}',
    '{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000",' +
      '"a":"61837.64000000","A":"1.54698000"}}',
    '{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,' +
      '"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}',
    '{"stream":"btcusdt@depthSnapshot","data":{"lastUpdateId":8,"bids":[["1.0","2.0"]],"asks":[["3.0","4.0"]]}}',
    '{"stream":"!ticker@arr","data":[{"e":"24hrTicker"}]}',
  ],
  COINBASE: [
    '{"channel":"l2_data","timestamp":"2026-08-09T21:05:48.483587501Z","sequence_num":1,"events":[{"type":"snapshot",' +
      '"product_id":"BTC-USD","updates":[{"side":"bid","event_time":"2026-08-09T21:05:48.170326Z",' +
      '"price_level":"65083.66","new_quantity":"0.2"}]}]}',
    '{"channel":"l2_data","timestamp":"2026-08-09T21:05:48.483587501Z","sequence_num":2,"events":[{"type":"update",' +
      '"product_id":"BTC-USD","updates":[{"side":"offer","event_time":"2026-08-09T21:05:48.170326Z",' +
      '"price_level":"65083.66","new_quantity":"0"}]}]}',
    '{"channel":"market_trades","timestamp":"2026-08-09T21:05:48Z","sequence_num":3,"events":[{"type":"update",' +
      '"trades":[{"product_id":"BTC-USD","trade_id":"1","price":"65083.67","size":"0.002",' +
      '"time":"2026-08-09T21:05:42.514318Z","side":"SELL"}]}]}',
    '{"channel":"ticker","timestamp":"2026-08-09T21:05:48Z","sequence_num":4,"events":[{"type":"snapshot",' +
      '"tickers":[{"product_id":"BTC-USD","best_bid":"1","best_ask":"2","best_bid_quantity":"3",' +
      '"best_ask_quantity":"4"}]}]}',
    '{"channel":"heartbeats","timestamp":"2026-08-09T21:05:48Z","sequence_num":5,' +
      '"events":[{"heartbeat_counter":41691}]}',
  ],
  KRAKEN: [
    '[993,{"as":[["354.15000000","5.00000000","1618678133.365913"]],"bs":[["354.10000000","1.00000000",' +
      '"1618678100.000000"]]},"book-10","XMR/USD"]',
    '[993,{"a":[["354.15000000","0.00000000","1618678133.365913"]]},{"b":[["354.00000000","1.00000000",' +
      '"1618678134.000000","r"]],"c":"123"},"book-10","XMR/USD"]',
    '[993,[["354.04000000","0.28245396","1618678150.826417","s","m",""]],"trade","XMR/USD"]',
    '[993,{"a":["13.253900",35,"35.72892241"],"b":["13.232900",185,"185.18432037"]},"ticker","XMR/USD"]',
    '{"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[{"price":105944.20,"qty":0.136}],' +
      '"asks":[{"price":105944.30,"qty":0.10000000}],"timestamp":"2023-10-06T17:35:55.440295Z"}]}',
    '{"channel":"book","type":"update","data":[{"symbol":"BTC/USD","bids":[{"price":105944.20,"qty":0}],"asks":[],' +
      '"checksum":2114181697,"timestamp":"2023-10-06T17:35:55.440295Z"}]}',
    '{"channel":"instrument","type":"snapshot","data":{"assets":[],"pairs":[{"symbol":"BTC/USD","price_precision":1,' +
      '"qty_precision":8}]}}',
    '{"event":"heartbeat"}',
  ],
};
const framesOf = (venue: string): readonly string[] => REAL[venue] ?? REAL["BINANCE"]!;

const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  "",
  "0",
  "-1",
  "1e5",
  "NaN",
  "__proto__",
  "9".repeat(400),
  "1.".padEnd(40, "0"),
  [],
  {},
  [[]],
  [[["1"]]],
  { toString: 1 },
  { length: 3 },
  "../../etc",
  "\u0000",
  "😀",
  "constructor",
  "2026-02-30T00:00:00Z",
];

/** Replaces the value at the `pick`-th place of `json`, counted in depth-first order. */
function replaceOne(json: string, pick: number, value: unknown): string {
  let index = 0;
  const walk = (node: unknown): unknown => {
    if (index++ === pick) return value;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, walk(inner)]));
  };
  return JSON.stringify(walk(JSON.parse(json)));
}

const frames = (venue: string): fc.Arbitrary<string> => {
  const real = fc.constantFrom(...framesOf(venue));
  const mutated = fc
    .tuple(real, fc.nat({ max: 60 }), fc.constantFrom(...HOSTILE))
    .map(([json, pick, value]) => replaceOne(json, pick, value));
  const flipped = fc
    .tuple(real, fc.nat(), fc.string({ maxLength: 3 }))
    .map(([json, at, text]) => json.slice(0, at % json.length) + text + json.slice((at % json.length) + text.length));
  const cut = fc.tuple(real, fc.nat()).map(([json, at]) => json.slice(0, at % json.length));
  const proto = real.map((json) => json.replace("{", '{"__proto__":{"data":1,"channel":"book"},'));
  return fc.oneof(
    { weight: 4, arbitrary: real },
    { weight: 6, arbitrary: mutated },
    flipped,
    cut,
    proto,
    fc.string(),
    fc.json({ maxDepth: 4 }),
  );
};

/** Fails on what no adapter may do, whatever its peer sends. */
class LawfulSink extends RecordingSink {
  readonly #suspect = new Set<Instrument>();
  readonly #live = new Set<Instrument>();
  #rawOf: Instrument | undefined;

  override rawBook(
    instrument: Instrument,
    kind: "snapshot" | "delta",
    bids: RawLevels,
    asks: RawLevels,
    depth: number,
    checksum: number,
  ): void {
    super.rawBook(instrument, kind, bids, asks, depth, checksum);
    this.#rawOf = instrument;
  }

  override event(event: Parameters<RecordingSink["event"]>[0]): void {
    super.event(event);
    if (event.kind === "snapshot" || event.kind === "delta") {
      expect(this.#rawOf).toBe(event.instrument);
      for (const value of [...event.bids, ...event.asks]) expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
    }
    this.#rawOf = undefined;
    if (event.kind === "snapshot") {
      this.#live.add(event.instrument);
      for (let i = 1; i < event.bids.length; i += 2) expect(event.bids[i]).not.toBe(0);
    }
    if (event.kind === "delta")
      expect([this.#live.has(event.instrument), this.#suspect.has(event.instrument)]).toEqual([true, false]);
  }

  override gap(at: number, instrument: Instrument, reason: GapReason, expected: number, got: number): void {
    super.gap(at, instrument, reason, expected, got);
    this.#suspect.add(instrument);
  }

  override resync(at: number, instrument: Instrument, gapStarted: number): void {
    super.resync(at, instrument, gapStarted);
    expect(this.#suspect.delete(instrument)).toBe(true);
    expect(gapStarted).toBeLessThanOrEqual(at);
  }
}

const rigged = (venue: string): { adapter: VenueAdapter; sink: LawfulSink } => {
  const sink = new LawfulSink();
  return { adapter: adapterFor(venue)!(sink, new Instruments(), 1_700_000_000_000_000_000n), sink };
};

for (const venue of mappedVenues) {
  describe(venue, () => {
    test("nothing that a peer sends throws; unknown and malformed are always reported, and only they", () => {
      const verdicts = new Set<string>();
      fc.assert(
        fc.property(fc.array(frames(venue), { maxLength: 25 }), (session) => {
          const { adapter, sink } = rigged(venue);
          session.forEach((frame, at) => {
            const before = sink.rejections.length;
            const verdict = receiveFrame(adapter, at, "ws", frame);
            verdicts.add(verdict);
            const rejected = sink.rejections.slice(before).map((one) => one.verdict);
            expect(rejected).toEqual(verdict === "unknown" || verdict === "malformed" ? [verdict] : []);
          });
        }),
        { numRuns: 400 },
      );
      expect([...verdicts].sort()).toEqual(["ignored", "malformed", "mapped", "unknown"]);
    });

    test("nothing that a REST answer or a request of ours holds throws", () => {
      const bodies = fc.oneof(
        frames(venue),
        fc.json(),
        fc.constantFrom(...HOSTILE).map((value) =>
          JSON.stringify({
            symbols: [value, { symbol: value, filters: [value] }],
            products: [value],
            result: { x: value },
            lastUpdateId: value,
            bids: [value],
            asks: [],
          }),
        ),
      );
      const urls = fc.constantFrom(
        "depth?symbol=BTCUSDT",
        "depth?symbol=%00",
        "depth",
        "https://api.kraken.com/0/pu" + "blic/AssetPairs",
        "?",
        "",
      );
      fc.assert(
        fc.property(bodies, urls, (body, url) => {
          const { adapter } = rigged(venue);
          adapter.fetched(1, url, body);
          adapter.sent(2, "ws", body);
        }),
        { numRuns: 300 },
      );
    });

    test("a million brackets are malformed", () => {
      const { adapter, sink } = rigged(venue);
      for (const frame of [
        "[".repeat(1_000_000),
        `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
        `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`,
      ]) {
        expect(["malformed", "unknown"]).toContain(adapter.received(1, "ws", frame));
      }
      expect(sink.rejections.every(({ problem }) => problem.length < 300)).toBe(true);
    });

    test("an error of the sink's own is not taken for a damaged frame", () => {
      const full = new WavetankError("E_FULL", "no room");
      let thrown = 0;
      for (const frame of framesOf(venue)) {
        const { adapter, sink } = rigged(venue);
        sink.event = () => {
          throw full;
        };
        try {
          adapter.received(1, "ws", frame);
        } catch (error) {
          expect(error).toBe(full);
          thrown++;
        }
        expect(sink.rejections).toEqual([]);
      }
      expect(thrown).toBeGreaterThan(0);
    });
  });
}

test("a venue without an adapter has none", () => {
  expect(adapterFor("NYSE")).toBeUndefined();
  expect(mappedVenues.map((venue) => adapterFor(venue)!(new RecordingSink(), new Instruments(), 0n).venue)).toEqual(
    mappedVenues,
  );
});
