import type { Instant } from "../kernel/time.ts";
import { parseDecimal } from "../market/decimal.ts";
import type { Quote } from "../market/event.ts";
import type { Instrument } from "../market/instrument.ts";

/**
 * A quote from the venue's decimal texts.
 *
 * @throws {WavetankError} E_DECIMAL, E_PRECISION, E_OVERFLOW.
 */
export function quoteOf(
  instrument: Instrument,
  tsEvent: Instant,
  tsInit: Instant,
  bidPrice: string,
  bidSize: string,
  askPrice: string,
  askSize: string,
): Quote {
  const { pricePrecision, sizePrecision } = instrument;
  return {
    instrument,
    tsEvent,
    tsInit,
    kind: "quote",
    bidPrice: parseDecimal(bidPrice, pricePrecision),
    bidSize: parseDecimal(bidSize, sizePrecision),
    askPrice: parseDecimal(askPrice, pricePrecision),
    askSize: parseDecimal(askSize, sizePrecision),
  };
}
