import { describe, expect, test } from "vitest";
import { ms, sec } from "../../../src/kernel/time.ts";
import type { Incident } from "../../../src/traffic/generate/profile.ts";
import type { TrafficRecord } from "../../../src/traffic/record.ts";
import { recordsOf, TextBook, textOf } from "./wire.ts";

interface Update { side: "bid" | "offer"; event_time: string; price_level: string; new_quantity: string }
interface Ticker {
  product_id: string; best_bid: string; best_ask: string; best_bid_quantity: string; best_ask_quantity: string;
}
interface Event {
  type: string; product_id: string; updates: Update[]; tickers: Ticker[];
  trades: { trade_id: string; product_id: string; price: string }[]; heartbeat_counter: number;
}
interface Frame { channel: string; timestamp: string; sequence_num: number; events: [Event] }

/** A client that counts the connection's sequence and keeps every book. */
class Client {
  readonly books = new Map<string, TextBook>();
  readonly tickers = new Map<string, { timestamp: string; ticker: Ticker }>();
  readonly gaps: number[] = [];
  readonly firstSequences: number[] = [];
  readonly snapshots: { at: number; product: string }[] = [];
  readonly heartbeats: number[] = [];
  readonly invalid: string[] = [];
  readonly #next = { sequence: -1 };
  #suspect = true;
  deltas = 0;
  touches = 0;

  take(record: TrafficRecord): void {
    if (record.kind === "connect") {
      this.#next.sequence = -1;
      this.#suspect = true;
      this.books.clear();
    }
    if (record.kind !== "frame") return;
    const text = textOf(record.bytes);
    try {
      this.#frame(record.at, JSON.parse(text) as Frame);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.invalid.push(text);
    }
  }

  #frame(at: number, frame: Frame): void {
    if (this.#next.sequence === -1) this.firstSequences.push(frame.sequence_num);
    else if (frame.sequence_num !== this.#next.sequence) {
      this.gaps.push(at);
      this.#suspect = true;
      this.books.clear();
    }
    this.#next.sequence = frame.sequence_num + 1;
    const [event] = frame.events;
    if (frame.channel === "heartbeats") this.heartbeats.push(event.heartbeat_counter);
    if (frame.channel === "ticker") {
      for (const ticker of event.tickers) this.tickers.set(ticker.product_id, { timestamp: frame.timestamp, ticker });
    }
    if (frame.channel === "l2_data") this.#book(at, frame.timestamp, event);
  }

  #book(at: number, timestamp: string, event: Event): void {
    if (event.type === "snapshot") {
      this.snapshots.push({ at, product: event.product_id });
      this.books.set(event.product_id, new TextBook());
      if (this.books.size === 2) this.#suspect = false;
    }
    const book = this.books.get(event.product_id);
    if (book === undefined) {
      expect(this.#suspect).toBe(true);
      return;
    }
    for (const update of event.updates) {
      book.set(update.side === "bid" ? "bids" : "asks", update.price_level, update.new_quantity);
    }
    expect(book.unknownRemovals).toBe(0);
    const touch = book.touch();
    expect(Number(touch.bid)).toBeLessThan(Number(touch.ask));
    if (event.type === "update") this.deltas++;
    const last = this.tickers.get(event.product_id);
    if (last?.timestamp !== timestamp) return; // the ticker of the same batch comes directly before
    const { best_bid: bid, best_bid_quantity: bidSize, best_ask: ask, best_ask_quantity: askSize } = last.ticker;
    expect(touch).toEqual({ bid, bidSize, ask, askSize });
    this.touches++;
  }
}

function follow(records: readonly TrafficRecord[]): Client {
  const client = new Client();
  for (const record of records) client.take(record);
  return client;
}

const sendsOf = (records: readonly TrafficRecord[]): string[] =>
  records.flatMap((record) => (record.kind === "send" ? [textOf(record.bytes)] : []));

describe("generated Coinbase traffic", () => {
  test.each([1, 2])("counts its frames from 0, and its deltas give the ticker's touch (seed %i)", (seed) => {
    const client = follow(recordsOf("COINBASE", seed));
    expect(client.firstSequences).toEqual([0]);
    expect(client.gaps).toEqual([]);
    expect(client.deltas).toBeGreaterThan(300);
    expect(client.touches).toBeGreaterThan(200);
    expect(client.heartbeats.length).toBeGreaterThan(57);
    expect(client.heartbeats).toEqual(client.heartbeats.map((_, index) => client.heartbeats[0]! + index));
  });

  test("a lost frame is one gap; the session drops level 2, asks anew and gets every book", () => {
    const gap: Incident = { kind: "sequenceGap", venue: "COINBASE", at: sec(20) };
    const records = recordsOf("COINBASE", 3, [gap]);
    const client = follow(records);
    expect(client.gaps).toHaveLength(1);
    expect(client.snapshots.map(({ product }) => product)).toEqual(["BTC-USD", "ETH-USD", "BTC-USD", "ETH-USD"]);
    const healed = client.snapshots[2]!.at;
    expect(healed).toBeGreaterThan(client.gaps[0]!);
    expect(healed - sec(20)).toBeLessThan(sec(2));
    expect(sendsOf(records).slice(4)).toEqual([
      '{"type":"unsubscribe","product_ids":["BTC-USD","ETH-USD"],"channel":"level2"}',
      '{"type":"subscribe","product_ids":["BTC-USD","ETH-USD"],"channel":"level2"}',
    ]);
    const resent = records.find((record) => record.kind === "send" && record.at > sec(20))!;
    expect(resent.at).toBeLessThan(healed);
  });

  test("a broken trade frame costs a sequence number, so a resynchronisation follows", () => {
    const broken: Incident = { kind: "malformedFrame", venue: "COINBASE", at: sec(20) };
    const client = follow(recordsOf("COINBASE", 4, [broken]));
    expect(client.invalid).toHaveLength(1);
    expect(client.invalid[0]).toMatch(/^\{"channel":"market_trades"/);
    expect(client.gaps).toHaveLength(1);
    expect(client.snapshots).toHaveLength(4);
  });

  test("a new connection counts from 0 again and repeats the subscriptions", () => {
    const cut: Incident = { kind: "disconnect", venue: "COINBASE", at: sec(30), lasting: ms(2_500) };
    const records = recordsOf("COINBASE", 5, [cut]);
    const client = follow(records);
    expect(client.firstSequences).toEqual([0, 0]);
    expect(client.gaps).toEqual([]);
    expect(client.snapshots).toHaveLength(4);
    expect(records.filter(({ at }) => at > sec(30) && at < sec(32.5))).toEqual([]);
    const sends = sendsOf(records);
    expect(sends.slice(4)).toEqual(sends.slice(0, 4));
  });

  test("a cut between a gap and its resynchronisation leaves one session, not two", () => {
    const records = recordsOf("COINBASE", 6, [
      { kind: "sequenceGap", venue: "COINBASE", at: sec(20) },
      { kind: "disconnect", venue: "COINBASE", at: sec(20.2), lasting: sec(1) },
    ]);
    const client = follow(records);
    expect(sendsOf(records)).toHaveLength(8);
    expect(client.firstSequences).toEqual([0, 0]);
    expect(client.snapshots).toHaveLength(4);
  });

  test("writes decimals and times without trailing zeros", () => {
    const decimal = /^(0|[1-9]\d*)(\.\d*[1-9])?$/;
    const time = /^2026-01-0[45]T\d\d:\d\d:\d\d(\.\d{0,8}[1-9])?Z$/;
    const fields = /"(price_level|new_quantity|price|size|best_\w+|timestamp|event_time|time)":"([^"]*)"/g;
    const wrong: string[] = [];
    let seen = 0;
    for (const record of recordsOf("COINBASE", 7)) {
      if (record.kind !== "frame") continue;
      const text = textOf(record.bytes);
      for (const [field, name = "", value = ""] of text.matchAll(fields)) {
        seen++;
        if (!(name.startsWith("time") || name === "event_time" ? time : decimal).test(value)) wrong.push(field);
      }
    }
    expect(wrong).toEqual([]);
    expect(seen).toBeGreaterThan(10_000);
  });
});
