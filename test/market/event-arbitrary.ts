import fc from "fast-check";
import { UNKNOWN_INSTANT } from "../../src/kernel/time.ts";
import type { MarketEvent } from "../../src/market/event.ts";
import type { Instrument } from "../../src/market/instrument.ts";

/** Any safe integer, the limits of 32 and 53 bits and 0 often. */
export const safeInteger: fc.Arbitrary<number> = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.constantFrom(0, 1, -1, 2 ** 31, 2 ** 32, 2 ** 32 - 1, -(2 ** 32)),
  fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
);

const instant = fc.oneof(safeInteger, fc.constant(UNKNOWN_INSTANT));
const levels = fc.array(fc.tuple(safeInteger, safeInteger), { maxLength: 60 }).map((pairs) => pairs.flat());
const tradeId = fc.oneof(
  fc.constantFrom("", "1068572090", "ÿ", "Ā", "\u0000", "\ud800"),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.uuid(),
);

/** Every kind of event of one of `instruments`. */
export function marketEvent(instruments: readonly Instrument[]): fc.Arbitrary<MarketEvent> {
  const plain = { noNullPrototype: true } as const;
  const stamped = { instrument: fc.constantFrom(...instruments), tsEvent: instant, tsInit: instant };
  return fc.oneof(
    fc.record({
      kind: fc.constant("trade" as const), ...stamped, price: safeInteger, size: safeInteger,
      aggressor: fc.constantFrom(0 as const, 1 as const, 2 as const), tradeId,
    }, plain),
    fc.record({
      kind: fc.constant("quote" as const), ...stamped,
      bidPrice: safeInteger, bidSize: safeInteger, askPrice: safeInteger, askSize: safeInteger,
    }, plain),
    fc.record({
      kind: fc.constantFrom("snapshot" as const, "delta" as const), ...stamped,
      bids: levels, asks: levels, sequence: safeInteger, depth: safeInteger,
    }, plain),
  );
}
