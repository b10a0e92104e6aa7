/** Choices that follow from one 32-bit number: the same number, the same choices. */
export class Draw {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) % bound;
  }

  oneIn(bound: number): boolean {
    return this.below(bound) === 0;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** Each of them or nothing, each as likely as not one time in `rarity`. */
  maybe(rarity: number, make: () => readonly string[]): readonly string[] {
    return this.oneIn(rarity) ? make() : [];
  }

  /** So many of what `make` gives, at least one. */
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: 1 + this.below(most) }, make);
  }
}

/** Ways to make a command, each with how often it is taken. */
export type Menu = readonly (readonly [weight: number, make: (draw: Draw) => readonly string[]])[];

/** A menu as one function. */
export function menu(rows: Menu): (draw: Draw) => readonly string[] {
  const slots = rows.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));
  return (draw) => draw.pick(slots)(draw);
}
