import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { init, OrderBook, replayNormalized, type BookChange, type BookTicker, type Trade } from "tardis-dev";
import type { Lane } from "../kit/lane.ts";
import { recordsOf, type Session } from "../traffic/session.ts";
import { EXCHANGE, fillCache, NORMALIZERS } from "./tardis-slices.ts";

/** What the three normalisers make; tardis-dev's own inference gives up on a list of them. */
type Normalized = Trade | BookChange | BookTicker;

/** Its replay from its cache to normalised messages, and its order book. No trace, no bus, no oracles, no report. */
export function open(session: Session): Lane {
  const cacheDir = mkdtempSync(path.join(os.tmpdir(), "wavetank-bench-tardis-"));
  process.on("exit", () => rmSync(cacheDir, { recursive: true, force: true }));
  const range = fillCache(cacheDir, session);
  let frames = 0;
  for (const { kind } of recordsOf(session.open())) if (kind === "frame") frames++;
  // A port that nothing listens on: a slice that is missing must fail, not be fetched.
  init({ cacheDir, endpoint: "http://127.0.0.1:9" });
  return {
    async run() {
      let trades = 0;
      let quotes = 0;
      const book = new OrderBook();
      const messages = replayNormalized({ exchange: EXCHANGE, symbols: [session.symbol], ...range }, ...NORMALIZERS);
      for await (const message of messages as AsyncIterable<Normalized>) {
        if (message.type === "book_change") book.update(message);
        else if (message.type === "trade") trades++;
        else quotes++;
      }
      return {
        operations: frames,
        answers: {
          trades,
          quotes,
          "best bid at the end": book.bestBid()?.price ?? 0,
          "best ask at the end": book.bestAsk()?.price ?? 0,
        },
      };
    },
  };
}
