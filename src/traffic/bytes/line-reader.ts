import { WavetankError } from "../../kernel/error.ts";
import type { ByteStream } from "./byte-stream.ts";

/** No venue sends a frame near this size; the largest captured is a Coinbase snapshot of 5.8 MB. */
export const LINE_BYTES_MAX = 64 * 1024 * 1024;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Where a line lies: `bytes[start, end)`, without its line end. */
export interface Line {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly number: number;
  /** Of its first byte in the plain text. */
  readonly offset: number;
  /** False for a last line without a line end: it may have been cut. */
  readonly terminated: boolean;
  /** File, line and byte, for messages. */
  where(): string;
}

/**
 * Splits plain text into lines, on bytes: text is never decoded here. A line is the reader's own fields, valid until
 * the next call; the memory behind `bytes` is never written again, so views of it stay good.
 */
export class LineReader implements Line {
  readonly name: string;
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  number = 0;
  offset = 0;
  terminated = true;

  readonly #stream: ByteStream;
  readonly #lineMax: number;
  #chunk: Uint8Array = new Uint8Array(0);
  #chunkOffset = 0;
  #position = 0;

  constructor(stream: ByteStream, lineMax: number = LINE_BYTES_MAX) {
    this.name = stream.name;
    this.#stream = stream;
    this.#lineMax = lineMax;
  }

  /**
   * Moves to the next line.
   *
   * @returns false at the end.
   * @throws {WavetankError} E_CAPTURE_LINE - a line is longer than allowed. What the stream throws comes after every
   * whole line before it; the part of a line that was cut is not handed out.
   */
  next(): boolean {
    const from = this.#position;
    const newline = this.#chunk.indexOf(NEWLINE, from);
    if (newline >= 0) {
      if (newline - from > this.#lineMax) throw this.#tooLong(this.#chunkOffset + from);
      this.#show(this.#chunk, from, newline, this.#chunkOffset + from);
      this.#position = newline + 1;
      return true;
    }
    return this.#nextAcrossChunks();
  }

  where(): string {
    return `${this.name}, line ${this.number}, byte ${this.offset} of the plain text`;
  }

  #nextAcrossChunks(): boolean {
    const offset = this.#chunkOffset + this.#position;
    const joined = new JoinedBytes(this.#chunk.subarray(this.#position));
    for (;;) {
      this.#position = this.#chunk.length;
      if (joined.length > this.#lineMax) throw this.#tooLong(offset);
      const chunk = this.#stream.next();
      if (chunk === undefined) break;
      this.#chunkOffset += this.#chunk.length;
      this.#chunk = chunk;
      const newline = chunk.indexOf(NEWLINE);
      joined.append(newline < 0 ? chunk : chunk.subarray(0, newline));
      if (newline < 0) continue;

      this.#position = newline + 1;
      if (joined.length > this.#lineMax) throw this.#tooLong(offset);
      this.#show(joined.bytes, 0, joined.length, offset);
      return true;
    }
    if (joined.length === 0) return false;
    this.#show(joined.bytes, 0, joined.length, offset);
    this.terminated = false;
    return true;
  }

  #show(bytes: Uint8Array, start: number, end: number, offset: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    this.offset = offset;
    this.number += 1;
    this.terminated = true;
  }

  #tooLong(offset: number): WavetankError {
    return new WavetankError("E_CAPTURE_LINE", `a line of ${this.name} is longer than ${this.#lineMax} bytes`, {
      where: `${this.name}, line ${this.number + 1}, byte ${offset} of the plain text`,
      expected: "text with one record a line",
      hint: "this is not the capture it looks like at its start, or its line ends were lost",
    });
  }
}

/** The pieces of one line, in memory of its own. It grows by doubling: pieces may be many and tiny. */
class JoinedBytes {
  bytes: Uint8Array;
  length: number;

  constructor(first: Uint8Array) {
    this.bytes = first;
    this.length = first.length;
  }

  append(piece: Uint8Array): void {
    const length = this.length + piece.length;
    // At first `bytes` is a view of the chunk and exactly full, so that anything to append moves it.
    if (length > this.bytes.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.length));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
    }
    this.bytes.set(piece, this.length);
    this.length = length;
  }
}
