import { Buffer } from "node:buffer";
import { WavetankError } from "../kernel/error.ts";
import type { Aggressor, MarketEvent } from "./event.ts";
import {
  BOOK_BYTES, HEADER_BYTES, KIND_CODES, LEVEL_BYTES, PAYLOAD_VERSION, QUOTE_BYTES, TRADE_BYTES,
} from "./event-layout.ts";
import type { Instrument, Venue } from "./instrument.ts";
import { isSafe, readInt64 } from "./int64.ts";

/** Where a decoder finds instruments: `Instruments` is one. */
export interface InstrumentLookup {
  find(venue: Venue, symbol: string): Instrument | undefined;
  /** @throws {WavetankError} E_INSTRUMENT - the symbol or a precision is not acceptable. */
  register(venue: Venue, symbol: string, pricePrecision: number, sizePrecision: number): Instrument;
}

const VENUES: Readonly<Record<Venue, true>> = {
  BINANCE: true, BINANCE_USDM: true, BINANCE_COINM: true, COINBASE: true, KRAKEN: true,
};

/** An instrument under the header bytes that name it. */
interface KnownHeader {
  readonly bytes: Uint8Array;
  readonly instrument: Instrument;
}

/**
 * Reads payloads that EventEncoder wrote, in this process or another: see event-layout.ts for the layout.
 *
 * Takes nothing on trust: a payload of any other form is E_PAYLOAD with the offset of what is wrong, and a length is
 * compared with the bytes present before anything is allocated for it.
 */
export class EventDecoder {
  readonly #instruments: InstrumentLookup;
  /** Headers seen, by hash: one for each instrument of the lookup at most. */
  readonly #known = new Map<number, KnownHeader>();
  /** Of the payload before: traffic comes in runs of one instrument. */
  #last: KnownHeader | undefined;
  #mayRegister: number;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Over the whole buffer of `#bytes`: payloads of one block share it, and making one costs as much as a quote. */
  #view: DataView = new DataView(this.#bytes.buffer);
  /** The same bytes as `#view`, for texts. */
  #block: Buffer = Buffer.alloc(0);

  /**
   * @param mayRegister - how many instruments that the lookup does not have may be registered there, at the precisions
   *   the payload states: for a process that meets instruments on the bus first. Beyond it, unknown ones are E_PAYLOAD.
   */
  constructor(instruments: InstrumentLookup, mayRegister = 0) {
    this.#instruments = instruments;
    this.#mayRegister = mayRegister;
  }

  /**
   * The event in `bytes`, with its own copy of everything.
   *
   * @throws {WavetankError} E_PAYLOAD - `bytes` are not one whole payload, or its instrument is unknown or has other
   *   precisions here.
   */
  decode(bytes: Uint8Array): MarketEvent {
    if (bytes.buffer !== this.#view.buffer) {
      this.#view = new DataView(bytes.buffer);
      this.#block = Buffer.from(bytes.buffer);
    }
    this.#bytes = bytes;
    if (bytes.length < HEADER_BYTES) throw this.#damage(bytes.length, "the payload ends within its header");
    const first = bytes[0] as number; // the length was checked
    if (first >>> 4 !== PAYLOAD_VERSION) throw this.#damage(0, `version ${first >>> 4}, not ${PAYLOAD_VERSION}`);
    const idLength = bytes[3] as number;
    const body = HEADER_BYTES + idLength;
    switch (first & 15) {
      case KIND_CODES.trade:
        this.#require(body + TRADE_BYTES <= bytes.length);
        return this.#trade(this.#instrument(body), body);
      case KIND_CODES.quote:
        this.#require(body + QUOTE_BYTES <= bytes.length);
        return this.#quote(this.#instrument(body), body);
      case KIND_CODES.snapshot:
        this.#require(body + BOOK_BYTES <= bytes.length);
        return this.#book("snapshot", this.#instrument(body), body);
      case KIND_CODES.delta:
        this.#require(body + BOOK_BYTES <= bytes.length);
        return this.#book("delta", this.#instrument(body), body);
      default:
        throw this.#damage(0, `kind ${first & 15}`);
    }
  }

  #trade(instrument: Instrument, body: number): MarketEvent {
    const bytes = this.#bytes;
    const aggressor = bytes[body + 32] as number;
    if (aggressor > 2) throw this.#damage(body + 32, `aggressor ${aggressor}`);
    return {
      kind: "trade",
      instrument,
      tsEvent: this.#integer(body),
      tsInit: this.#integer(body + 8),
      price: this.#integer(body + 16),
      size: this.#integer(body + 24),
      aggressor: aggressor as Aggressor,
      tradeId: bytes[body + 33] === 1 ? this.#narrowText(body + TRADE_BYTES) : this.#wideText(body + TRADE_BYTES),
    };
  }

  #quote(instrument: Instrument, body: number): MarketEvent {
    if (body + QUOTE_BYTES !== this.#bytes.length) throw this.#damage(body + QUOTE_BYTES, "bytes follow the quote");
    return {
      kind: "quote",
      instrument,
      tsEvent: this.#integer(body),
      tsInit: this.#integer(body + 8),
      bidPrice: this.#integer(body + 16),
      bidSize: this.#integer(body + 24),
      askPrice: this.#integer(body + 32),
      askSize: this.#integer(body + 40),
    };
  }

  #book(kind: "snapshot" | "delta", instrument: Instrument, body: number): MarketEvent {
    const base = this.#bytes.byteOffset;
    const bids = this.#view.getUint32(base + body + 32, true);
    const asks = this.#view.getUint32(base + body + 36, true);
    const start = body + BOOK_BYTES;
    const present = this.#bytes.length - start;
    if ((bids + asks) * LEVEL_BYTES !== present) {
      throw this.#damage(body + 32, `${bids} bids and ${asks} asks in ${present} bytes`);
    }
    return {
      kind,
      instrument,
      tsEvent: this.#integer(body),
      tsInit: this.#integer(body + 8),
      bids: this.#levels(start, bids),
      asks: this.#levels(start + bids * LEVEL_BYTES, asks),
      sequence: this.#integer(body + 16),
      depth: this.#integer(body + 24),
    };
  }

  #levels(start: number, count: number): number[] {
    const view = this.#view;
    const first = this.#bytes.byteOffset + start;
    const levels = new Array<number>(2 * count);
    for (let i = 0; i < levels.length; i++) {
      const value = readInt64(view, first + 8 * i);
      if (!isSafe(value)) throw this.#unsafe(start + 8 * i);
      levels[i] = value;
    }
    return levels;
  }

  #integer(offset: number): number {
    const value = readInt64(this.#view, this.#bytes.byteOffset + offset);
    if (!isSafe(value)) throw this.#unsafe(offset);
    return value;
  }

  #unsafe(offset: number): WavetankError {
    return this.#damage(offset, `${this.#view.getBigInt64(this.#bytes.byteOffset + offset, true)} is beyond 2^53 - 1`);
  }

  #narrowText(start: number): string {
    const { byteOffset, length } = this.#bytes;
    return this.#block.toString("latin1", byteOffset + start, byteOffset + length);
  }

  #wideText(start: number): string {
    const bytes = this.#bytes;
    if (bytes[start - 1] !== 2) throw this.#damage(start - 1, `${bytes[start - 1]} bytes in a code unit`);
    if ((bytes.length - start) % 2 !== 0) throw this.#damage(bytes.length, "the trade id ends within a code unit");
    let text = "";
    let widest = 0;
    for (let offset = start; offset < bytes.length; offset += 2) {
      const unit = this.#view.getUint16(bytes.byteOffset + offset, true);
      if (unit > widest) widest = unit;
      text += String.fromCharCode(unit);
    }
    if (widest <= 255) throw this.#damage(start - 1, "2 bytes in a code unit where 1 is enough");
    return text;
  }

  /** The instrument that the header names, which ends at `end`. */
  #instrument(end: number): Instrument {
    const bytes = this.#bytes;
    const last = this.#last;
    if (last !== undefined && sameHeader(last.bytes, bytes, end)) return last.instrument;
    let hash = end;
    for (let i = 1; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    const known = this.#known.get(hash);
    if (known !== undefined && sameHeader(known.bytes, bytes, end)) {
      this.#last = known;
      return known.instrument;
    }
    const instrument = this.#resolve(end);
    this.#last = { bytes: bytes.slice(0, end), instrument };
    this.#known.set(hash, this.#last);
    return instrument;
  }

  #resolve(end: number): Instrument {
    const bytes = this.#bytes;
    // What is no UTF-8 becomes U+FFFD, which is no letter: no second encoding of an id gets through.
    const id = this.#block.toString("utf8", bytes.byteOffset + HEADER_BYTES, bytes.byteOffset + end);
    const dot = id.lastIndexOf(".");
    const venue = id.slice(dot + 1);
    const symbol = id.slice(0, Math.max(dot, 0));
    if (!isVenue(venue)) throw this.#damage(HEADER_BYTES, `${JSON.stringify(id)} names no venue`);
    const instrument = this.#instruments.find(venue, symbol) ?? this.#register(venue, symbol);
    if (instrument.pricePrecision !== bytes[1] || instrument.sizePrecision !== bytes[2]) {
      throw this.#damage(1, `${id} at precisions ${bytes[1]} and ${bytes[2]}, known at ` +
        `${instrument.pricePrecision} and ${instrument.sizePrecision}`);
    }
    return instrument;
  }

  #register(venue: Venue, symbol: string): Instrument {
    if (this.#mayRegister <= 0) {
      throw this.#damage(HEADER_BYTES, `unknown instrument ${JSON.stringify(symbol)} of ${venue}`);
    }
    try {
      const instrument = this.#instruments.register(venue, symbol, this.#bytes[1] as number, this.#bytes[2] as number);
      this.#mayRegister--;
      return instrument;
    } catch (cause) {
      if (!(cause instanceof WavetankError)) throw cause;
      throw this.#damage(HEADER_BYTES, cause.message);
    }
  }

  #require(whole: boolean): void {
    if (!whole) throw this.#damage(this.#bytes.length, "the payload ends within its fields");
  }

  #damage(offset: number, problem: string): WavetankError {
    return new WavetankError("E_PAYLOAD", `malformed event payload: ${problem}`, {
      where: `byte ${offset} of ${this.#bytes.length}`,
      expected: `a market event in payload version ${PAYLOAD_VERSION}`,
    });
  }
}

const isVenue = (name: string): name is Venue => Object.hasOwn(VENUES, name);

function sameHeader(header: Uint8Array, bytes: Uint8Array, end: number): boolean {
  if (header.length !== end) return false;
  for (let i = 1; i < end; i++) if (header[i] !== bytes[i]) return false;
  return true;
}
