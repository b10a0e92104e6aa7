import type { ConsumedMessage } from "../bus/message.ts";
import { WavetankError } from "../kernel/error.ts";
import { decodeStatus } from "../market/book-status.ts";
import { EventDecoder } from "../market/event-decoder.ts";
import { PAYLOAD_VERSION } from "../market/event-layout.ts";
import { MAX_INSTRUMENTS, type Instruments } from "../market/instruments.ts";
import { payloadType } from "../market/event-codec.ts";
import type { CaptureTally } from "./capture-tally.ts";

/**
 * Decides who takes a captured message: the data engine what it can apply, which is market data that wavetank encoded;
 * everything else is counted. A type's name alone says little: others use the same names for payloads of their own.
 */
export class CaptureHandler {
  readonly #tally: CaptureTally;
  readonly #decoder: EventDecoder;

  /** Instruments that the messages name are registered in `instruments`. */
  constructor(tally: CaptureTally, instruments: Instruments) {
    this.#tally = tally;
    this.#decoder = new EventDecoder(instruments, MAX_INSTRUMENTS);
  }

  /** False when the message is the engine's. */
  takes(message: ConsumedMessage): boolean {
    const isForEngine = message.topic.startsWith("data.") && this.#isOurs(message);
    if (isForEngine) this.#tally.applied(message.topic);
    else this.#tally.counted(message.topic);
    return !isForEngine;
  }

  #isOurs({ type, payload }: ConsumedMessage): boolean {
    try {
      switch (type) {
        case "TradeTick": case "QuoteTick": case "OrderBookDeltas": case "OrderBookSnapshot":
          // An error for each message of somebody else's would cost more than all the rest.
          return (payload[0] ?? 0) >>> 4 === PAYLOAD_VERSION && payloadType(this.#decoder.decode(payload)) === type;
        case "InstrumentStatus":
          decodeStatus(payload);
          return true;
        default:
          return false;
      }
    } catch (error) {
      if (error instanceof WavetankError) return false;
      throw error;
    }
  }
}
