const EMPTY = Buffer.alloc(0);
/** Below this, room is doubled; above, it grows no further than what is known to come. */
const GENEROUS = 1_048_576;

/**
 * Bytes that have come and are not yet used: `bytes` from `at` to `end`. A chunk that finds the buffer empty takes its
 * place without a copy; otherwise bytes are gathered, each moved a bounded number of times.
 */
export class QueryBuffer {
  bytes: Buffer = EMPTY;
  at = 0;
  end = 0;
  #mine = false;

  get size(): number {
    return this.end - this.at;
  }

  /** `expected` is how many bytes from `at` on are known to be needed. */
  append(chunk: Buffer, expected: number): void {
    if (this.at === this.end) {
      this.bytes = chunk;
      this.at = 0;
      this.end = chunk.length;
      this.#mine = false;
      return;
    }
    const total = this.size + chunk.length;
    if (!this.#mine || this.end + chunk.length > this.bytes.length) this.#makeRoom(total, expected);
    chunk.copy(this.bytes, this.end);
    this.end += chunk.length;
  }

  #makeRoom(total: number, expected: number): void {
    const { bytes, at, end } = this;
    if (this.#mine && total * 2 <= bytes.length) {
      bytes.copyWithin(0, at, end);
    } else {
      const doubled = total * 2;
      const room = doubled <= GENEROUS || expected <= total ? doubled : Math.min(doubled, expected);
      this.bytes = Buffer.allocUnsafeSlow(room);
      bytes.copy(this.bytes, 0, at, end);
      this.#mine = true;
    }
    this.end = end - at;
    this.at = 0;
  }
}
