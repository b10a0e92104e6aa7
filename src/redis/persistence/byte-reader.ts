import type { Bytes } from "../server/bytes.ts";
import { BadFormat } from "./bad-format.ts";

/** Reads stored bytes from first to last. Nothing is allocated for a claim that the bytes do not cover. */
export class ByteReader {
  readonly #buffer: Buffer;
  readonly #end: number;
  #at: number;

  /** Reads `buffer[from, end)`. */
  constructor(buffer: Buffer, from = 0, end: number = buffer.length) {
    this.#buffer = buffer;
    this.#at = from;
    this.#end = end;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    return this.#buffer[this.#take(1)] as number; // #take has checked
  }

  uint16(): number {
    return this.#buffer.readUInt16LE(this.#take(2));
  }

  /** A signed integer, least significant byte first. */
  integer(bytes: 1 | 2 | 3 | 4): number {
    return this.#buffer.readIntLE(this.#take(bytes), bytes);
  }

  uint32(): number {
    return this.#buffer.readUInt32LE(this.#take(4));
  }

  uint32BigEndian(): number {
    return this.#buffer.readUInt32BE(this.#take(4));
  }

  int64(): bigint {
    return this.#buffer.readBigInt64LE(this.#take(8));
  }

  uint64BigEndian(): bigint {
    return this.#buffer.readBigUInt64BE(this.#take(8));
  }

  double(): number {
    return this.#buffer.readDoubleLE(this.#take(8));
  }

  bytes(length: number): Bytes {
    const from = this.#take(length);
    return this.#buffer.toString("latin1", from, from + length);
  }

  view(length: number): Buffer {
    const from = this.#take(length);
    return this.#buffer.subarray(from, from + length);
  }

  fail(problem: string): never {
    throw new BadFormat(problem, this.#at);
  }

  #take(length: number): number {
    if (length > this.left) this.fail(`${length} bytes are claimed and ${this.left} are there`);
    const from = this.#at;
    this.#at += length;
    return from;
  }
}
