import { Buffer } from "node:buffer";
import { invariant } from "../kernel/error.ts";
import type { BookDelta, BookSnapshot, Levels, MarketEvent, Quote, Trade } from "./event.ts";
import {
  BOOK_BYTES, HEADER_BYTES, KIND_CODES, LEVEL_BYTES, PAYLOAD_VERSION, QUOTE_BYTES, TRADE_BYTES,
} from "./event-layout.ts";
import type { Instrument } from "./instrument.ts";
import { writeInt64 } from "./int64.ts";

/** Payloads are cut from blocks of this size: an allocation for each would cost more than writing it. */
const BLOCK_BYTES = 256 * 1024;

/**
 * Writes market events as payloads: see event-layout.ts for the layout.
 *
 * A payload is never written again and may be kept for any time; while one of a block is kept, so is its block.
 */
export class EventEncoder {
  readonly #headers = new Map<Instrument, Uint8Array>();
  /** Of the event before: traffic comes in runs of one instrument. */
  #last: Instrument | undefined;
  #lastHeader: Uint8Array = new Uint8Array(0);
  readonly #blockBytes: number;
  #block = new Uint8Array(0);
  #view = new DataView(this.#block.buffer);
  /** Where the next payload starts in the block. */
  #free = 0;

  /** @param blockBytes - how many bytes of payloads share memory; 0 gives each payload its own. */
  constructor(blockBytes: number = BLOCK_BYTES) {
    this.#blockBytes = blockBytes;
  }

  /** @throws {InvariantError} a number of the event is not a safe integer, or levels are not in pairs. */
  encode(event: MarketEvent): Uint8Array {
    const header = event.instrument === this.#last ? this.#lastHeader : this.#headerOf(event.instrument);
    switch (event.kind) {
      case "trade":
        return this.#trade(event, header);
      case "quote":
        return this.#quote(event, header);
      default:
        return this.#book(event, header);
    }
  }

  #trade(event: Trade, header: Uint8Array): Uint8Array {
    const id = event.tradeId;
    const unitBytes = isNarrow(id) ? 1 : 2;
    const size = header.length + TRADE_BYTES + id.length * unitBytes;
    const start = this.#reserve(size);
    const block = this.#block;
    const view = this.#view;
    const body = this.#begin(event, header, start);
    writeInt64(view, body, event.price);
    writeInt64(view, body + 8, event.size);
    block[body + 16] = event.aggressor;
    block[body + 17] = unitBytes;
    if (unitBytes === 1) {
      for (let i = 0; i < id.length; i++) block[body + 18 + i] = id.charCodeAt(i);
    } else {
      for (let i = 0; i < id.length; i++) view.setUint16(body + 18 + 2 * i, id.charCodeAt(i), true);
    }
    return new Uint8Array(block.buffer, start, size);
  }

  #quote(event: Quote, header: Uint8Array): Uint8Array {
    const size = header.length + QUOTE_BYTES;
    const start = this.#reserve(size);
    const view = this.#view;
    const body = this.#begin(event, header, start);
    writeInt64(view, body, event.bidPrice);
    writeInt64(view, body + 8, event.bidSize);
    writeInt64(view, body + 16, event.askPrice);
    writeInt64(view, body + 24, event.askSize);
    return new Uint8Array(this.#block.buffer, start, size);
  }

  #book(event: BookSnapshot | BookDelta, header: Uint8Array): Uint8Array {
    const { bids, asks } = event;
    invariant(bids.length % 2 === 0 && asks.length % 2 === 0, "levels hold a price without a size");
    const size = header.length + BOOK_BYTES + ((bids.length + asks.length) / 2) * LEVEL_BYTES;
    const start = this.#reserve(size);
    const view = this.#view;
    const body = this.#begin(event, header, start);
    writeInt64(view, body, event.sequence);
    writeInt64(view, body + 8, event.depth);
    view.setUint32(body + 16, bids.length / 2, true);
    view.setUint32(body + 20, asks.length / 2, true);
    writeLevels(view, body + 24, bids);
    writeLevels(view, body + 24 + 8 * bids.length, asks);
    return new Uint8Array(this.#block.buffer, start, size);
  }

  /** Writes what all kinds begin with; returns the offset of what follows. */
  #begin(event: MarketEvent, header: Uint8Array, start: number): number {
    const block = this.#block;
    const length = header.length;
    block[start] = (PAYLOAD_VERSION << 4) | KIND_CODES[event.kind];
    for (let i = 1; i < length; i++) block[start + i] = header[i] as number; // i is below length
    writeInt64(this.#view, start + length, event.tsEvent);
    writeInt64(this.#view, start + length + 8, event.tsInit);
    return start + length + 16;
  }

  /** Makes room for a payload; returns its offset in the block. */
  #reserve(size: number): number {
    if (this.#free + size > this.#block.length) {
      this.#block = new Uint8Array(Math.max(size, this.#blockBytes));
      this.#view = new DataView(this.#block.buffer);
      this.#free = 0;
    }
    const start = this.#free;
    // The next one starts at a whole word: who reads payloads in words need not begin in the middle of one.
    this.#free = (start + size + 3) & ~3;
    return start;
  }

  #headerOf(instrument: Instrument): Uint8Array {
    this.#last = instrument;
    return (this.#lastHeader = this.#headers.get(instrument) ?? this.#remember(instrument));
  }

  #remember(instrument: Instrument): Uint8Array {
    const id = Buffer.from(instrument.id);
    invariant(id.length <= 255, `instrument id "${instrument.id}" fits the payload header`);
    const header = new Uint8Array(HEADER_BYTES + id.length);
    header[1] = instrument.pricePrecision;
    header[2] = instrument.sizePrecision;
    header[3] = id.length;
    header.set(id, HEADER_BYTES);
    this.#headers.set(instrument, header);
    return header;
  }
}

function isNarrow(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return false;
  return true;
}

function writeLevels(view: DataView, offset: number, levels: Levels): void {
  for (let i = 0; i < levels.length; i++) writeInt64(view, offset + 8 * i, levels[i] as number); // i is below length
}
