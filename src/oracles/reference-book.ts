import { isPairs, textsOf, type JsonPairs, type RawLevels } from "../market/raw-levels.ts";
import { PairCursor } from "./pair-cursor.ts";
import { PriceTable } from "./price-table.ts";

/**
 * A book as plain as can be, built from the venue's decimal text: sizes by price. It shares no code with the
 * order book that it is compared with, nor with the adapters' arithmetic.
 */
export class ReferenceBook {
  readonly bids: ReferenceSide;
  readonly asks: ReferenceSide;

  constructor(pricePrecision: number, sizePrecision: number) {
    this.bids = new ReferenceSide(-1, pricePrecision, sizePrecision);
    this.asks = new ReferenceSide(1, pricePrecision, sizePrecision);
  }

  snapshot(bids: RawLevels, asks: RawLevels, depth: number): void {
    this.bids.replace(bids, depth);
    this.asks.replace(asks, depth);
  }

  change(bids: RawLevels, asks: RawLevels, depth: number): void {
    this.bids.change(bids, depth);
    this.asks.change(asks, depth);
  }
}

/**
 * One side: sizes by price. Prices in order are kept only where the book is cut to a depth, which needs them; elsewhere
 * the best price is looked for when it is asked.
 */
export class ReferenceSide {
  readonly #sign: 1 | -1;
  readonly #pricePrecision: number;
  readonly #sizePrecision: number;
  readonly #sizes = new PriceTable();
  /** The worst first, so that changes near the best move little. */
  #ordered: number[] = [];
  /** Digits of price and size as the venue wrote them, for checksums over text. */
  readonly #digits = new Map<number, string>();
  /** Price and size of every level that the last change named, flat: so many of these numbers. */
  touched = new Float64Array(64);
  touchedCount = 0;

  /** `sign` is 1 where lower prices are better (asks). */
  constructor(sign: 1 | -1, pricePrecision: number, sizePrecision: number) {
    this.#sign = sign;
    this.#pricePrecision = pricePrecision;
    this.#sizePrecision = sizePrecision;
  }

  get levels(): number {
    return this.#sizes.levels;
  }

  /** Every level, in no order that matters. */
  forEachPrice(visit: (price: number, size: number) => void): void {
    this.#sizes.forEach(visit);
  }

  /** The best price, found by looking at all; 0 when the side is empty. */
  findBest(): number {
    let best = 0;
    this.#sizes.forEach((price) => {
      if (best === 0 || (price - best) * this.#sign < 0) best = price;
    });
    return best;
  }

  /** The ten best prices, best first, of a side that is cut to a depth. */
  tenBest(): number[] {
    return this.#ordered.slice(-10).reverse();
  }

  /** 0 where there is no level. */
  sizeAt(price: number): number {
    return this.#sizes.get(price);
  }

  /** Digits of the level's price and size, without point and leading zeros, joined. */
  digitsAt(price: number): string {
    return this.#digits.get(price) ?? "";
  }

  replace(levels: RawLevels, depth: number): void {
    this.#sizes.clear();
    this.#digits.clear();
    this.#ordered = [];
    this.change(levels, depth);
  }

  /** Applies the change; `touched` then has the price and the size of every level that it names. */
  change(levels: RawLevels, depth: number): void {
    this.touchedCount = 0;
    if (isPairs(levels) && depth === 0) this.#readPairs(levels);
    else this.#readTexts(textsOf(levels), depth);
    if (depth > 0) this.#cut(depth);
  }

  #readTexts(texts: readonly string[], depth: number): void {
    for (let i = 0; i < texts.length; i += 2) {
      const price = integerOf(texts[i] as string, this.#pricePrecision);
      const size = integerOf(texts[i + 1] as string, this.#sizePrecision);
      if (depth > 0) this.#setOrdered(price, size, texts[i] as string, texts[i + 1] as string);
      this.#set(price, size);
    }
  }

  #readPairs(pairs: JsonPairs): void {
    const cursor = new PairCursor(pairs);
    for (let price = cursor.next(this.#pricePrecision); price >= 0; price = cursor.next(this.#pricePrecision)) {
      this.#set(price, cursor.next(this.#sizePrecision));
    }
  }

  #set(price: number, size: number): void {
    if (this.touchedCount === this.touched.length) {
      const wider = new Float64Array(2 * this.touchedCount);
      wider.set(this.touched);
      this.touched = wider;
    }
    this.touched[this.touchedCount++] = price;
    this.touched[this.touchedCount++] = size;
    this.#sizes.set(price, size);
  }

  #setOrdered(price: number, size: number, priceText: string, sizeText: string): void {
    const known = this.#sizes.get(price) > 0;
    if (size > 0) {
      this.#digits.set(price, digits(priceText) + digits(sizeText));
      if (!known) this.#ordered.splice(this.#indexOf(price), 0, price);
    } else if (known) {
      this.#digits.delete(price);
      this.#ordered.splice(this.#indexOf(price), 1);
    }
  }

  #cut(depth: number): void {
    const excess = Math.max(0, this.#ordered.length - depth);
    for (const price of this.#ordered.splice(0, excess)) {
      this.#sizes.set(price, 0);
      this.#digits.delete(price);
    }
  }

  /** Where `price` is or belongs. */
  #indexOf(price: number): number {
    const ordered = this.#ordered;
    let low = 0;
    let high = ordered.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (((ordered[middle] as number) - price) * this.#sign > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const digits = (text: string): string => text.replace(".", "").replace(/^0+/, "");

/** Joins the digits around the point and appends the zeros that are missing: integer arithmetic on the text. */
function integerOf(text: string, precision: number): number {
  let value = 0;
  let places = -1;
  for (let i = 0; i < text.length && places < precision; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) places = 0;
    else {
      value = value * 10 + (code - 48);
      if (places >= 0) places++;
    }
  }
  for (let missing = precision - Math.max(places, 0); missing > 0; missing--) value *= 10;
  return value;
}
