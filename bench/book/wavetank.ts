import { OrderBook } from "../../src/market/order-book.ts";
import type { Lane } from "../kit/lane.ts";
import { BookWorkload, DeltaCycle, TouchLog } from "./workload.ts";

export function open(readsTouch: boolean): Lane {
  const { snapshot, deltas } = new BookWorkload();
  const book = new OrderBook();
  book.applySnapshot(snapshot.bids, snapshot.asks, 0);
  const cycle = new DeltaCycle(deltas);
  const touch = new TouchLog();
  return {
    run(updates) {
      cycle.forEach(updates, ({ bids, asks }) => {
        book.applyDelta(bids, asks, 0);
        if (readsTouch) touch.record(book.bestBidPrice, book.bestBidSize, book.bestAskPrice, book.bestAskSize);
      });
      return touch.work(updates);
    },
  };
}
