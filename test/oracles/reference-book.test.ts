import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PriceTable } from "../../src/oracles/price-table.ts";
import { ReferenceBook } from "../../src/oracles/reference-book.ts";

describe("the price table", () => {
  const price = fc.oneof(
    fc.nat({ max: 40 }), fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.constantFrom(0, 2 ** 31, 2 ** 32, 2 ** 53 - 1),
  );

  test("agrees with a Map under any sets, removals and clearings", () => {
    const step = fc.oneof(
      fc.tuple(fc.constant("set" as const), price, fc.nat({ max: 3 })),
      fc.tuple(fc.constant("clear" as const), fc.constant(0), fc.constant(0)),
    );
    fc.assert(fc.property(fc.array(step, { maxLength: 400 }), fc.array(price), (steps, asked) => {
      const table = new PriceTable();
      const model = new Map<number, number>();
      for (const [what, at, size] of steps) {
        if (what === "clear") {
          table.clear();
          model.clear();
        } else {
          table.set(at, size);
          if (size > 0) model.set(at, size);
          else model.delete(at);
        }
        expect(table.levels).toBe(model.size);
      }
      for (const at of [...asked, ...model.keys()]) expect(table.get(at)).toBe(model.get(at) ?? 0);
      const listed = new Map<number, number>();
      table.forEach((at, size) => void listed.set(at, size));
      expect(listed).toEqual(model);
    }), { numRuns: 200 });
  });

  test("a book that moves for ever stays as small as what it holds", () => {
    const table = new PriceTable();
    for (let i = 0; i < 500_000; i++) {
      table.set(6_000_000_000_000 + i * 1_000_000, 1);
      if (i >= 100) table.set(6_000_000_000_000 + (i - 100) * 1_000_000, 0);
    }
    expect(table.levels).toBe(100);
    let visited = 0;
    table.forEach(() => void visited++);
    expect(visited).toBe(100);
  });
});

describe("the reference book", () => {
  test("reads decimal text exactly, with more or fewer places than the precision", () => {
    const book = new ReferenceBook(4, 8);
    book.change(["1.5", "2", "0.0001", "0.00000001", "90071992.0000", "1.000000000"], [], 0);
    expect([15_000, 1, 900_719_920_000].map((price) => book.bids.sizeAt(price))).toEqual([200_000_000, 1, 100_000_000]);
  });

  test("cut to a depth, keeps the best levels of each side, and finds the best", () => {
    const prices = fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 60 });
    fc.assert(fc.property(prices, fc.integer({ min: 1, max: 20 }), (levels, depth) => {
      const book = new ReferenceBook(0, 0);
      const texts = levels.flatMap((price) => [String(price), "1"]);
      book.change(texts, texts, depth);
      const ascending = [...levels].sort((a, b) => a - b);
      expect(book.asks.tenBest()).toEqual(ascending.slice(0, Math.min(depth, 10)));
      expect(book.bids.tenBest()).toEqual(ascending.slice(-Math.min(depth, levels.length)).reverse().slice(0, 10));
      expect([book.bids.findBest(), book.asks.findBest()]).toEqual([ascending.at(-1), ascending[0]]);
      expect(book.asks.levels).toBe(Math.min(depth, levels.length));
    }));
  });
});

test("pairs are read where they stand as they are read from texts, whatever their digits", () => {
  const number = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), fc.integer({ min: -1, max: 11 }), fc.boolean())
    .map(([value, places, zeros]) => {
      const digits = String(value).padStart(Math.max(places, 0) + 1, "0");
      if (places < 0) return digits;
      return `${digits.slice(0, digits.length - places)}.${digits.slice(digits.length - places)}${zeros ? "000" : ""}`;
    });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, number), { maxLength: 40 }), fc.integer({ min: 0, max: 11 }), fc.nat({ max: 9 }),
      (levels, precision, before) => {
        const json = JSON.stringify(levels);
        const bytes = Buffer.from(`${'"'.repeat(before)}${json}"1","2"`);
        const [quick, plain] = [new ReferenceBook(precision, precision), new ReferenceBook(precision, precision)];
        quick.change({ bytes, from: before, to: before + json.length }, [], 0);
        plain.change(levels.flat(), [], 0);
        const named = ({ bids: { touched, touchedCount } }: ReferenceBook): number[] => [
          ...touched.subarray(0, touchedCount),
        ];
        expect(named(quick)).toEqual(named(plain));
        expect(quick.bids.levels).toBe(plain.bids.levels);
      },
    ),
  );
});
