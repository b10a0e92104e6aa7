import { advanceCrc32, updateCrc32 } from "../../kernel/crc32.ts";

/** One price level, with its part in the checksum of the book. */
export class Level {
  /** Ascending towards the touch: the price of a bid, the negated price of an ask. */
  readonly key: number;
  readonly #price: string;
  #size: string;
  /** The digits' own CRC state and count; summed when the level first counts, since most never come near the touch. */
  #crc = 0;
  #digits = -1;

  constructor(key: number, price: string, size: string) {
    this.key = key;
    this.#price = price;
    this.#size = size;
  }

  resize(size: string): void {
    this.#size = size;
    this.#digits = -1;
  }

  /** The CRC state after the book's digits that `state` stands for and then this level's. */
  after(state: number, pricePlaces: number, sizePlaces: number): number {
    if (this.#digits < 0) {
      this.#crc = 0;
      this.#digits = 0;
      this.#feed(this.#price, pricePlaces);
      this.#feed(this.#size, sizePlaces);
    }
    return advanceCrc32(state, this.#digits) ^ this.#crc;
  }

  /**
   * The digits of a number without the dot and without leading zeros, and with zeros up to `minPlaces` decimal places:
   * some JSON writers drop them.
   */
  #feed(text: string, minPlaces: number): void {
    let crc = this.#crc;
    let digits = 0;
    let places = 0;
    let afterDot = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 46 /* . */) {
        afterDot = 1;
        continue;
      }
      places += afterDot;
      if (digits === 0 && code === 48 /* 0 */) continue;
      crc = updateCrc32(crc, code);
      digits++;
    }
    for (; digits > 0 && places < minPlaces; places++, digits++) crc = updateCrc32(crc, 48);
    this.#crc = crc;
    this.#digits += digits;
  }
}
