import { describe, expect, test } from "vitest";
import { ms, sec } from "../../../src/kernel/time.ts";
import { generateTraffic } from "../../../src/traffic/generate/generate.ts";
import type { Incident } from "../../../src/traffic/generate/profile.ts";
import type { TrafficRecord } from "../../../src/traffic/record.ts";
import { drain, onlyVenue, recordsOf, TextBook, textOf } from "./wire.ts";

const DEPTH = 25;

/** CRC-32 by its definition, a bit at a time. */
function crcOf(text: string): number {
  let state = 0xffffffff;
  for (const character of text) {
    state ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) state = (state >>> 1) ^ ((state & 1) * 0xedb88320);
  }
  return ~state >>> 0;
}

/** As documented: drop the dot, then leading zeros. */
const digits = (text: string): string => text.replace(".", "").replace(/^0+/, "");

function checksumOf(book: TextBook): number {
  const checked = [...book.sorted("asks").slice(0, 10), ...book.sorted("bids").slice(0, 10)];
  return crcOf(checked.map(([price, size]) => digits(price) + digits(size)).join(""));
}

/** Levels by their own text: numbers that went through a float have lost their zeros. */
function levelsOf(text: string, side: "bids" | "asks"): [string, string][] {
  const list = new RegExp(`"${side}":\\[(.*?)\\]`).exec(text)?.[1] ?? "";
  return [...list.matchAll(/\{"price":([\d.]+),"qty":([\d.]+)\}/g)].map(([, price = "", size = ""]) => [price, size]);
}

/** A client that keeps every book at the subscribed depth and checks every checksum. */
class Client {
  readonly books = new Map<string, TextBook>();
  readonly wrong: { at: number; symbol: string }[] = [];
  readonly snapshots: { at: number; symbol: string }[] = [];
  readonly invalid: string[] = [];
  readonly #losesFrames: boolean;
  right = 0;
  truncated = 0;
  touches = 0;

  constructor(losesFrames: boolean) {
    this.#losesFrames = losesFrames;
  }

  take(record: TrafficRecord): void {
    if (record.kind === "connect") this.books.clear();
    if (record.kind !== "frame") return;
    const text = textOf(record.bytes);
    try {
      JSON.parse(text);
    } catch {
      this.invalid.push(text);
      return;
    }
    const symbol = /"symbol":"([A-Z/]+)"/.exec(text)?.[1] ?? "";
    const [, channel, type] = /^\{"channel":"(\w+)","type":"(\w+)"/.exec(text) ?? [];
    if (channel === "book") this.#book(record.at, text, symbol, type === "snapshot");
    if (channel === "ticker") this.#ticker(text, symbol);
  }

  #book(at: number, text: string, symbol: string, snapshot: boolean): void {
    if (snapshot) {
      this.snapshots.push({ at, symbol });
      this.books.set(symbol, new TextBook());
    }
    const book = this.books.get(symbol);
    if (book === undefined) return;
    for (const side of ["bids", "asks"] as const) {
      for (const [price, size] of levelsOf(text, side)) book.set(side, price, size);
    }
    expect(book.unknownRemovals).toBe(0);
    if (Math.max(book.bids.size, book.asks.size) > DEPTH) this.truncated++;
    book.truncate(DEPTH);
    const stated = Number(/"checksum":(\d+)/.exec(text)?.[1]);
    if (checksumOf(book) === stated) {
      this.right++;
      return;
    }
    this.wrong.push({ at, symbol });
    this.books.delete(symbol);
  }

  #ticker(text: string, symbol: string): void {
    const book = this.books.get(symbol);
    if (book === undefined) return;
    const [, bid = "", bidSize = "", ask = "", askSize = ""] =
      /"bid":([\d.]+),"bid_qty":([\d.]+),"ask":([\d.]+),"ask_qty":([\d.]+),/.exec(text) ?? [];
    expect(Number(bid)).toBeLessThan(Number(ask));
    if (this.#losesFrames) return; // the book may differ before its checksum tells
    expect(book.touch()).toEqual({ bid, bidSize, ask, askSize });
    this.touches++;
  }
}

function follow(records: readonly TrafficRecord[], losesFrames = false): Client {
  const client = new Client(losesFrames);
  for (const record of records) client.take(record);
  return client;
}

describe("generated Kraken traffic", () => {
  test.each([1, 2, 3])("checksums are those of a client's truncated book, tickers its touch (seed %i)", (seed) => {
    const client = follow(recordsOf("KRAKEN", seed));
    expect(client.wrong).toEqual([]);
    expect(client.right).toBeGreaterThan(400);
    expect(client.touches).toBeGreaterThan(300);
    expect(client.truncated).toBeGreaterThan(10);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("a lost update shows in one checksum, a snapshot heals it (seed %i)", (seed) => {
    const gap: Incident = { kind: "sequenceGap", venue: "KRAKEN", at: sec(10) };
    const records = recordsOf("KRAKEN", seed, [gap]);
    const client = follow(records, true);
    expect(client.wrong).toHaveLength(1);
    expect(client.wrong[0]!.symbol).toBe("BTC/USD");
    expect(client.snapshots.map(({ symbol }) => symbol)).toEqual(["BTC/USD", "ETH/USD", "BTC/USD"]);
    const lag = client.snapshots[2]!.at - client.wrong[0]!.at;
    expect(lag).toBeGreaterThan(ms(150));
    expect(lag).toBeLessThan(ms(500));
    const sends = records.flatMap((record) => (record.kind === "send" ? [textOf(record.bytes)] : []));
    expect(sends.slice(4)).toEqual([
      '{"method":"unsubscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":25}}',
      '{"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":25,"snapshot":true}}',
    ]);
  });

  test("a loss shows in exactly one checksum for any seed: one that heals by itself is not left at that", () => {
    const profile = onlyVenue("KRAKEN", [{ kind: "sequenceGap", venue: "KRAKEN", at: sec(1) }]);
    const shown = Array.from({ length: 120 }, (_, seed) => {
      const client = follow(drain(generateTraffic({ ...profile, duration: sec(10) }, seed)), true);
      return client.wrong.length;
    });
    expect(shown).toEqual(new Array<number>(120).fill(1));
  });

  test("a new connection starts with status, instruments and books", () => {
    const cut: Incident = { kind: "disconnect", venue: "KRAKEN", at: sec(30), lasting: sec(2) };
    const records = recordsOf("KRAKEN", 4, [cut]);
    const client = follow(records);
    expect(client.wrong).toEqual([]);
    expect(client.snapshots).toHaveLength(4);
    const texts = records.filter((record) => record.kind === "frame" && record.at > sec(31))
      .flatMap((record) => (record.kind === "frame" ? [textOf(record.bytes)] : []));
    expect(texts[0]).toMatch(/^\{"channel":"status","type":"update","data":\[\{"version":/);
    expect(texts[0]).toMatch(/"connection_id":\d{19}\}\]\}$/);
    expect(texts[1]).toMatch(/^\{"method":"subscribe","result":\{"channel":"instrument","snapshot":true\},/);
    expect(texts[2]).toMatch(/^\{"channel":"instrument","type":"snapshot","data":\{"assets":\[/);
  });

  test("after a broken trade frame, which could have been a book's, every book comes anew", () => {
    const broken: Incident = { kind: "malformedFrame", venue: "KRAKEN", at: sec(10) };
    const client = follow(recordsOf("KRAKEN", 5, [broken]));
    expect(client.invalid).toHaveLength(1);
    expect(client.invalid[0]).toMatch(/^\{"channel":"trade","type":"update"/);
    expect(client.wrong).toEqual([]);
    expect(client.snapshots.map(({ symbol }) => symbol)).toEqual(["BTC/USD", "ETH/USD", "BTC/USD", "ETH/USD"]);
  });

  test("states precisions that reproduce every number's text from its value", () => {
    const records = recordsOf("KRAKEN", 6);
    const texts = records.flatMap((record) => (record.kind === "frame" ? [textOf(record.bytes)] : []));
    const instruments = JSON.parse(texts.find((text) => text.startsWith('{"channel":"instrument"'))!) as
      { data: { pairs: { symbol: string; price_precision: number; qty_precision: number }[] } };
    const precisions = new Map(instruments.data.pairs.map((pair) => [pair.symbol, pair]));
    expect([...precisions.keys()]).toEqual(["BTC/USD", "ETH/USD"]);
    let numbers = 0;
    for (const text of texts.filter((each) => each.startsWith('{"channel":"book"'))) {
      const pair = precisions.get(/"symbol":"([A-Z/]+)"/.exec(text)![1]!)!;
      for (const [price, size] of [...levelsOf(text, "bids"), ...levelsOf(text, "asks")]) {
        expect(Number(price).toFixed(pair.price_precision)).toBe(price);
        expect(Number(size).toFixed(pair.qty_precision)).toBe(size);
        numbers++;
      }
    }
    expect(numbers).toBeGreaterThan(1_000);
  });
});
