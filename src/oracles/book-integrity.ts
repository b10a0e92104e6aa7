import { CRC32_START, finishCrc32, updateCrc32Ascii } from "../kernel/crc32.ts";
import type { Instant } from "../kernel/time.ts";
import type { Instrument } from "../market/instrument.ts";
import type { RawLevels } from "../market/raw-levels.ts";
import { Judge, type OracleReport } from "./oracle.ts";
import { ReferenceBook, type ReferenceSide } from "./reference-book.ts";

/** A book behind the bus, as far as the oracle looks at it. */
export interface BookView {
  sizeAt(side: "bid" | "ask", price: number): number;
  levelCount(side: "bid" | "ask"): number;
  readonly bestBidPrice: number;
  readonly bestAskPrice: number;
}

/** One change straight from a frame, waiting for its message to come out behind the bus. */
interface Expected {
  readonly ordinal: number;
  readonly kind: "snapshot" | "delta";
  readonly bids: RawLevels;
  readonly asks: RawLevels;
  readonly depth: number;
  /** The venue's CRC32 after this change; -1 where it sends none. */
  readonly checksum: number;
}

const FULL_EVERY = 256;
const SIDES = ["bid", "ask"] as const;

interface InstrumentBook {
  readonly instrument: Instrument;
  readonly reference: ReferenceBook;
  readonly waiting: Expected[];
  next: number;
  changes: number;
}

/**
 * The book built from delivered messages equals one built straight from the frames, and the venue's checksum agrees
 * with it. After every change: each level that it names, the best levels, the level counts and the checksum; after
 * every snapshot, every 256 changes and at the end: every level, and that no level is better than the best.
 */
export class BookIntegrity {
  readonly #levels = new Judge("book-integrity", "the book behind the bus equals one built straight from the frames");
  readonly #checksums = new Judge("book-checksum", "the venue's CRC32 agrees with the book behind the bus");
  readonly #books: (InstrumentBook | undefined)[] = [];

  /** The change with this ordinal was accepted by the bus. */
  expect(instrument: Instrument, expected: Expected): void {
    this.#book(instrument).waiting.push(expected);
  }

  /** The message with this ordinal has been applied to `view`. */
  applied(at: Instant, instrument: Instrument, ordinal: number, view: BookView): void {
    const book = this.#book(instrument);
    const expected = book.waiting[book.next];
    if (expected?.ordinal !== ordinal) {
      this.#levels.violate(
        at, `${instrument.id}: message ${ordinal} changed the book, expected ${expected?.ordinal ?? "none"}`,
      );
      return;
    }
    advance(book);
    const { reference } = book;
    if (expected.kind === "snapshot") {
      reference.snapshot(expected.bids, expected.asks, expected.depth);
      this.#compareAll(at, book, view);
    } else {
      reference.change(expected.bids, expected.asks, expected.depth);
      this.#compareTouched(at, book, "bid", reference.bids, view);
      this.#compareTouched(at, book, "ask", reference.asks, view);
      this.#compareShape(at, book, view);
      if (++book.changes % FULL_EVERY === 0) this.#compareAll(at, book, view);
    }
    if (expected.checksum >= 0) this.#compareChecksum(at, book, expected.checksum, view);
  }

  /** A change was accepted and then dropped or dead-lettered: the books part here until the next snapshot. */
  lost(instrument: Instrument, ordinal: number): void {
    const { waiting } = this.#book(instrument);
    const index = waiting.findIndex((expected, i) => i >= this.#book(instrument).next && expected.ordinal === ordinal);
    if (index >= 0) waiting.splice(index, 1);
  }

  /** At the end of the run: every level of every book. */
  finish(at: Instant, viewOf: (instrument: Instrument) => BookView | undefined): void {
    for (const book of this.#books) {
      if (book === undefined) continue;
      const view = viewOf(book.instrument);
      if (view === undefined) this.#levels.violate(at, `${book.instrument.id} has no book behind the bus`);
      else this.#compareAll(at, book, view);
    }
  }

  reports(): OracleReport[] {
    const levels = this.#levels.report(`${this.#books.filter((book) => book !== undefined).length} books`);
    const checksums = this.#checksums.report();
    // Only Kraken sends checksums: a session without it has nothing to compare, which says nothing against it.
    return checksums.compared === 0 ? [levels] : [levels, checksums];
  }

  #compareTouched(
    at: Instant, book: InstrumentBook, side: "bid" | "ask", { touched, touchedCount }: ReferenceSide, view: BookView,
  ): void {
    for (let i = 0; i < touchedCount; i += 2) {
      const price = touched[i] as number;
      // The size in hand is right unless a later level of the change, or the depth, has overruled it.
      if (view.sizeAt(side, price) === touched[i + 1]) this.#levels.compare();
      else this.#compareLevel(at, book, side, price, view);
    }
  }

  #compareAll(at: Instant, book: InstrumentBook, view: BookView): void {
    const { bids, asks } = book.reference;
    for (const side of SIDES) {
      (side === "bid" ? bids : asks).forEachPrice((price, size) => {
        if (view.sizeAt(side, price) === size) this.#levels.compare();
        else this.#compareLevel(at, book, side, price, view);
      });
    }
    this.#compareShape(at, book, view);
    this.#levels.compare();
    const [bid, ask] = [bids.findBest(), asks.findBest()];
    if (bid !== view.bestBidPrice || ask !== view.bestAskPrice) {
      this.#levels.violate(
        at,
        `${book.instrument.id}: best prices ${view.bestBidPrice} and ${view.bestAskPrice} behind the ` +
          `bus, ${bid} and ${ask} in the frames`,
      );
    }
  }

  #compareLevel(at: Instant, book: InstrumentBook, side: "bid" | "ask", price: number, view: BookView): void {
    const reference = side === "bid" ? book.reference.bids : book.reference.asks;
    this.#levels.compare();
    const [expected, found] = [reference.sizeAt(price), view.sizeAt(side, price)];
    if (expected !== found) {
      this.#levels.violate(
        at, `${book.instrument.id} ${side} ${price}: ${found} behind the bus, ${expected} in the frames`,
      );
    }
  }

  /** As many levels on both sides, and the best ones are levels of the frames. */
  #compareShape(at: Instant, book: InstrumentBook, view: BookView): void {
    const { bids, asks } = book.reference;
    this.#levels.compare();
    const [bid, ask] = [view.bestBidPrice, view.bestAskPrice];
    if (
      bids.levels === view.levelCount("bid") &&
      asks.levels === view.levelCount("ask") &&
      (bids.levels === 0 || bids.sizeAt(bid) > 0) &&
      (asks.levels === 0 || asks.sizeAt(ask) > 0)
    )
      return;
    this.#levels.violate(
      at,
      `${book.instrument.id}: ${view.levelCount("bid")} bids to ${bid} and ${view.levelCount("ask")} asks ` +
        `from ${ask} behind the bus; ${bids.levels} bids and ${asks.levels} asks in the frames`,
    );
  }

  /** Kraken's rule: price and size digits of the ten best asks, then bids, each without point and leading zeros. */
  #compareChecksum(at: Instant, book: InstrumentBook, expected: number, view: BookView): void {
    this.#checksums.compare();
    const { bids, asks } = book.reference;
    let state = CRC32_START;
    for (const price of asks.tenBest()) state = updateCrc32Ascii(state, digitsBehind("ask", asks, price, view));
    for (const price of bids.tenBest()) state = updateCrc32Ascii(state, digitsBehind("bid", bids, price, view));
    const found = finishCrc32(state);
    if (found !== expected) {
      this.#checksums.violate(at, `${book.instrument.id}: CRC32 ${found} behind the bus, the venue says ${expected}`);
    }
  }

  #book(instrument: Instrument): InstrumentBook {
    let book = this.#books[instrument.index];
    if (book === undefined) {
      const reference = new ReferenceBook(instrument.pricePrecision, instrument.sizePrecision);
      this.#books[instrument.index] = book = { instrument, reference, waiting: [], next: 0, changes: 0 };
    }
    return book;
  }
}

/** The level's digits as the venue wrote them, if the book behind the bus has the level with that size. */
function digitsBehind(side: "bid" | "ask", reference: ReferenceSide, price: number, view: BookView): string {
  return view.sizeAt(side, price) === reference.sizeAt(price) ? reference.digitsAt(price) : "?";
}

/** Steps past the front of the queue; its dead part is cut off now and then. */
function advance(book: InstrumentBook): void {
  if (++book.next < 1_024) return;
  book.waiting.splice(0, book.next);
  book.next = 0;
}
