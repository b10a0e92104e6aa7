import { advanceCrc32, CRC32_START, finishCrc32, updateCrc32Ascii } from "../../kernel/crc32.ts";
import { LADDER_RUNGS, type LadderBook } from "./ladder-book.ts";
import type { Scale } from "./scale.ts";

export const CHECKED_LEVELS = 10;

/**
 * Kraken's checksum of a book: CRC-32 of the best ten asks, lowest first, then the best ten bids, highest first; for
 * each its price and size without dot and leading zeros, which are the digits of the integers.
 *
 * A frame changes one level or two, so every level keeps the checksum of its own text and the twenty are joined: a
 * tenth of the cost of writing them out.
 */
export class BookChecksum {
  readonly #book: LadderBook;
  readonly #scale: Scale;
  readonly #sizes = new Float64Array(LADDER_RUNGS);
  readonly #alone = new Int32Array(LADDER_RUNGS);
  readonly #lengths = new Uint8Array(LADDER_RUNGS);

  constructor(book: LadderBook, scale: Scale) {
    this.#book = book;
    this.#scale = scale;
  }

  /** Of the book as it is now. */
  value(): number {
    const book = this.#book;
    let state = CRC32_START;
    let rung = book.bestAsk;
    for (let rank = 0; rank < CHECKED_LEVELS && rank < book.askLevels; rank++) {
      if (rank > 0) rung = book.askAbove(rung);
      state = this.#join(state, rung, book.askAt(rung));
    }
    rung = book.bestBid;
    for (let rank = 0; rank < CHECKED_LEVELS && rank < book.bidLevels; rank++) {
      if (rank > 0) rung = book.bidBelow(rung);
      state = this.#join(state, rung, book.bidAt(rung));
    }
    return finishCrc32(state);
  }

  #join(state: number, rung: number, size: number): number {
    if (this.#sizes[rung] !== size) this.#remember(rung, size);
    const length = this.#lengths[rung] as number; // a rung of the book is inside the ladder
    return advanceCrc32(state, length) ^ (this.#alone[rung] as number);
  }

  #remember(rung: number, size: number): void {
    const text = `${this.#book.tickAt(rung) * this.#scale.tickUnits}${size * this.#scale.stepUnits}`;
    this.#sizes[rung] = size;
    this.#alone[rung] = updateCrc32Ascii(0, text);
    this.#lengths[rung] = text.length;
  }
}
