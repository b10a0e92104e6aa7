import { describe, expect, test } from "vitest";
import { ms, sec } from "../../../src/kernel/time.ts";
import type { Incident } from "../../../src/traffic/generate/profile.ts";
import type { TrafficRecord } from "../../../src/traffic/record.ts";
import { recordsOf, TextBook, textOf } from "./wire.ts";

interface Depth { s: string; U: number; u: number; b: [string, string][]; a: [string, string][] }
interface Ticker { u: number; s: string; b: string; B: string; a: string; A: string }
interface Snapshot { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] }

/** What a client that follows the venue's documented procedure sees. */
class Client {
  readonly books = new Map<string, TextBook>();
  readonly upTo = new Map<string, number>();
  /** Symbols whose snapshot no frame has bridged yet. */
  readonly unbridged = new Set<string>();
  readonly buffers = new Map<string, Depth[]>();
  readonly tickers = new Map<string, Ticker>();
  readonly gaps: number[] = [];
  readonly snapshots: { at: number; symbol: string; lastUpdateId: number }[] = [];
  applied = 0;
  touches = 0;

  take(record: TrafficRecord): void {
    if (record.kind === "connect") for (const map of [this.books, this.upTo, this.buffers, this.tickers]) map.clear();
    if (record.kind === "rest") this.#rest(record.at, record.url, textOf(record.bytes));
    if (record.kind !== "frame") return;
    const { stream, data } = JSON.parse(textOf(record.bytes)) as { stream: string; data: unknown };
    if (stream.endsWith("@bookTicker")) this.tickers.set((data as Ticker).s, data as Ticker);
    if (stream.endsWith("@depth@100ms")) this.#depth(record.at, data as Depth);
  }

  #rest(at: number, url: string, body: string): void {
    const symbol = /depth\?symbol=(\w+)&limit=1000$/.exec(url)?.[1];
    if (symbol === undefined) return;
    const { lastUpdateId, bids, asks } = JSON.parse(body) as Snapshot;
    this.snapshots.push({ at, symbol, lastUpdateId });
    const book = new TextBook();
    for (const [price, size] of bids) book.set("bids", price, size);
    for (const [price, size] of asks) book.set("asks", price, size);
    expect(book.unknownRemovals).toBe(0);
    this.books.set(symbol, book);
    this.upTo.set(symbol, lastUpdateId);
    this.unbridged.add(symbol);
    const buffered = (this.buffers.get(symbol) ?? []).filter((depth) => depth.u > lastUpdateId);
    this.buffers.delete(symbol);
    for (const depth of buffered) this.#apply(depth);
  }

  #depth(at: number, depth: Depth): void {
    expect(depth.U).toBeLessThanOrEqual(depth.u);
    const upTo = this.upTo.get(depth.s);
    if (upTo === undefined) {
      this.buffers.set(depth.s, [...(this.buffers.get(depth.s) ?? []), depth]);
      return;
    }
    if (depth.U > upTo + 1) {
      this.gaps.push(at);
      this.upTo.delete(depth.s);
      this.buffers.set(depth.s, [depth]);
      return;
    }
    this.#apply(depth);
  }

  #apply(depth: Depth): void {
    const book = this.books.get(depth.s)!;
    const upTo = this.upTo.get(depth.s)!;
    const bridging = this.unbridged.delete(depth.s);
    if (bridging) expect(depth.U).toBeLessThanOrEqual(upTo + 1);
    else expect(depth.U).toBe(upTo + 1);
    expect(depth.u).toBeGreaterThan(upTo);
    for (const [price, size] of depth.b) book.set("bids", price, size);
    for (const [price, size] of depth.a) book.set("asks", price, size);
    // A bridging frame repeats changes from before the snapshot, some of levels that were gone by then.
    if (bridging) book.unknownRemovals = 0;
    expect(book.unknownRemovals).toBe(0);
    this.upTo.set(depth.s, depth.u);
    this.applied++;
    this.#compareTouch(depth, book);
  }

  /** The last best quote before a depth frame is the best of the book after it. */
  #compareTouch(depth: Depth, book: TextBook): void {
    const touch = book.touch();
    expect(Number(touch.bid)).toBeLessThan(Number(touch.ask));
    const ticker = this.tickers.get(depth.s);
    if (ticker === undefined || ticker.u > depth.u) return; // a buffered frame, compared too late
    expect(touch).toEqual({ bid: ticker.b, bidSize: ticker.B, ask: ticker.a, askSize: ticker.A });
    this.touches++;
  }
}

function follow(records: readonly TrafficRecord[]): Client {
  const client = new Client();
  for (const record of records) client.take(record);
  return client;
}

const gap: Incident = { kind: "sequenceGap", venue: "BINANCE", at: sec(20) };
const cut: Incident = { kind: "disconnect", venue: "BINANCE", at: sec(30), lasting: sec(2) };

describe("generated Binance traffic", () => {
  test.each([1, 2, 3])("is followed by a client without a gap, its deltas give the quoted touch (seed %i)", (seed) => {
    const client = follow(recordsOf("BINANCE", seed));
    expect(client.gaps).toEqual([]);
    expect(client.applied).toBeGreaterThan(200);
    expect(client.touches).toBeGreaterThan(200);
    expect(client.snapshots.map(({ symbol }) => symbol)).toEqual(["BTCUSDT", "ETHUSDT"]);
  });

  test("loses one depth frame at a planned gap, and a fresh snapshot follows in 200 to 400 ms plus its way", () => {
    const client = follow(recordsOf("BINANCE", 5, [gap]));
    expect(client.gaps).toHaveLength(1);
    const [seen] = client.gaps;
    expect(seen).toBeGreaterThan(gap.at);
    const resync = client.snapshots[2]!;
    expect(client.snapshots).toHaveLength(3);
    expect(resync.symbol).toBe("BTCUSDT");
    expect(resync.at - seen!).toBeGreaterThan(ms(180));
    expect(resync.at - seen!).toBeLessThan(ms(500));
  });

  test("falls silent while the connection is cut, and starts again with new snapshots", () => {
    const surge: Incident = { kind: "burst", at: sec(29.8), lasting: ms(400), times: 200 };
    const records = recordsOf("BINANCE", 6, [surge, cut]);
    expect(records.filter(({ at }) => at > sec(29.99) && at <= sec(30)).length).toBeGreaterThan(20);
    const silence = records.filter(({ at }) => at > sec(30) && at < sec(32));
    expect(silence).toEqual([]);
    expect(records.filter(({ kind }) => kind === "connect" || kind === "disconnect").map(({ kind, at }) => [kind, at]))
      .toEqual([["connect", ms(120)], ["disconnect", sec(30)], ["connect", sec(32)]]);
    const client = follow(records);
    expect(client.gaps).toEqual([]);
    expect(client.snapshots).toHaveLength(4);
    expect(client.touches).toBeGreaterThan(200);
  });

  test("numbers the trades of a symbol one by one, and a broken frame costs one number there and nothing else", () => {
    const broken: Incident = { kind: "malformedFrame", venue: "BINANCE", at: sec(10) };
    const frames = recordsOf("BINANCE", 7, [broken]).filter((record) => record.kind === "frame");
    const ids = new Map<string, number>();
    const holes: number[] = [];
    const invalid: string[] = [];
    for (const frame of frames) {
      const text = textOf(frame.bytes);
      try {
        JSON.parse(text);
      } catch {
        invalid.push(text);
        continue;
      }
      const trade = /"e":"trade","E":\d+,"s":"(\w+)","t":(\d+)/.exec(text);
      if (trade === null) continue;
      const [, symbol = "", id = ""] = trade;
      const before = ids.get(symbol);
      if (before !== undefined && Number(id) !== before + 1) holes.push(Number(id) - before);
      ids.set(symbol, Number(id));
    }
    expect(invalid).toHaveLength(1);
    expect(invalid[0]).toMatch(/^\{"stream":"(btc|eth)usdt@trade","data":\{"e":"trade","E":\d+/);
    expect(holes).toEqual([2]);
    expect([...ids.keys()].sort()).toEqual(["BTCUSDT", "ETHUSDT"]);
  });

  test("writes each kind of frame in the venue's field order, with eight decimal places", () => {
    const decimal = String.raw`"\d+\.\d{8}"`;
    const levels = String.raw`\[(?:\[${decimal},${decimal}\](?:,(?!\])|(?=\])))*\]`;
    const field = (name: string, value: string): string => `"${name}":${value}`;
    const frame = (stream: string, ...fields: string[]): RegExp =>
      new RegExp(String.raw`^\{"stream":"[a-z]+@${stream}","data":\{${fields.join(",")}\}\}$`);
    const kindAndTime = (kind: string): string[] => [field("e", `"${kind}"`), field("E", String.raw`\d{13}`)];
    const symbol = field("s", '"[A-Z]+"');
    const id = (name: string): string => field(name, String.raw`\d+`);
    const shapes = [
      frame("bookTicker", id("u"), symbol, ...["b", "B", "a", "A"].map((name) => field(name, decimal))),
      frame("trade", ...kindAndTime("trade"), symbol, id("t"), field("p", decimal), field("q", decimal),
        field("T", String.raw`\d{13}`), field("m", "(?:true|false)"), field("M", "true")),
      frame("depth@100ms", ...kindAndTime("depthUpdate"), symbol, id("U"), id("u"),
        field("b", levels), field("a", levels)),
    ];
    const seen = [0, 0, 0];
    for (const record of recordsOf("BINANCE", 8)) {
      if (record.kind !== "frame") continue;
      const text = textOf(record.bytes);
      const kind = shapes.findIndex((shape) => shape.test(text));
      expect(kind, text).toBeGreaterThanOrEqual(0);
      seen[kind]!++;
    }
    for (const count of seen) expect(count).toBeGreaterThan(100);
  });
});
