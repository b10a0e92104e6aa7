const EMPTY = -1;
const GREATEST_TICK = 1e15;

/**
 * Sizes by price, both non-negative integers up to 2^53: a hash table with open addressing over two arrays. A Map would
 * do, but boxes every price above 2^31 and takes four times as long.
 */
export class PriceTable {
  #mask = 63;
  /** Price and size of each slot, side by side. */
  #slots = emptied(64);
  /** Slots with a price, those of size 0 included: a removed level keeps its slot until the table grows. */
  #used = 0;
  #levels = 0;
  #tick = GREATEST_TICK;
  #ticksPerUnit = 1 / GREATEST_TICK;

  /** Prices with a size above 0. */
  get levels(): number {
    return this.#levels;
  }

  get(price: number): number {
    const at = this.#placeOf(price);
    return this.#slots[at] === price ? (this.#slots[at + 1] as number) : 0;
  }

  /** Size 0 removes. */
  set(price: number, size: number): void {
    const slots = this.#slots;
    const at = this.#placeOf(price);
    if (slots[at] === price) {
      if (size > 0) {
        if (slots[at + 1] === 0) this.#levels++;
      } else if (slots[at + 1] !== 0) {
        this.#levels--;
      }
      slots[at + 1] = size;
    } else if (size > 0 && Math.floor(price / this.#tick) * this.#tick !== price) {
      this.#fitTick(price);
      this.set(price, size);
    } else if (size > 0) {
      slots[at] = price;
      slots[at + 1] = size;
      this.#levels++;
      if (++this.#used * 2 > this.#mask) this.#rehash();
    }
  }

  clear(): void {
    this.#slots = emptied(this.#mask + 1);
    this.#used = 0;
    this.#levels = 0;
    this.#tick = GREATEST_TICK;
    this.#ticksPerUnit = 1 / GREATEST_TICK;
  }

  /** Every level, in no order that matters. */
  forEach(visit: (price: number, size: number) => void): void {
    const slots = this.#slots;
    for (let at = 0; at < slots.length; at += 2) {
      const size = slots[at + 1] as number;
      if (size > 0) visit(slots[at] as number, size);
    }
  }

  /**
   * Where `price` is or belongs. At most half the slots are used, so a free one is near. Sixteen neighbouring ticks
   * share a run of slots, as one change of a book names prices near one another.
   */
  #placeOf(price: number): number {
    const slots = this.#slots;
    const mask = this.#mask;
    // A product that is rounded below the tick, or wraps, only puts a price beside its place, and always there.
    const tick = (price * this.#ticksPerUnit) | 0;
    let slot = (((Math.imul(tick >> 4, 0x9e3779b1) >>> 12) << 4) | (tick & 15)) & mask;
    for (let held = slots[2 * slot] as number; held !== price && held !== EMPTY; held = slots[2 * slot] as number) {
      slot = (slot + 1) & mask;
    }
    return 2 * slot;
  }

  /**
   * The greatest power of ten that divides all prices: with a greater one, different prices would want the same slot.
   */
  #fitTick(price: number): void {
    while (Math.floor(price / this.#tick) * this.#tick !== price) this.#tick /= 10;
    this.#ticksPerUnit = 1 / this.#tick;
    this.#rehash();
  }

  /** Leaves removed levels behind, and doubles when half of the slots hold live ones. */
  #rehash(): void {
    const slots = this.#slots;
    const capacity = (this.#mask + 1) * (this.#levels * 4 > this.#mask ? 2 : 1);
    this.#mask = capacity - 1;
    this.#slots = emptied(capacity);
    this.#used = 0;
    this.#levels = 0;
    for (let at = 0; at < slots.length; at += 2) {
      if ((slots[at + 1] as number) > 0) this.set(slots[at] as number, slots[at + 1] as number);
    }
  }
}

/** Slots without prices, and so without sizes. */
function emptied(capacity: number): Float64Array {
  const slots = new Float64Array(2 * capacity);
  for (let at = 0; at < slots.length; at += 2) slots[at] = EMPTY;
  return slots;
}
