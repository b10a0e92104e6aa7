import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { decompress } from "fzstd";
import { describe, expect, test } from "vitest";
import { parseDecimal } from "../../src/market/decimal.ts";
import { OrderBook } from "../../src/market/order-book.ts";
import { BookModel, levelsOf } from "./book-model.ts";

const CAPTURE = path.resolve(import.meta.dirname, "../../../shared/data/cryptofeed-capture-v2/COINBASE.jsonl.zst");
const missing = !existsSync(CAPTURE);
const why = missing ? " (skipped: no capture at ../shared/data)" : "";

interface BookEvent {
  readonly type: string;
  readonly product_id: string;
  readonly updates?: readonly { readonly side: string; readonly price_level: string; readonly new_quantity: string }[];
}

interface State {
  readonly book: OrderBook;
  readonly model: BookModel;
  changes: number;
}

/** The level2 events of the capture, by the plainest reading of its lines. */
function* bookEvents(): Generator<BookEvent> {
  for (const line of new TextDecoder().decode(decompress(readFileSync(CAPTURE))).split("\n")) {
    if (!line.includes("l2_data")) continue;
    const { t, data } = JSON.parse(line) as { t: string; data: string };
    if (t === "recv") yield* (JSON.parse(data) as { events: BookEvent[] }).events;
  }
}

describe.skipIf(missing)(`OrderBook on a captured Coinbase session${why}`, () => {
  test("holds at every hundredth change, and at the end, what a sorted map holds", () => {
    const books = new Map<string, State>();
    let deltas = 0;
    for (const event of bookEvents()) {
      const state: State = books.get(event.product_id) ?? { book: new OrderBook(), model: new BookModel(), changes: 0 };
      books.set(event.product_id, state);
      const bids: number[] = [];
      const asks: number[] = [];
      for (const { side, price_level, new_quantity } of event.updates ?? []) {
        (side === "bid" ? bids : asks).push(parseDecimal(price_level, 2), parseDecimal(new_quantity, 9));
      }
      if (event.type === "snapshot") {
        state.book.applySnapshot(bids, asks, 0);
        state.model.snapshot(bids, asks, 0);
      } else {
        state.book.applyDelta(bids, asks, 0);
        state.model.delta(bids, asks, 0);
        deltas++;
      }
      if (state.changes++ % 100 === 0) expectSame(state.book, state.model);
    }
    for (const { book, model } of books.values()) expectSame(book, model);
    expect([...books.keys()].sort()).toEqual(["BTC-USD", "ETH-USD"]);
    expect(deltas).toBe(773);
    expect(books.get("BTC-USD")!.book.isCrossed).toBe(false);
  });
});

function expectSame(book: OrderBook, model: BookModel): void {
  for (const side of ["bid", "ask"] as const) expect(levelsOf(book, side)).toEqual(model.levels(side));
}
