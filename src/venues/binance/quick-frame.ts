import { Aggressor, type Quote, type Trade } from "../../market/event.ts";
import type { Instrument } from "../../market/instrument.ts";
import type { Instant } from "../../kernel/time.ts";
import type { EpochTime } from "../epoch-time.ts";
import type { DepthDiff } from "./depth-book.ts";
import type { FrameContext } from "./frame.ts";
import { Key, type QuickScan } from "./quick-scan.ts";

/**
 * The frames of frame.ts, read from a scan. Each answers undefined when a field is missing or of another kind, a
 * number does not fit, or the instrument is not known yet: then the general way reads the frame again, and learns or
 * rejects.
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
  const price = scan.decimal(Key.p, instrument.pricePrecision);
  const size = scan.decimal(Key.q, instrument.sizePrecision);
  if (price < 0 || size < 0) return undefined;
  return {
    instrument,
    tsEvent: eventTime(scan, context.time),
    tsInit: context.at,
    kind: "trade",
    price,
    size,
    aggressor: buyerMade ? Aggressor.seller : Aggressor.buyer,
    tradeId,
  };
}

export function quickQuote(scan: QuickScan, context: FrameContext): Quote | undefined {
  if (!scan.isText(Key.b) || !scan.isText(Key.B) || !scan.isText(Key.a) || !scan.isText(Key.A)) return undefined;
  const instrument = instrumentIn(scan, context);
  if (instrument === undefined || !timesAreIntegers(scan)) return undefined;
  const { pricePrecision, sizePrecision } = instrument;
  const bidPrice = scan.decimal(Key.b, pricePrecision);
  const bidSize = scan.decimal(Key.B, sizePrecision);
  const askPrice = scan.decimal(Key.a, pricePrecision);
  const askSize = scan.decimal(Key.A, sizePrecision);
  if (bidPrice < 0 || bidSize < 0 || askPrice < 0 || askSize < 0) return undefined;
  const tsEvent = eventTime(scan, context.time);
  return { instrument, tsEvent, tsInit: context.at, kind: "quote", bidPrice, bidSize, askPrice, askSize };
}

export function quickDiff(scan: QuickScan, context: FrameContext): DepthDiff | undefined {
  const first = scan.integer(Key.U);
  const last = scan.integer(Key.u);
  const previous = scan.has(Key.pu) ? scan.integer(Key.pu) : 0;
  const { bids: bidPairs, asks: askPairs } = scan;
  if (first === undefined || last === undefined || previous === undefined) return undefined;
  const instrument = instrumentIn(scan, context);
  if (instrument === undefined || bidPairs === undefined || askPairs === undefined) return undefined;
  if (first > last || !timesAreIntegers(scan)) return undefined;
  const bids = bidPairs.levels(instrument.pricePrecision, instrument.sizePrecision);
  const asks = askPairs.levels(instrument.pricePrecision, instrument.sizePrecision);
  if (bids === undefined || asks === undefined) return undefined;
  const tsEvent = eventTime(scan, context.time);
  return {
    first,
    last,
    previous,
    event: { instrument, tsEvent, tsInit: context.at, kind: "delta", bids, asks, sequence: last, depth: 0 },
    rawBids: scan.pairsAt(Key.b),
    rawAsks: scan.pairsAt(Key.a),
    checksum: -1,
  };
}
