import { formatEntryId } from "../bus/entry-id.ts";
import type { TopicDispatcher } from "../bus/dispatcher.ts";
import type { ConsumedMessage } from "../bus/message.ts";
import { WavetankError } from "../kernel/error.ts";
import { EventDecoder } from "../market/event-decoder.ts";
import type { BookDelta, BookSnapshot, MarketEvent, Quote, Trade } from "../market/event.ts";
import type { Instrument } from "../market/instrument.ts";
import type { Instruments } from "../market/instruments.ts";
import { OrderBook } from "../market/order-book.ts";
import { decodeStatus, type BookStatus } from "../market/book-status.ts";

/** What the engine holds of one instrument. */
export interface InstrumentState {
  readonly instrument: Instrument;
  readonly book: OrderBook;
  /** `none` before the first snapshot; `suspect` between a gap and the snapshot that heals it. */
  bookStatus: "none" | "live" | "suspect";
  lastTrade: Trade | undefined;
  lastQuote: Quote | undefined;
  trades: number;
  quotes: number;
  bookChanges: number;
}

/** Keeps order books, last trades and last quotes from the messages that the bus delivers. */
export class DataEngine {
  readonly #instruments: Instruments;
  readonly #decoder: EventDecoder;
  readonly #states: (InstrumentState | undefined)[] = [];
  #definitions = 0;

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
    this.#decoder = new EventDecoder(instruments);
  }

  /** Instrument definitions received. */
  get definitions(): number {
    return this.#definitions;
  }

  get states(): readonly InstrumentState[] {
    return this.#states.filter((state) => state !== undefined);
  }

  state(instrument: Instrument): InstrumentState | undefined {
    return this.#states[instrument.index];
  }

  /** Takes everything below `data.` that the dispatcher delivers. */
  listen(
    dispatcher: TopicDispatcher<ConsumedMessage>,
    applied: (message: ConsumedMessage, event: MarketEvent | undefined) => void,
  ): void {
    dispatcher.subscribe("data.*", (message) => applied(message, this.handle(message)));
  }

  /**
   * Applies one message. Returns the market event that it carried, if it was one.
   *
   * @throws {WavetankError} E_PAYLOAD - the payload is not what its type says; E_TYPE - an unknown type.
   */
  handle(message: ConsumedMessage): MarketEvent | undefined {
    switch (message.type) {
      case "InstrumentStatus":
        this.#applyStatus(decodeStatus(message.payload));
        return undefined;
      case "Instrument":
        this.#definitions++;
        return undefined;
      case "TradeTick":
      case "QuoteTick":
      case "OrderBookDeltas":
      case "OrderBookSnapshot": {
        const event = this.#decoder.decode(message.payload);
        this.#apply(event);
        return event;
      }
      default:
        throw new WavetankError("E_TYPE", `no handler for messages of type "${message.type.slice(0, 40)}"`, {
          where: `entry ${formatEntryId(message.entry)}`,
        });
    }
  }

  #apply(event: MarketEvent): void {
    const state = this.#stateOf(event.instrument);
    switch (event.kind) {
      case "trade":
        state.lastTrade = event;
        state.trades++;
        break;
      case "quote":
        state.lastQuote = event;
        state.quotes++;
        break;
      case "snapshot":
        this.#applySnapshot(state, event);
        break;
      case "delta":
        this.#applyDelta(state, event);
        break;
    }
  }

  #applySnapshot(state: InstrumentState, event: BookSnapshot): void {
    state.book.applySnapshot(event.bids, event.asks, event.depth);
    state.bookStatus = "live";
    state.bookChanges++;
  }

  #applyDelta(state: InstrumentState, event: BookDelta): void {
    state.book.applyDelta(event.bids, event.asks, event.depth);
    state.bookChanges++;
  }

  #applyStatus(status: BookStatus): void {
    const instrument = this.#instruments.find(status.venue, status.symbol);
    if (instrument !== undefined) this.#stateOf(instrument).bookStatus = status.status;
  }

  #stateOf(instrument: Instrument): InstrumentState {
    return (this.#states[instrument.index] ??= {
      instrument,
      book: new OrderBook(),
      bookStatus: "none",
      lastTrade: undefined,
      lastQuote: undefined,
      trades: 0,
      quotes: 0,
      bookChanges: 0,
    });
  }
}
