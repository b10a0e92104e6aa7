const MULTIPLIER = 0x5deece66dn;
const MASK = 0xffff_ffff_ffffn;
const LARGEST = 2_147_483_647;

/**
 * The 48-bit congruential generator of POSIX, which Redis gives scripts so that they draw the same on every machine.
 */
export class Lrand48 {
  #state = 0x1234_abcd_330en;

  seed(value: number): void {
    this.#state = (BigInt.asUintN(32, BigInt(value)) << 16n) | 0x330en;
  }

  /** At least 0, below 1, in steps of 1 / (2^31 - 1). */
  fraction(): number {
    this.#state = (this.#state * MULTIPLIER + 0xbn) & MASK;
    return (Number(this.#state >> 17n) % LARGEST) / LARGEST;
  }
}
