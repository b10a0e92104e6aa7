import { RandomStream } from "../../src/kernel/random.ts";
import type { Work } from "../kit/lane.ts";

/** Integers at these precisions; the rivals, which take floats, are given the decimal values. */
export const PRICE_UNITS = 100;
export const SIZE_UNITS = 1_000;

/** Flat: price, size, price, size, …, best first, as venues send them. */
export interface BookChange {
  readonly bids: readonly number[];
  readonly asks: readonly number[];
}

const LEVELS = 1_000;
const LEVELS_CHANGED = 10;
const TICKS = 2 * LEVELS;
const MIDDLE = 5_000_000;
export const DELTAS = 5_000;

/**
 * A book of about a thousand levels a side, and deltas of ten levels a side. Half of all ticks are taken, and a
 * changed level is gone as often as not, so that the book keeps its size; the cube crowds changes to the touch, which
 * about one delta in two moves.
 */
export class BookWorkload {
  readonly snapshot: BookChange;
  readonly deltas: readonly BookChange[];

  constructor() {
    const random = new RandomStream(42, "book");
    const sideOf = (sign: 1 | -1, offsets: readonly number[], absence: number): number[] =>
      offsets.flatMap((offset) => [
        MIDDLE + sign * (offset + 1), random.chance(absence, 100) ? 0 : random.between(1, 5_000_000),
      ]);
    const everySecond = Array.from({ length: LEVELS }, (_, level) => 2 * level);
    this.snapshot = { bids: sideOf(-1, everySecond, 0), asks: sideOf(1, everySecond, 0) };
    const offsets = (): number[] => {
      const chosen = new Set<number>();
      while (chosen.size < LEVELS_CHANGED) chosen.add(Math.floor(TICKS * (random.word() / 2 ** 32) ** 3));
      return [...chosen].sort((a, b) => a - b);
    };
    this.deltas = Array.from({ length: DELTAS }, () => ({
      bids: sideOf(-1, offsets(), 50),
      asks: sideOf(1, offsets(), 50),
    }));
  }
}

/** Hashes the best prices and sizes after every update, where they are read. */
export class TouchLog {
  #hash: number | undefined;

  record(bidPrice: number, bidSize: number, askPrice: number, askSize: number): void {
    const mixed = Math.imul((this.#hash ?? 0x811c9dc5) ^ bidPrice, 0x01000193) ^ bidSize;
    this.#hash = Math.imul(Math.imul(mixed, 0x01000193) ^ askPrice, 0x01000193) ^ askSize;
  }

  work(updates: number): Work {
    if (this.#hash === undefined) return { operations: updates };
    return { operations: updates, answers: { "best bids and asks": this.#hash } };
  }
}

/** Applies deltas round and round. */
export class DeltaCycle<T> {
  readonly #deltas: readonly T[];
  #next = 0;

  constructor(deltas: readonly T[]) {
    this.#deltas = deltas;
  }

  forEach(count: number, apply: (delta: T) => void): void {
    for (let done = 0; done < count; done++) {
      apply(this.#deltas[this.#next] as T);
      if (++this.#next === this.#deltas.length) this.#next = 0;
    }
  }
}
