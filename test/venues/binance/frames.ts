import type { BookDelta } from "../../../src/market/event.ts";
import type { Rig } from "../recording-sink.ts";

export const WS = "ws.1";

/** A spot diff of one bid, whose size tells which diff it was. */
export const spotDiff = (first: number, last: number): string =>
  JSON.stringify({
    stream: "btcusdt@depth",
    data: {
      e: "depthUpdate",
      E: 1_700_000_000_000,
      s: "BTCUSDT",
      U: first,
      u: last,
      b: [["10.00", `${last}.0`]],
      a: [],
    },
  });

export const futuresDiff = (first: number, last: number, previous: number): string =>
  JSON.stringify({
    e: "depthUpdate",
    E: 2,
    T: 1,
    s: "BTCUSDT",
    U: first,
    u: last,
    pu: previous,
    b: [["10.00", `${last}.0`]],
    a: [],
  });

export const depth = (lastUpdateId: number): string =>
  JSON.stringify({
    lastUpdateId,
    bids: [
      ["10.00", "1.0"],
      ["9.00", "2.0"],
    ],
    asks: [["11.00", "3.0"]],
  });

export const URL = "https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=1000";

export const deltas = ({ sink }: Rig): number[] =>
  sink.events.filter((event): event is BookDelta => event.kind === "delta").map((event) => event.sequence);

export const kinds = ({ sink }: Rig): string[] => sink.events.map((event) => event.kind);
