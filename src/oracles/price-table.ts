const EMPTY = -1;

/**
 * Sizes by price, both non-negative integers up to 2^53: a hash table with open addressing over two arrays. A Map would
 * do, but boxes every price above 2^31 and takes four times as long.
 */
export class PriceTable {
  #mask = 63;
  #prices = filled(64);
  #sizes = new Float64Array(64);
  /** Slots with a price, those of size 0 included: a removed level keeps its slot until the table grows. */
  #used = 0;
  #levels = 0;

  /** Prices with a size above 0. */
  get levels(): number {
    return this.#levels;
  }

  get(price: number): number {
    const slot = this.#slotOf(price);
    return this.#prices[slot] === price ? (this.#sizes[slot] as number) : 0;
  }

  /** Size 0 removes. */
  set(price: number, size: number): void {
    const slot = this.#slotOf(price);
    if (this.#prices[slot] === price) {
      this.#levels += Number(size > 0) - Number((this.#sizes[slot] as number) > 0);
      this.#sizes[slot] = size;
    } else if (size > 0) {
      this.#prices[slot] = price;
      this.#sizes[slot] = size;
      this.#levels++;
      if (++this.#used * 2 > this.#mask) this.#rehash();
    }
  }

  clear(): void {
    this.#prices.fill(EMPTY);
    this.#used = 0;
    this.#levels = 0;
  }

  /** Every level, in no order that matters. */
  forEach(visit: (price: number, size: number) => void): void {
    for (let slot = 0; slot <= this.#mask; slot++) {
      const price = this.#prices[slot] as number;
      if (price !== EMPTY && (this.#sizes[slot] as number) > 0) visit(price, this.#sizes[slot] as number);
    }
  }

  /** Where `price` is or belongs. At most half the slots are used, so a free one is near. */
  #slotOf(price: number): number {
    const prices = this.#prices;
    const mask = this.#mask;
    const folded = (price | 0) ^ Math.imul(Math.floor(price / 4294967296) | 0, 0x9e3779b1);
    let slot = (Math.imul(folded, 0x85ebca6b) >>> 7) & mask;
    for (let held = prices[slot] as number; held !== price && held !== EMPTY; held = prices[slot] as number) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Leaves removed levels behind, and doubles when half of the slots hold live ones. */
  #rehash(): void {
    const [prices, sizes] = [this.#prices, this.#sizes];
    const capacity = (this.#mask + 1) * (this.#levels * 4 > this.#mask ? 2 : 1);
    this.#mask = capacity - 1;
    this.#prices = filled(capacity);
    this.#sizes = new Float64Array(capacity);
    this.#used = 0;
    this.#levels = 0;
    for (let slot = 0; slot < prices.length; slot++) {
      if (prices[slot] !== EMPTY && (sizes[slot] as number) > 0) this.set(prices[slot] as number, sizes[slot] as number);
    }
  }
}

const filled = (capacity: number): Float64Array => new Float64Array(capacity).fill(EMPTY);
