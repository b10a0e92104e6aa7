import { avalanche } from "../kernel/hash.ts";

/** Slots at the beginning; a power of two. */
const FIRST_SLOTS = 64;
const FREE = -1;
/** Bits of the second number that do not go into the hash. */
const NEIGHBOURS = 3;

/**
 * A set of quadruples of numbers: two of up to 53 bits, not negative, and two of 32 bits. Its memory is a few arrays of
 * numbers, whatever it holds: the garbage collector has nothing to walk through, as it has in a set of texts.
 */
export class NumberTable {
  #slots = FIRST_SLOTS;
  /** Of each slot the two large numbers, and the two small ones. The first large one says whether the slot is free. */
  #large = new Float64Array(2 * FIRST_SLOTS).fill(FREE);
  #small = new Uint32Array(2 * FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(a: number, b: number, c: number, d: number): boolean {
    return this.#large[2 * this.#find(a, b, c, d)] !== FREE;
  }

  /** False if it was there before. */
  add(a: number, b: number, c: number, d: number): boolean {
    if (2 * (this.#size + 1) > this.#slots) this.#grow();
    return this.#put(a, b, c, d);
  }

  remove(a: number, b: number, c: number, d: number): void {
    let hole = this.#find(a, b, c, d);
    if (this.#large[2 * hole] === FREE) return;
    this.#size--;
    // What follows moves up, unless it would come to stand before the slot at which it is looked for.
    const last = this.#slots - 1;
    for (let at = (hole + 1) & last; this.#large[2 * at] !== FREE; at = (at + 1) & last) {
      const home = this.#home(this.#large[2 * at] as number, this.#large[2 * at + 1] as number);
      if (((at - home) & last) < ((at - hole) & last)) continue;
      this.#large.copyWithin(2 * hole, 2 * at, 2 * at + 2);
      this.#small.copyWithin(2 * hole, 2 * at, 2 * at + 2);
      hole = at;
    }
    this.#large[2 * hole] = FREE;
  }

  #put(a: number, b: number, c: number, d: number): boolean {
    const at = 2 * this.#find(a, b, c, d);
    if (this.#large[at] !== FREE) return false;
    this.#large[at] = a;
    this.#large[at + 1] = b;
    this.#small[at] = c;
    this.#small[at + 1] = d;
    this.#size++;
    return true;
  }

  /** The slot that holds it, or the free one where it would be put. */
  #find(a: number, b: number, c: number, d: number): number {
    const large = this.#large;
    const small = this.#small;
    const last = this.#slots - 1;
    let at = this.#home(a, b);
    for (; large[2 * at] !== FREE; at = (at + 1) & last) {
      if (large[2 * at + 1] === b && large[2 * at] === a && small[2 * at] === c && small[2 * at + 1] === d) return at;
    }
    return at;
  }

  /** Neighbouring second numbers are often asked for one after the other: they stand together, where memory is near. */
  #home(a: number, b: number): number {
    const group = avalanche((a | 0) ^ Math.imul(b >>> NEIGHBOURS, 0x9e3779b1));
    return ((group << NEIGHBOURS) | (b & ((1 << NEIGHBOURS) - 1))) & (this.#slots - 1);
  }

  #grow(): void {
    const large = this.#large;
    const small = this.#small;
    this.#slots *= 2;
    this.#large = new Float64Array(2 * this.#slots).fill(FREE);
    this.#small = new Uint32Array(2 * this.#slots);
    this.#size = 0;
    for (let at = 0; at < large.length; at += 2) {
      if (large[at] !== FREE)
        this.#put(large[at] as number, large[at + 1] as number, small[at] as number, small[at + 1] as number);
    }
  }
}
