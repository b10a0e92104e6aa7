import { referenceChecksum } from "./reference-checksum.ts";
import type { Rig } from "../recording-sink.ts";

export const WS = "ws";
export const EPOCH = 1_618_678_133_000_000_000n;
export const PAIR = "XMR/USD";

export const v1 = (...parts: readonly unknown[]): string => JSON.stringify([993, ...parts]);
export const snapshotV1 = (pair = PAIR): string =>
  v1(
    {
      as: [["354.15000000", "5.00000000", "1618678133.365913"]],
      bs: [["354.10000000", "1.00000000", "1618678100.000000"]],
    },
    "book-10",
    pair,
  );

export const asks = new Map([["354.15000000", "5.00000000"]]);
export const afterBid = (size: string): string =>
  String(referenceChecksum({ asks, bids: new Map([["354.10000000", size]]) }));
export const bidV1 = (size: string, checksum: string, pair = PAIR): string =>
  v1({ b: [["354.10000000", size, "1618678134.000001"]], c: checksum }, "book-10", pair);

export const kinds = ({ sink }: Rig): string[] =>
  sink.events.map((event) => `${event.kind} ${event.instrument.symbol}`);
