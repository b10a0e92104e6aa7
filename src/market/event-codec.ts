import type { MarketEvent } from "./event.ts";
import { EventDecoder, type InstrumentLookup } from "./event-decoder.ts";
import { EventEncoder } from "./event-encoder.ts";

const PAYLOAD_TYPES = {
  trade: "TradeTick",
  quote: "QuoteTick",
  snapshot: "OrderBookSnapshot",
  delta: "OrderBookDeltas",
} as const;

export type PayloadType = (typeof PAYLOAD_TYPES)[MarketEvent["kind"]];

/**
 * The type name that goes with a payload on the bus: NautilusTrader's, which sends a whole book as `OrderBookDeltas`
 * that begin with a clear. Here a snapshot has a name of its own, so that a consumer can tell without decoding.
 */
export const payloadType = (event: MarketEvent): PayloadType => PAYLOAD_TYPES[event.kind];

/**
 * One event as a payload with memory of its own. Many are cheaper with an EventEncoder, which remembers instruments and
 * shares blocks.
 *
 * @throws {InvariantError} a number of the event is not a safe integer, or levels are not in pairs.
 */
export const encodeEvent = (event: MarketEvent): Uint8Array => new EventEncoder(0).encode(event);

/**
 * The event in one payload. Many are cheaper with an EventDecoder, which remembers instruments.
 *
 * @throws {WavetankError} E_PAYLOAD - see EventDecoder.decode.
 */
export const decodeEvent = (bytes: Uint8Array, instruments: InstrumentLookup): MarketEvent =>
  new EventDecoder(instruments).decode(bytes);
