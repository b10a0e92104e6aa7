import { CRC32_START, finishCrc32 } from "../../kernel/crc32.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Levels } from "../../market/event.ts";
import type { Instrument } from "../../market/instrument.ts";
import type { GapReason, VenueSink } from "../adapter.ts";
import { BookStanding, type TextBookChange } from "../book-standing.ts";
import type { Precisions } from "../instrument-table.ts";
import { BookSide } from "./book-side.ts";

/** The checksum covers so many levels a side. */
const CHECKED_LEVELS = 10;

/**
 * One instrument's book, kept only to compute the venue's checksum: CRC32 over the best ten asks, then the best ten
 * bids, each price and size as digits. The CRC after each level is cached, so a change at rank r costs the levels from
 * r on, and a change below the tenth costs nothing.
 *
 * @see https://docs.kraken.com/api/docs/guides/spot-ws-book-v2 (and -v1)
 */
export class CheckedBook {
  readonly standing: BookStanding;
  readonly #sink: VenueSink;
  /** Places that the venue announced; texts with fewer lost zeros on their way. */
  readonly #places: Precisions;
  readonly #bids = new BookSide("bids");
  readonly #asks = new BookSide("asks");
  /** `#crc[i]` is the state after i of the 20 slots, asks first; an empty slot leaves it as it was. */
  readonly #crc = new Int32Array(2 * CHECKED_LEVELS + 1);
  /** Slots whose state in `#crc` is current. */
  #current = 0;

  constructor(sink: VenueSink, instrument: Instrument, connection: string, places: Precisions | undefined) {
    this.#sink = sink;
    this.standing = new BookStanding(sink, instrument, connection);
    this.#places = places ?? { price: 0, size: 0 };
    this.#crc[0] = CRC32_START;
  }

  /** A snapshot begins or heals the book; a delta counts only on a live book, from the connection that feeds it. */
  apply(at: Instant, connection: string, change: TextBookChange): void {
    const { standing } = this;
    const isSnapshot = change.event.kind === "snapshot";
    if (isSnapshot) {
      standing.connection = connection;
      this.#clear();
    } else if (!standing.live || standing.connection !== connection) {
      return;
    }
    this.#set(change);
    if (change.checksum >= 0) {
      const checksum = this.checksum();
      const ok = checksum === change.checksum;
      this.#sink.checked("checksum", ok);
      if (!ok) {
        standing.broken(at, "checksum", change.checksum, checksum);
        this.#clear();
        return;
      }
    }
    if (isSnapshot) standing.restore(at, change);
    else standing.emit(change);
  }

  lost(at: Instant, reason: GapReason): void {
    this.standing.lost(at, reason);
    this.#clear();
  }

  checksum(): number {
    const crc = this.#crc;
    for (let slot = this.#current; slot < 2 * CHECKED_LEVELS; slot++) {
      const level = slot < CHECKED_LEVELS ? this.#asks.at(slot) : this.#bids.at(slot - CHECKED_LEVELS);
      const state = crc[slot] as number;
      crc[slot + 1] = level === undefined ? state : level.after(state, this.#places.price, this.#places.size);
    }
    this.#current = 2 * CHECKED_LEVELS;
    return finishCrc32(crc[2 * CHECKED_LEVELS] as number);
  }

  #set({ event, rawBids, rawAsks }: TextBookChange): void {
    this.#setSide(this.#asks, 0, event.asks, rawAsks);
    this.#setSide(this.#bids, CHECKED_LEVELS, event.bids, rawBids);
    this.#asks.truncate(event.depth);
    this.#bids.truncate(event.depth);
  }

  #setSide(side: BookSide, firstSlot: number, levels: Levels, texts: readonly string[]): void {
    for (let i = 0; i + 1 < levels.length; i += 2) {
      const rank = side.set(levels[i] as number, levels[i + 1] as number, texts[i] as string, texts[i + 1] as string);
      if (rank < CHECKED_LEVELS && firstSlot + rank < this.#current) this.#current = firstSlot + rank;
    }
  }

  #clear(): void {
    this.#bids.clear();
    this.#asks.clear();
    this.#current = 0;
  }
}
