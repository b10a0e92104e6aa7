import { describe, expect, test } from "vitest";
import { coinbase } from "../../../src/venues/index.ts";
import { rig, type Rig } from "../recording-sink.ts";

const WS = "ws";
const EPOCH = 1_786_309_548_000_000_000n;
const TIME = "2026-08-09T21:05:48.228568804Z";

const frame = (channel: string, sequence: number, ...events: readonly object[]): string =>
  JSON.stringify({ channel, timestamp: TIME, sequence_num: sequence, events });

/** One l2_data event: `+` bids, `-` offers. */
const book = (
  type: "snapshot" | "update",
  product: string,
  ...levels: readonly (readonly [string, string, string])[]
): object => ({
  type,
  product_id: product,
  updates: levels.map(([side, price, size]) => ({ side, event_time: TIME, price_level: price, new_quantity: size })),
});

const BTC = book(
  "snapshot",
  "BTC-USD",
  ["bid", "65083.66", "0.2"],
  ["offer", "65083.67", "1"],
  ["bid", "65083.27", "0.02244516"],
);
const ETH = book("snapshot", "ETH-USD", ["bid", "1916.1", "1"], ["offer", "1916.2", "2"]);

const kinds = ({ sink }: Rig): string[] => sink.events.map((event) => `${event.kind} ${event.instrument.symbol}`);

describe("mapping", () => {
  test("a book event keeps the venue's order within each side", () => {
    const { adapter, sink, instruments } = rig(coinbase, EPOCH);
    expect(adapter.received(5, WS, frame("l2_data", 0, BTC))).toBe("mapped");
    expect(sink.events).toEqual([
      {
        instrument: instruments.find("COINBASE", "BTC-USD"),
        kind: "snapshot",
        tsEvent: 228_568_804,
        tsInit: 5,
        bids: [6_508_366_000_000, 20_000_000, 6_508_327_000_000, 2_244_516],
        asks: [6_508_367_000_000, 100_000_000],
        sequence: 0,
        depth: 0,
      },
    ]);
    expect(sink.raw).toEqual([
      {
        kind: "snapshot",
        bids: ["65083.66", "0.2", "65083.27", "0.02244516"],
        asks: ["65083.67", "1"],
        depth: 0,
        checksum: -1,
      },
    ]);
  });

  test(
    "the trades of an update come oldest first with the maker's opposite as aggressor; those of a snapshot preced" +
      "e the session",
    () => {
      const { adapter, sink } = rig(coinbase, EPOCH);
      const trade = (id: string, side: string): object => ({
        product_id: "BTC-USD",
        trade_id: id,
        price: "65083.67",
        size: "0.002186",
        time: "2026-08-09T21:05:42.514318" + "Z",
        side,
      });
      adapter.received(
        1,
        WS,
        frame("market_trades", 0, { type: "snapshot", trades: [trade("2", "SELL"), trade("1", "BUY")] }),
      );
      expect(sink.events).toEqual([]);
      adapter.received(
        2,
        WS,
        frame("market_trades", 1, { type: "update", trades: [trade("4", "SELL"), trade("3", "BUY")] }),
      );
      expect(sink.events).toMatchObject([
        { kind: "trade", tradeId: "3", aggressor: 2, tsEvent: -5_485_682_000, price: 6_508_367_000_000, size: 218_600 },
        { kind: "trade", tradeId: "4", aggressor: 1 },
      ]);
    },
  );

  test("a ticker is a quote at the frame's time", () => {
    const { adapter, sink } = rig(coinbase, EPOCH);
    const ticker = {
      type: "ticker",
      product_id: "ETH-USD",
      price: "1",
      best_bid: "1916.1",
      best_ask: "1916.2",
      best_bid_quantity: "3",
      best_ask_quantity: "0.5",
    };
    adapter.received(1, WS, frame("ticker", 0, { type: "snapshot", tickers: [ticker] }));
    adapter.received(1, WS, frame("ticker_batch", 1, { type: "update", tickers: [ticker] }));
    const quote = {
      kind: "quote",
      tsEvent: 228_568_804,
      bidPrice: 191_610_000_000,
      bidSize: 300_000_000,
      askPrice: 191_620_000_000,
      askSize: 50_000_000,
    };
    expect(sink.events).toMatchObject([quote, quote]);
  });

  test("products give prices their quote increment, and sizes up to eight places while the greatest orders fit", () => {
    const { adapter, instruments } = rig(coinbase);
    adapter.fetched(
      0,
      "https://api.coinbase.com/api/v3/brokerage/market/products",
      JSON.stringify({
        products: [
          { product_id: "BTC-USD", base_increment: "0.00000001", quote_increment: "0.01", base_max_size: "3400" },
          { product_id: "SHIB-USD", base_increment: "1", quote_increment: "0.00000001", base_max_size: "46116860414" },
          { product_id: "BAD-USD", base_increment: 1 },
        ],
      }),
    );
    adapter.received(1, WS, frame("l2_data", 0, BTC, book("snapshot", "SHIB-USD", ["bid", "0.00001", "98765432101"])));
    expect(instruments.all).toMatchObject([
      { symbol: "BTC-USD", pricePrecision: 2, sizePrecision: 8 },
      { symbol: "SHIB-USD", pricePrecision: 8, sizePrecision: 2 },
    ]);
  });

  test("a body without products is unknown, a damaged one malformed", () => {
    const { adapter, sink } = rig(coinbase);
    adapter.fetched(0, "https://api.coinbase.com/api/v3/brokerage/time", '{"iso":"2026"}');
    adapter.fetched(0, "https://api.coinbase.com/api/v3/brokerage/market/products", '{"products":5}');
    adapter.fetched(0, "https://api.coinbase.com/api/v3/brokerage/market/products", "{");
    expect(sink.rejections.map(({ verdict }) => verdict)).toEqual(["unknown", "malformed", "malformed"]);
  });
});

describe("continuity", () => {
  test("a hole in the connection's numbers makes all its books suspect, each until its own next snapshot", () => {
    const both = rig(coinbase);
    both.adapter.received(1, WS, frame("l2_data", 0, BTC));
    both.adapter.received(2, WS, frame("l2_data", 1, ETH));
    both.adapter.received(3, WS, frame("heartbeats", 3));
    expect(both.sink.gaps).toEqual([
      { at: 3, symbol: "BTC-USD", reason: "sequence", expected: 2, got: 3 },
      { at: 3, symbol: "ETH-USD", reason: "sequence", expected: 2, got: 3 },
    ]);
    both.adapter.received(4, WS, frame("l2_data", 4, book("update", "BTC-USD", ["bid", "1", "1"])));
    both.adapter.received(5, WS, frame("l2_data", 5, BTC));
    both.adapter.received(6, WS, frame("l2_data", 6, book("update", "BTC-USD", ["bid", "1", "1"])));
    both.adapter.received(7, WS, frame("l2_data", 7, book("update", "ETH-USD", ["bid", "1", "1"])));
    expect(kinds(both)).toEqual(["snapshot BTC-USD", "snapshot ETH-USD", "snapshot BTC-USD", "delta BTC-USD"]);
    expect(both.sink.resyncs).toEqual([{ at: 5, symbol: "BTC-USD", gapStarted: 3 }]);
    expect(both.sink.checks.sequence).toEqual({ ok: 5, failed: 1 });
  });

  test("each connection counts for itself", () => {
    const { adapter, sink } = rig(coinbase);
    adapter.received(1, "a", frame("l2_data", 0, BTC));
    adapter.received(2, "b", frame("l2_data", 40, ETH));
    adapter.received(3, "a", frame("heartbeats", 1));
    adapter.received(4, "b", frame("heartbeats", 42));
    expect(sink.gaps.map(({ symbol }) => symbol)).toEqual(["ETH-USD"]);
    expect(sink.heartbeats).toBe(2);
  });

  test("a frame that is repeated tells nothing new", () => {
    const one = rig(coinbase);
    one.adapter.received(1, WS, frame("l2_data", 0, BTC));
    const update = frame("l2_data", 1, book("update", "BTC-USD", ["bid", "1", "1"]));
    one.adapter.received(2, WS, update);
    one.adapter.received(3, WS, update);
    expect(kinds(one)).toEqual(["snapshot BTC-USD", "delta BTC-USD"]);
    expect(one.sink.gaps).toEqual([]);
  });

  test("an update without a snapshot, or of an older connection's snapshot, is not passed on", () => {
    const one = rig(coinbase);
    one.adapter.received(1, "a", frame("l2_data", 0, book("update", "BTC-USD", ["bid", "1", "1"])));
    one.adapter.received(2, "b", frame("l2_data", 0, BTC));
    one.adapter.received(3, "a", frame("l2_data", 1, book("update", "BTC-USD", ["bid", "1", "1"])));
    expect(kinds(one)).toEqual(["snapshot BTC-USD"]);
  });

  test("a disconnect makes the books of that connection suspect, and the next one counts from anew", () => {
    const { adapter, sink } = rig(coinbase);
    adapter.connected(0, "a", "wss://advanced-trade-ws.coinbase.com");
    adapter.received(1, "a", frame("l2_data", 7, BTC));
    adapter.received(2, "b", frame("l2_data", 7, ETH));
    adapter.disconnected(3, "a", "closed");
    adapter.connected(4, "a", "wss://advanced-trade-ws.coinbase.com");
    adapter.received(5, "a", frame("l2_data", 0, BTC));
    expect(sink.gaps).toEqual([{ at: 3, symbol: "BTC-USD", reason: "disconnect", expected: 0, got: 0 }]);
    expect(sink.resyncs).toEqual([{ at: 5, symbol: "BTC-USD", gapStarted: 3 }]);
  });
});

describe("damage", () => {
  const live = (): Rig => {
    const one = rig(coinbase);
    one.adapter.received(1, WS, frame("l2_data", 0, BTC));
    one.adapter.received(2, WS, frame("l2_data", 1, ETH));
    return one;
  };

  test("a damaged book event harms the books that its frame names, and nothing of the frame is passed on", () => {
    const one = live();
    const good = book("update", "BTC-USD", ["bid", "1", "1"]);
    expect(one.adapter.received(3, WS, frame("l2_data", 2, good, book("update", "BTC-USD", ["bid", "x", "1"])))).toBe(
      "malformed",
    );
    expect(one.sink.gaps.map(({ symbol, reason }) => [symbol, reason])).toEqual([["BTC-USD", "malformed"]]);
    one.adapter.received(4, WS, frame("l2_data", 3, book("update", "ETH-USD", ["bid", "1", "1"])));
    expect(kinds(one)).toEqual(["snapshot BTC-USD", "snapshot ETH-USD", "delta ETH-USD"]);
  });

  test("one that hides its product harms all books of the connection", () => {
    const one = live();
    one.adapter.received(3, WS, frame("l2_data", 2, { type: "update", updates: [] }));
    expect(one.sink.gaps.map(({ symbol }) => symbol)).toEqual(["BTC-USD", "ETH-USD"]);
  });

  test("a frame whose number cannot be read does not count: the next one shows the hole", () => {
    for (const damaged of [
      '{"channel":"l2_data","sequence_num":',
      '{"channel":"l2_data","sequence_num":"2",' + '"events":[]}',
      '{"channel":7}',
    ]) {
      const one = live();
      expect(one.adapter.received(3, WS, damaged)).toBe("malformed");
      expect(one.sink.gaps).toEqual([]);
      one.adapter.received(4, WS, frame("heartbeats", 3));
      expect(one.sink.gaps.map(({ reason }) => reason)).toEqual(["sequence", "sequence"]);
    }
  });

  test("a damaged trade or ticker harms no book", () => {
    const one = live();
    expect(one.adapter.received(3, WS, frame("market_trades", 2, { type: "update", trades: [5] }))).toBe("malformed");
    expect(one.adapter.received(4, WS, frame("ticker", 3, { tickers: [{ product_id: "BTC-USD", best_bid: 5 }] }))).toBe(
      "malformed",
    );
    expect(one.sink.gaps).toEqual([]);
  });

  test("every frame has the verdict of its kind", () => {
    const cases: readonly (readonly [string, string])[] = [
      [frame("subscriptions", 0, {}), "ignored"],
      [frame("candles", 0, {}), "ignored"],
      [frame("heartbeats", 0, { current_time: "x", heartbeat_counter: 3 }), "ignored"],
      ['{"type":"error","message":"authentication failure"}', "ignored"],
      [frame("something_new", 0, {}), "unknown"],
      [frame("l2_data", 0, book("snapshot", "../..", ["bid", "1", "1"])), "malformed"],
      [frame("l2_data", 0, book("snapshot", "BTC-USD", ["ask", "1", "1"])), "malformed"],
      [frame("l2_data", 0, { ...BTC, type: "full" }), "malformed"],
      [frame("l2_data", 0, book("snapshot", "BTC-USD", ["bid", "1", "0.123456789"])), "malformed"],
      ['{"channel":"l2_data","sequence_num":0,"timestamp":"yesterday","events":[]}', "malformed"],
      ["[]", "malformed"],
      ["{}", "malformed"],
    ];
    for (const [text, verdict] of cases) {
      const { adapter, sink } = rig(coinbase);
      expect([text, adapter.received(1, WS, text)]).toEqual([text, verdict]);
      expect(sink.rejections.map((one) => one.verdict)).toEqual(verdict === "ignored" ? [] : [verdict]);
    }
    expect(rig(coinbase).adapter.receivedBinary(1, WS, new Uint8Array(3))).toBe("malformed");
  });
});
