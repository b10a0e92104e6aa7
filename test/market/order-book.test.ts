import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../../src/kernel/error.ts";
import { OrderBook, type Side } from "../../src/market/order-book.ts";
import { BookModel, levelsOf } from "./book-model.ts";

const SIDES: readonly Side[] = ["bid", "ask"];

/** Few enough prices that changes meet, more than a chunk holds, so that chunks split and merge. */
const price = fc.integer({ min: -40, max: 400 });
const size = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 1e15 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const levels = (maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.tuple(price, size), { maxLength, size: "max" }).map((pairs) => pairs.flat());
const depth = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 300 }));

function expectSame(book: OrderBook, model: BookModel): void {
  for (const side of SIDES) {
    const expected = model.levels(side);
    expect(levelsOf(book, side)).toEqual(expected);
    expect(book.levelCount(side)).toBe(expected.length);
  }
  const [bidPrice, bidSize] = model.levels("bid")[0] ?? [0, 0];
  const [askPrice, askSize] = model.levels("ask")[0] ?? [0, 0];
  expect([book.bestBidPrice, book.bestBidSize, book.bestAskPrice, book.bestAskSize])
    .toEqual([bidPrice, bidSize, askPrice, askSize]);
  expect(book.isCrossed).toBe(bidSize > 0 && askSize > 0 && bidPrice >= askPrice);
}

describe("OrderBook", () => {
  test("after any snapshots and deltas it holds what a sorted map would", () => {
    const change = fc.record({ snapshot: fc.boolean(), bids: levels(250), asks: levels(250), depth });
    fc.assert(fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      const book = new OrderBook();
      const model = new BookModel();
      for (const { snapshot, bids, asks, depth } of changes) {
        if (snapshot) {
          book.applySnapshot(bids, asks, depth);
          model.snapshot(bids, asks, depth);
        } else {
          book.applyDelta(bids, asks, depth);
          model.delta(bids, asks, depth);
        }
        expectSame(book, model);
      }
    }), { numRuns: 150 });
  });

  test("sizeAt agrees with iteration at every price, held or not", () => {
    fc.assert(fc.property(levels(400), levels(400), fc.array(price, { maxLength: 100 }), (bids, asks, asked) => {
      const book = new OrderBook();
      book.applyDelta(bids, asks, 0);
      for (const side of SIDES) {
        const held = new Map(levelsOf(book, side));
        for (const at of [...held.keys(), ...asked]) expect(book.sizeAt(side, at)).toBe(held.get(at) ?? 0);
      }
    }));
  });

  test("a snapshot is the same book whatever the order of its levels", () => {
    fc.assert(fc.property(fc.uniqueArray(price, { maxLength: 400 }), fc.infiniteStream(fc.nat()), (prices, keys) => {
      const shuffled = prices.map((at) => ({ at, key: keys.next().value as number })).sort((a, b) => a.key - b.key);
      const sorted = new OrderBook();
      const mixed = new OrderBook();
      const rising = [...prices].sort((a, b) => a - b).flatMap((at) => [at, 1000 + at]);
      const falling = [...prices].sort((a, b) => b - a).flatMap((at) => [at, 1000 + at]);
      const any = shuffled.flatMap(({ at }) => [at, 1000 + at]);
      sorted.applySnapshot(falling, rising, 0);
      mixed.applySnapshot(any, any, 0);
      for (const side of SIDES) expect(levelsOf(mixed, side)).toEqual(levelsOf(sorted, side));
    }));
  });

  test("long drifts of the touch, with everything removed at the end, leave nothing behind", () => {
    const book = new OrderBook();
    const model = new BookModel();
    for (let step = 0; step < 3_000; step++) {
      const bids = [step, step + 1, step - 700, 0];
      const asks = [step + 10, 5, step + 9, 0, step + 800, 7];
      book.applyDelta(bids, asks, 0);
      model.delta(bids, asks, 0);
    }
    expectSame(book, model);
    for (const side of SIDES) {
      const removals = model.levels(side).flatMap(([at]) => [at, 0]);
      const [bids, asks] = side === "bid" ? [removals, []] : [[], removals];
      book.applyDelta(bids, asks, 0);
      model.delta(bids, asks, 0);
      expectSame(book, model);
    }
  });

  test("thinning a large book evenly keeps it right while its chunks merge", () => {
    const book = new OrderBook();
    const model = new BookModel();
    const all = Array.from({ length: 5_000 }, (_, level) => [level + 1, level + 1]).flat();
    book.applySnapshot(all, all, 0);
    model.snapshot(all, all, 0);
    for (const step of [2, 3, 5, 7, 11]) {
      const prices = Array.from({ length: 5_000 }, (_, level) => level + 1);
      const removals = prices.filter((at) => at % step !== 0).flatMap((at) => [at, 0]);
      book.applyDelta(removals, removals, 0);
      model.delta(removals, removals, 0);
      expectSame(book, model);
    }
    expect(book.levelCount("bid")).toBe(2); // 2310 and 4620
  });

  test("a snapshot in order may repeat a price, where the last counts, or hold a size of 0, which is no level", () => {
    const book = new OrderBook();
    book.applySnapshot([10, 1, 10, 2, 9, 1], [11, 3, 12, 0, 13, 4], 0);
    expect(levelsOf(book, "bid")).toEqual([[10, 2], [9, 1]]);
    expect(levelsOf(book, "ask")).toEqual([[11, 3], [13, 4]]);
  });

  test.each([
    "up to the touch", "from the touch",
  ])("emptying the chunk at the touch, %s, uncovers the full one behind it", (order) => {
    const book = new OrderBook();
    const model = new BookModel();
    // A snapshot packs 48 levels a chunk; 15 more fill the first of these two to its 63.
    const behind = Array.from({ length: 96 }, (_, level) => 2 * level);
    const snapshot = [...behind].reverse().flatMap((at) => [at, 1]);
    const between = behind.slice(10, 25).flatMap((at) => [at + 1, 2]);
    const removed = behind.slice(48);
    if (order === "from the touch") removed.reverse();
    book.applySnapshot(snapshot, [], 0);
    book.applyDelta(between, [], 0);
    model.snapshot(snapshot, [], 0);
    model.delta(between, [], 0);
    for (const at of removed) {
      book.applyDelta([at, 0], [], 0);
      model.delta([at, 0], [], 0);
      expectSame(book, model);
    }
    expect(book.levelCount("bid")).toBe(63);
  });

  test("a walk ends when the visitor returns false", () => {
    const book = new OrderBook();
    book.applySnapshot([30, 1, 20, 2, 10, 3], [], 0);
    const seen: number[] = [];
    book.forEachLevel("bid", (at) => seen.push(at) < 2);
    expect(seen).toEqual([30, 20]);
  });

  test("clear empties both sides", () => {
    const book = new OrderBook();
    book.applySnapshot([1, 1], [2, 1], 0);
    book.clear();
    expectSame(book, new BookModel());
  });

  test("equal best prices count as crossed, a spread does not", () => {
    const book = new OrderBook();
    book.applySnapshot([10, 1], [11, 1], 0);
    expect(book.isCrossed).toBe(false);
    book.applyDelta([11, 1], [], 0);
    expect(book.isCrossed).toBe(true);
  });

  test("depth is enforced after the whole change, not after each level of it", () => {
    const book = new OrderBook();
    book.applySnapshot([], [10, 1, 11, 1, 12, 1], 3);
    book.applyDelta([], [9, 1, 10, 0], 3);
    expect(levelsOf(book, "ask")).toEqual([[9, 1], [11, 1], [12, 1]]);
  });

  test("keeps prices and sizes up to 2^53 - 1", () => {
    const most = Number.MAX_SAFE_INTEGER;
    const book = new OrderBook();
    book.applySnapshot([most, most, most - 1, 1], [most - 1, 2, most, 3], 0);
    expect(levelsOf(book, "bid")).toEqual([[most, most], [most - 1, 1]]);
    expect(levelsOf(book, "ask")).toEqual([[most - 1, 2], [most, 3]]);
  });

  test("the level beyond maxLevels is E_BOOK_FULL, also across chunks", () => {
    const book = new OrderBook(300);
    const full = Array.from({ length: 300 }, (_, level) => [level, 1]).flat();
    book.applyDelta(full, full, 0);
    book.applyDelta([5, 9], [5, 9], 0);
    expect(() => book.applyDelta([1_000, 1], [], 0)).toThrow(expect.objectContaining({ code: "E_BOOK_FULL" }));
    expect(() => book.applyDelta([], [-1, 1], 0)).toThrow(expect.objectContaining({ code: "E_BOOK_FULL" }));
    expect(book.levelCount("bid")).toBe(300);
  });

  test("a snapshot that does not fit leaves the book as it was", () => {
    const book = new OrderBook(2);
    book.applySnapshot([1, 1], [2, 2], 0);
    expect(() => book.applySnapshot([9, 9], [1, 1, 2, 1, 3, 1], 0))
      .toThrow(expect.objectContaining({ code: "E_BOOK_FULL" }));
    expect([levelsOf(book, "bid"), levelsOf(book, "ask")]).toEqual([[[1, 1]], [[2, 2]]]);
  });

  test("a price without a size is a bug of the caller, and never reaches the book", () => {
    const book = new OrderBook();
    expect(() => book.applyDelta([1, 1, 2], [], 0)).toThrow(InvariantError);
    expect(() => book.applySnapshot([1], [], 0)).toThrow(InvariantError);
    expect(book.levelCount("bid")).toBe(0);
  });
});
