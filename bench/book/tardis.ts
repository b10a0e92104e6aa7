import { OrderBook, type BookChange as TardisChange } from "tardis-dev";
import type { Lane } from "../kit/lane.ts";
import { BookWorkload, DeltaCycle, PRICE_UNITS, SIZE_UNITS, TouchLog, type BookChange } from "./workload.ts";

export function open(readsTouch: boolean): Lane {
  const { snapshot, deltas } = new BookWorkload();
  const book = new OrderBook();
  book.update(toTardis(snapshot, true));
  const cycle = new DeltaCycle(deltas.map((delta) => toTardis(delta, false)));
  const touch = new TouchLog();
  const inUnits = (value: number | undefined, units: number): number => Math.round((value ?? 0) * units);
  return {
    run(updates) {
      cycle.forEach(updates, (delta) => {
        book.update(delta);
        if (!readsTouch) return;
        const bid = book.bestBid();
        const ask = book.bestAsk();
        touch.record(
          inUnits(bid?.price, PRICE_UNITS), inUnits(bid?.amount, SIZE_UNITS),
          inUnits(ask?.price, PRICE_UNITS), inUnits(ask?.amount, SIZE_UNITS),
        );
      });
      return touch.work(updates);
    },
  };
}

const NEVER = new Date(0);

function toTardis({ bids, asks }: BookChange, isSnapshot: boolean): TardisChange {
  const levels = (flat: readonly number[]): { price: number; amount: number }[] =>
    Array.from({ length: flat.length / 2 }, (_, level) => ({
      price: (flat[2 * level] as number) / PRICE_UNITS, amount: (flat[2 * level + 1] as number) / SIZE_UNITS,
    }));
  return {
    type: "book_change", symbol: "BTCUSDT", exchange: "binance", isSnapshot,
    bids: levels(bids), asks: levels(asks), timestamp: NEVER, localTimestamp: NEVER,
  };
}
