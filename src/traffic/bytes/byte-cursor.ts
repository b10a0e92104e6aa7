import type { ByteSource } from "../record.ts";

/** Reads a source front to back in pieces of exactly known size. */
export class ByteCursor {
  readonly source: ByteSource;
  #offset = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  /** Bytes of the source that were taken or skipped. */
  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return Math.max(0, this.source.size - this.#offset);
  }

  /** The next `count` bytes in fresh memory; fewer only where the source ends. */
  take(count: number): Uint8Array {
    const bytes = new Uint8Array(Math.min(count, this.remaining));
    let filled = 0;
    while (filled < bytes.length) {
      const read = this.source.read(this.#offset + filled, bytes.subarray(filled));
      if (read === 0) break;
      filled += read;
    }
    this.#offset += filled;
    return filled === bytes.length ? bytes : bytes.subarray(0, filled);
  }

  /** Moves on without reading; returns how far it got. */
  skip(count: number): number {
    const skipped = Math.min(count, this.remaining);
    this.#offset += skipped;
    return skipped;
  }
}
