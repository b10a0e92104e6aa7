import { parseDecimal } from "../../market/decimal.ts";
import { Aggressor, type Quote, type Trade } from "../../market/event.ts";
import type { Instant } from "../../kernel/time.ts";
import type { EpochTime } from "../epoch-time.ts";
import { levelsOf } from "../levels.ts";
import { quoteOf } from "../quote-of.ts";
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

export function quickTrade(scan: QuickScan, context: FrameContext): Trade | undefined {
  const symbol = scan.text(Key.s);
  const price = scan.text(Key.p);
  const size = scan.text(Key.q);
  const buyerMade = scan.boolean(Key.m);
  const tradeId = scan.has(Key.t) ? scan.digits(Key.t) : scan.digits(Key.a);
  if (symbol === undefined || price === undefined || size === undefined || buyerMade === undefined) return undefined;
  const instrument = context.table.known(symbol);
  if (instrument === undefined || tradeId === undefined || !timesAreIntegers(scan)) return undefined;
  return {
    instrument,
    tsEvent: eventTime(scan, context.time),
    tsInit: context.at,
    kind: "trade",
    price: parseDecimal(price, instrument.pricePrecision),
    size: parseDecimal(size, instrument.sizePrecision),
    aggressor: buyerMade ? Aggressor.seller : Aggressor.buyer,
    tradeId,
  };
}

export function quickQuote(scan: QuickScan, context: FrameContext): Quote | undefined {
  const symbol = scan.text(Key.s);
  const bidPrice = scan.text(Key.b);
  const bidSize = scan.text(Key.B);
  const askPrice = scan.text(Key.a);
  const askSize = scan.text(Key.A);
  if (symbol === undefined || bidPrice === undefined || bidSize === undefined) return undefined;
  const instrument = context.table.known(symbol);
  if (instrument === undefined || askPrice === undefined || askSize === undefined || !timesAreIntegers(scan)) return undefined;
  return quoteOf(instrument, eventTime(scan, context.time), context.at, bidPrice, bidSize, askPrice, askSize);
}

export function quickDiff(scan: QuickScan, context: FrameContext): DepthDiff | undefined {
  const symbol = scan.text(Key.s);
  const first = scan.integer(Key.U);
  const last = scan.integer(Key.u);
  const previous = scan.has(Key.pu) ? scan.integer(Key.pu) : 0;
  const { bids: rawBids, asks: rawAsks } = scan;
  if (symbol === undefined || first === undefined || last === undefined || previous === undefined) return undefined;
  const instrument = context.table.known(symbol);
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
