/**
 * XXH64 with seed 0, as Zstandard frames use it for their content checksum, of which they keep the low 32 bits.
 * 64-bit lanes are pairs of 32-bit words; no BigInt, which would cost an allocation a step.
 *
 * @see https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md
 */
export class Xxh64 {
  /** Four lanes of (high, low). */
  readonly #lanes = new Int32Array([0x60ea27ee, 0xadc0b5d6, 0xc2b2ae3d, 0x27d4eb4f, 0, 0, 0x61c8864e, 0x7a143579]);
  readonly #tail = new Uint8Array(32);
  #tailBytes = 0;
  #total = 0;
  /** The result of the last operation on a pair. */
  #high = 0;
  #low = 0;

  update(bytes: Uint8Array): void {
    let at = 0;
    this.#total += bytes.length;
    if (this.#tailBytes > 0) {
      at = Math.min(32 - this.#tailBytes, bytes.length);
      this.#tail.set(bytes.subarray(0, at), this.#tailBytes);
      this.#tailBytes += at;
      if (this.#tailBytes < 32) return;
      this.#stripe(this.#tail, 0);
      this.#tailBytes = 0;
    }
    for (; at + 32 <= bytes.length; at += 32) this.#stripe(bytes, at);
    this.#tail.set(bytes.subarray(at));
    this.#tailBytes = bytes.length - at;
  }

  /** The low 32 bits of the hash of everything so far, unsigned. */
  low32(): number {
    this.#start();
    this.#add(Math.floor(this.#total / 2 ** 32), this.#total | 0);
    const tail = this.#tail;
    let at = 0;
    for (; at + 8 <= this.#tailBytes; at += 8) this.#absorbLong(word(tail, at + 4), word(tail, at));
    for (; at + 4 <= this.#tailBytes; at += 4) this.#absorbInt(word(tail, at));
    for (; at < this.#tailBytes; at++) this.#absorbByte(tail[at] ?? 0);
    this.#avalanche();
    return this.#low >>> 0;
  }

  #start(): void {
    const lanes = this.#lanes;
    if (this.#total < 32) {
      this.#set(0x27d4eb2f, 0x165667c5); // prime 5
      return;
    }
    let high = 0;
    let low = 0;
    for (let lane = 0; lane < 4; lane++) {
      this.#set(at(lanes, 2 * lane), at(lanes, 2 * lane + 1));
      this.#rotate([1, 7, 12, 18][lane] ?? 0);
      this.#add(high, low);
      high = this.#high;
      low = this.#low;
    }
    for (let lane = 0; lane < 4; lane++) {
      const [accHigh, accLow] = [this.#high, this.#low];
      this.#round(0, 0, at(lanes, 2 * lane), at(lanes, 2 * lane + 1));
      this.#set(this.#high ^ accHigh, this.#low ^ accLow);
      this.#multiply(0x9e3779b1, 0x85ebca87); // prime 1
      this.#add(0x85ebca77, 0xc2b2ae63); // prime 4
    }
  }

  #stripe(bytes: Uint8Array, from: number): void {
    const lanes = this.#lanes;
    for (let lane = 0; lane < 4; lane++) {
      const start = from + 8 * lane;
      this.#round(at(lanes, 2 * lane), at(lanes, 2 * lane + 1), word(bytes, start + 4), word(bytes, start));
      lanes[2 * lane] = this.#high;
      lanes[2 * lane + 1] = this.#low;
    }
  }

  #round(accHigh: number, accLow: number, high: number, low: number): void {
    this.#set(high, low);
    this.#multiply(0xc2b2ae3d, 0x27d4eb4f); // prime 2
    this.#add(accHigh, accLow);
    this.#rotate(31);
    this.#multiply(0x9e3779b1, 0x85ebca87); // prime 1
  }

  #absorbLong(high: number, low: number): void {
    const [accHigh, accLow] = [this.#high, this.#low];
    this.#round(0, 0, high, low);
    this.#set(this.#high ^ accHigh, this.#low ^ accLow);
    this.#rotate(27);
    this.#multiply(0x9e3779b1, 0x85ebca87);
    this.#add(0x85ebca77, 0xc2b2ae63);
  }

  #absorbInt(value: number): void {
    const [accHigh, accLow] = [this.#high, this.#low];
    this.#set(0, value);
    this.#multiply(0x9e3779b1, 0x85ebca87);
    this.#set(this.#high ^ accHigh, this.#low ^ accLow);
    this.#rotate(23);
    this.#multiply(0xc2b2ae3d, 0x27d4eb4f);
    this.#add(0x165667b1, 0x9e3779f9); // prime 3
  }

  #absorbByte(value: number): void {
    const [accHigh, accLow] = [this.#high, this.#low];
    this.#set(0, value);
    this.#multiply(0x27d4eb2f, 0x165667c5); // prime 5
    this.#set(this.#high ^ accHigh, this.#low ^ accLow);
    this.#rotate(11);
    this.#multiply(0x9e3779b1, 0x85ebca87);
  }

  #avalanche(): void {
    this.#set(this.#high, this.#low ^ (this.#high >>> 1)); // h ^= h >>> 33
    this.#multiply(0xc2b2ae3d, 0x27d4eb4f);
    this.#set(this.#high ^ (this.#high >>> 29), this.#low ^ ((this.#high << 3) | (this.#low >>> 29))); // h ^= h >>> 29
    this.#multiply(0x165667b1, 0x9e3779f9);
    this.#set(this.#high, this.#low ^ this.#high); // h ^= h >>> 32
  }

  #set(high: number, low: number): void {
    this.#high = high | 0;
    this.#low = low | 0;
  }

  #add(high: number, low: number): void {
    const sum = (this.#low >>> 0) + (low >>> 0);
    this.#low = sum | 0;
    this.#high = (this.#high + high + (sum > 0xffffffff ? 1 : 0)) | 0;
  }

  /** To the left, by less than 32. */
  #rotate(by: number): void {
    const [high, low] = [this.#high, this.#low];
    this.#high = (high << by) | (low >>> (32 - by));
    this.#low = (low << by) | (high >>> (32 - by));
  }

  /** Schoolbook with 16-bit digits: every partial sum stays below 2^32. */
  #multiply(high: number, low: number): void {
    const a = this.#low & 0xffff;
    const b = this.#low >>> 16;
    const c = low & 0xffff;
    const d = low >>> 16;
    const middle = b * c + ((a * c) >>> 16);
    const carried = b * d + (middle >>> 16) + ((a * d + (middle & 0xffff)) >>> 16);
    this.#high = (carried + Math.imul(this.#high, low) + Math.imul(this.#low, high)) | 0;
    this.#low = Math.imul(this.#low, low);
  }
}

const at = (words: Int32Array, index: number): number => words[index] as number; // indices are 0 … 7

const word = (bytes: Uint8Array, from: number): number =>
  (bytes[from] ?? 0) | ((bytes[from + 1] ?? 0) << 8) | ((bytes[from + 2] ?? 0) << 16) | ((bytes[from + 3] ?? 0) << 24);
