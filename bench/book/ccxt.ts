// ccxt's package exports its exchanges only; this is the book that they keep.
import { OrderBook } from "../node_modules/ccxt/js/src/base/ws/OrderBook.js";
import type { Lane } from "../kit/lane.ts";
import { BookWorkload, DeltaCycle, PRICE_UNITS, SIZE_UNITS, TouchLog } from "./workload.ts";

/** What this benchmark uses of ccxt's book, which is published without types of its own. */
interface CcxtSide {
  readonly [level: number]: readonly [price: number, size: number];
  storeArray(delta: [price: number, size: number]): void;
}

interface CcxtBook {
  readonly bids: CcxtSide;
  readonly asks: CcxtSide;
  limit(): void;
}

/** As ccxt's exchanges do it: a fresh pair a level, for the book keeps it. */
export function open(readsTouch: boolean): Lane {
  const { snapshot, deltas } = new BookWorkload();
  const inUnits = (value: number | undefined, units: number): number => Math.round((value ?? 0) * units);
  const decimal = (flat: readonly number[]): number[] =>
    flat.map((value, index) => value / (index % 2 === 0 ? PRICE_UNITS : SIZE_UNITS));
  const store = (side: CcxtSide, flat: readonly number[]): void => {
    for (let at = 0; at < flat.length; at += 2) side.storeArray([flat[at] as number, flat[at + 1] as number]);
  };
  const book = new OrderBook({}) as unknown as CcxtBook;
  store(book.bids, decimal(snapshot.bids));
  store(book.asks, decimal(snapshot.asks));
  const cycle = new DeltaCycle(deltas.map(({ bids, asks }) => ({ bids: decimal(bids), asks: decimal(asks) })));
  const touch = new TouchLog();
  return {
    run(updates) {
      cycle.forEach(updates, ({ bids, asks }) => {
        store(book.bids, bids);
        store(book.asks, asks);
        book.limit();
        if (!readsTouch) return;
        const bid = book.bids[0];
        const ask = book.asks[0];
        touch.record(
          inUnits(bid?.[0], PRICE_UNITS), inUnits(bid?.[1], SIZE_UNITS),
          inUnits(ask?.[0], PRICE_UNITS), inUnits(ask?.[1], SIZE_UNITS),
        );
      });
      return touch.work(updates);
    },
  };
}
