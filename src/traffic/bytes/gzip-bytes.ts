import { crc32 } from "node:zlib";
import { Gunzip } from "fflate";
import type { WavetankError } from "../../kernel/error.ts";
import type { ByteSource } from "../record.ts";
import { ByteCursor } from "./byte-cursor.ts";
import type { ByteStream } from "./byte-stream.ts";
import { corrupt, truncated } from "./damage.ts";

/** Deflate expands at most 1,032 times, so one push makes at most 8.3 MB. */
const PUSH_BYTES = 8 * 1024;
const TRAILER_BYTES = 8;
/** A header of 10 bytes and a trailer. */
const MEMBER_BYTES_MIN = 18;

/**
 * A gzip input, one member or several. fflate inflates; it leaves the trailers unread, so CRC-32 and length of every
 * member are verified here (RFC 1952). Bytes behind the last member are damage.
 */
export class GzipBytes implements ByteStream {
  readonly name: string;
  readonly #cursor: ByteCursor;
  readonly #inflater: Gunzip;
  readonly #ready: Uint8Array[] = [];
  #taken = 0;
  #memberCrc = 0;
  #memberBytes = 0;
  #finished = false;
  #failure: WavetankError | undefined;

  constructor(source: ByteSource) {
    this.name = source.name;
    this.#cursor = new ByteCursor(source);
    this.#inflater = new Gunzip((chunk) => {
      if (chunk.length === 0) return;
      this.#memberCrc = crc32(chunk, this.#memberCrc);
      this.#memberBytes += chunk.length;
      this.#ready.push(chunk);
    });
    const closeMember = (offset: number): void => this.#closeMember(offset);
    this.#inflater.onmember = closeMember;
  }

  next(): Uint8Array | undefined {
    for (;;) {
      const chunk = this.#ready[this.#taken];
      if (chunk !== undefined) {
        this.#taken += 1;
        return chunk;
      }
      this.#ready.length = this.#taken = 0;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#finished) return undefined;
      this.#inflate();
    }
  }

  #inflate(): void {
    const input = this.#cursor.take(PUSH_BYTES);
    if (input.length === 0) return this.#end();
    try {
      this.#inflater.push(input);
    } catch (cause) {
      this.#failure ??= corrupt(this.name, this.#cursor.offset - input.length, "its gzip data is invalid", cause);
    }
  }

  /** A further member starts at `offset`: the trailer of the one before lies directly in front of it. */
  #closeMember(offset: number): void {
    if (!this.#trailerMatches(offset)) {
      this.#failure ??= corrupt(this.name, offset - TRAILER_BYTES, "CRC-32 or length of a gzip member differ");
    }
    this.#memberCrc = this.#memberBytes = 0;
  }

  #end(): void {
    const size = this.#cursor.offset;
    this.#finished = true;
    if (this.#trailerMatches(size)) return;
    this.#failure = this.#looksCut(size)
      ? truncated(this.name, size, "its gzip data ends early")
      : corrupt(this.name, size - TRAILER_BYTES, "CRC-32 or length in its gzip trailer differ");
  }

  /** One half of the trailer is right: then it is a trailer, and the data or the other half are wrong. */
  #looksCut(end: number): boolean {
    const { crc, length } = this.#readTrailer(end);
    return end < MEMBER_BYTES_MIN || (crc !== this.#memberCrc && length !== this.#memberBytes % 2 ** 32);
  }

  #trailerMatches(end: number): boolean {
    const { crc, length } = this.#readTrailer(end);
    return crc === this.#memberCrc && length === this.#memberBytes % 2 ** 32;
  }

  #readTrailer(end: number): { crc: number; length: number } {
    const bytes = new Uint8Array(TRAILER_BYTES);
    this.#cursor.source.read(Math.max(0, end - TRAILER_BYTES), bytes);
    const view = new DataView(bytes.buffer);
    return { crc: view.getUint32(0, true), length: view.getUint32(4, true) };
  }
}
