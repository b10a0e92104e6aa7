import { Aggressor, type Quote, type Trade } from "../../market/event.ts";
import type { Instrument } from "../../market/instrument.ts";
import type { Instant } from "../../kernel/time.ts";
import type { EpochTime } from "../epoch-time.ts";
import { levelsOf } from "../levels.ts";
import type { DepthDiff } from "./depth-book.ts";
import type { FrameContext } from "./frame.ts";
import { Key, type QuickScan } from "./quick-scan.ts";

/**
 * The frames of frame.ts, read from a scan. Each answers undefined when a field is missing or of another kind, or the
 * instrument is not known yet: then the general way reads the frame again, and learns or rejects.
 */
function eventTime(scan: QuickScan, time: EpochTime): Instant {
  return time.fromUnix(scan.has(Key.T) ? scan.integer(Key.T) : scan.integer(Key.E));
}

/** True when the frame's times, where it has any, are integers. */
const timesAreIntegers = (scan: QuickScan): boolean =>
  (!scan.has(Key.T) || scan.integer(Key.T) !== undefined) && (!scan.has(Key.E) || scan.integer(Key.E) !== undefined);

/** The instrument under `s`, nearly always that of the frame before. */
function instrumentIn(scan: QuickScan, { table }: FrameContext): Instrument | undefined {
  const last = table.lastKnown;
  if (last !== undefined && scan.textIs(Key.s, last.symbol)) return last;
  const symbol = scan.text(Key.s);
  return symbol === undefined ? undefined : table.known(symbol);
}

export function quickTrade(scan: QuickScan, context: FrameContext): Trade | undefined {
  const buyerMade = scan.boolean(Key.m);
  const tradeId = scan.has(Key.t) ? scan.digits(Key.t) : scan.digits(Key.a);
  if (buyerMade === undefined || tradeId === undefined || !scan.isText(Key.p) || !scan.isText(Key.q)) return undefined;
  const instrument = instrumentIn(scan, context);
  if (instrument === undefined || !timesAreIntegers(scan)) return undefined;
  return {
    instrument,
    tsEvent: eventTime(scan, context.time),
    tsInit: context.at,
    kind: "trade",
    price: scan.decimal(Key.p, instrument.pricePrecision),
    size: scan.decimal(Key.q, instrument.sizePrecision),
    aggressor: buyerMade ? Aggressor.seller : Aggressor.buyer,
    tradeId,
  };
}

export function quickQuote(scan: QuickScan, context: FrameContext): Quote | undefined {
  if (!scan.isText(Key.b) || !scan.isText(Key.B) || !scan.isText(Key.a) || !scan.isText(Key.A)) return undefined;
  const instrument = instrumentIn(scan, context);
  if (instrument === undefined || !timesAreIntegers(scan)) return undefined;
  const { pricePrecision, sizePrecision } = instrument;
  return {
    instrument,
    tsEvent: eventTime(scan, context.time),
    tsInit: context.at,
    kind: "quote",
    bidPrice: scan.decimal(Key.b, pricePrecision),
    bidSize: scan.decimal(Key.B, sizePrecision),
    askPrice: scan.decimal(Key.a, pricePrecision),
    askSize: scan.decimal(Key.A, sizePrecision),
  };
}

export function quickDiff(scan: QuickScan, context: FrameContext): DepthDiff | undefined {
  const first = scan.integer(Key.U);
  const last = scan.integer(Key.u);
  const previous = scan.has(Key.pu) ? scan.integer(Key.pu) : 0;
  const { bids: rawBids, asks: rawAsks } = scan;
  if (first === undefined || last === undefined || previous === undefined) return undefined;
  const instrument = instrumentIn(scan, context);
  if (instrument === undefined || rawBids === undefined || rawAsks === undefined) return undefined;
  if (first > last || !timesAreIntegers(scan)) return undefined;
  const bids = levelsOf(rawBids, instrument);
  const asks = levelsOf(rawAsks, instrument);
  const tsEvent = eventTime(scan, context.time);
  return {
    first,
    last,
    previous,
    event: { instrument, tsEvent, tsInit: context.at, kind: "delta", bids, asks, sequence: last, depth: 0 },
    rawBids,
    rawAsks,
    checksum: -1,
  };
}
