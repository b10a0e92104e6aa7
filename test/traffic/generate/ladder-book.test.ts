import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RandomStreams } from "../../../src/kernel/random.ts";
import { BookChecksum } from "../../../src/traffic/generate/book-checksum.ts";
import { FEWEST_LEVELS, LadderBook } from "../../../src/traffic/generate/ladder-book.ts";
import { OrderFlow } from "../../../src/traffic/generate/order-flow.ts";
import { crc32 } from "../../../src/kernel/crc32.ts";
import { ascii } from "../../../src/traffic/generate/frame-writer.ts";

/** Both sides by tick, read off rung by rung. */
function contents(book: LadderBook): { bids: Map<number, number>; asks: Map<number, number> } {
  const bids = new Map(book.bidRungs(0).map((rung) => [book.tickAt(rung), book.bidAt(rung)]));
  const asks = new Map(book.askRungs(0).map((rung) => [book.tickAt(rung), book.askAt(rung)]));
  return { bids, asks };
}

function applyChanges(book: LadderBook, client: ReturnType<typeof contents>): void {
  book.collectChanges();
  const change = (side: Map<number, number>, tick: number, size: number): void => {
    if (size === 0) expect(side.delete(tick)).toBe(true);
    else {
      expect(side.get(tick)).not.toBe(size);
      side.set(tick, size);
    }
  };
  const bids = book.changedBids.subarray(0, book.changedBidCount);
  const asks = book.changedAsks.subarray(0, book.changedAskCount);
  for (const rung of bids) change(client.bids, book.tickAt(rung), book.bidAt(rung));
  for (const rung of asks) change(client.asks, book.tickAt(rung), book.askAt(rung));
  book.clearChanges();
}

const flowOn = (book: LadderBook, seed: number, levels: number): OrderFlow =>
  new OrderFlow(book, new RandomStreams(seed).named("test"), 5_000, levels);

describe("a generated book", () => {
  test("the changes of any batches, applied to what was there before, give what is there now", () => {
    fc.assert(fc.property(fc.nat(), fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 12 }), (seed, batches) => {
      const book = new LadderBook(1_000_000);
      const flow = flowOn(book, seed, 60);
      const client = contents(book);
      for (const events of batches) {
        for (let i = 0; i < events; i++) flow.step();
        applyChanges(book, client);
        expect(client).toEqual(contents(book));
      }
    }), { numRuns: 25 });
  });

  test("truncated at every step, the changes are those of a client that truncates too", () => {
    const inOrder = (side: Map<number, number>, sign: number): number[] =>
      [...side.keys()].sort((a, b) => sign * (a - b));
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 16, max: 40 }), (seed, depth) => {
      const book = new LadderBook(1_000_000);
      const flow = flowOn(book, seed, depth);
      book.truncate(depth);
      const client = contents(book);
      for (let i = 0; i < 400; i++) {
        flow.step();
        book.truncate(depth);
        applyChanges(book, client);
        for (const tick of inOrder(client.bids, -1).slice(depth)) client.bids.delete(tick);
        for (const tick of inOrder(client.asks, 1).slice(depth)) client.asks.delete(tick);
        expect(client).toEqual(contents(book));
      }
    }), { numRuns: 15 });
  });

  test("says nothing of a level that changes and then falls out", () => {
    const book = new LadderBook(1_000_000);
    flowOn(book, 1, 20);
    const better = book.bestAsk;
    book.setAsk(better, 0);
    book.truncate(16);
    book.clearChanges();
    const worst = book.worstBid;
    book.setBid(worst, book.bidAt(worst) + 1);
    book.setBid(better, 7);
    book.truncate(16);
    book.collectChanges();
    expect([...book.changedBids.subarray(0, book.changedBidCount)]).toEqual([better]);
    expect(book.changedAskCount).toBe(0);
    expect(book.bidRungs(0)).toHaveLength(16);
  });

  test("never crosses, never runs thin and stays on its ladder over half a million events", () => {
    const book = new LadderBook(1_000_000);
    const flow = flowOn(book, 3, 40);
    let widest = 0;
    for (let i = 0; i < 500_000; i++) {
      flow.step();
      book.clearChanges();
      if (book.bestBid >= book.bestAsk || book.bidLevels < FEWEST_LEVELS || book.askLevels < FEWEST_LEVELS) {
        const { bestBid, bestAsk, bidLevels, askLevels } = book;
        expect.fail(`event ${i}: bid ${bestBid}, ask ${bestAsk}, levels ${bidLevels} and ${askLevels}`);
      }
      widest = Math.max(widest, Math.abs(book.drift));
    }
    expect(widest).toBeGreaterThan(20); // it does move
    expect(widest).toBeLessThan(1_500);
  });

  test("trades only at the touch, for no more than rests there", () => {
    const book = new LadderBook(1_000_000);
    const flow = flowOn(book, 4, 40);
    let prints = 0;
    for (let i = 0; i < 5_000; i++) {
      const before = contents(book);
      const [bid, ask] = [book.tickAt(book.bestBid), book.tickAt(book.bestAsk)];
      flow.step();
      book.clearChanges();
      const taken = new Map<number, number>();
      flow.prints.slice(0, flow.printCount).forEach(({ tick, size }, index) => {
        if (index === 0) expect(tick).toBe(flow.buyerIsAggressor ? ask : bid);
        taken.set(tick, (taken.get(tick) ?? 0) + size);
      });
      for (const [tick, size] of taken) {
        const resting = (flow.buyerIsAggressor ? before.asks : before.bids).get(tick);
        expect(size).toBeGreaterThan(0);
        expect(size).toBeLessThanOrEqual(resting!);
        prints++;
      }
    }
    expect(prints).toBeGreaterThan(400);
  });

  test("has the checksum of its best ten levels written out", () => {
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), (seed, units) => {
      const book = new LadderBook(930_000);
      const flow = flowOn(book, seed, 20);
      const scale = { pricePlaces: 1, tickUnits: units, startTick: 0, sizePlaces: 8, stepUnits: 1, typicalSteps: 1 };
      const checksum = new BookChecksum(book, scale);
      for (let i = 0; i < 50; i++) {
        flow.step();
        const asks = book.askRungs(10).map((rung) => `${book.tickAt(rung) * units}${book.askAt(rung)}`);
        const bids = book.bidRungs(10).map((rung) => `${book.tickAt(rung) * units}${book.bidAt(rung)}`);
        expect(checksum.value()).toBe(crc32(ascii([...asks, ...bids].join(""))));
      }
    }), { numRuns: 20 });
  });
});
