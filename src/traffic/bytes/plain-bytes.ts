import type { ByteSource } from "../record.ts";
import { ByteCursor } from "./byte-cursor.ts";
import type { ByteStream } from "./byte-stream.ts";

const CHUNK_BYTES = 64 * 1024;

/** An input that is not compressed. */
export class PlainBytes implements ByteStream {
  readonly name: string;
  readonly #cursor: ByteCursor;

  constructor(source: ByteSource) {
    this.name = source.name;
    this.#cursor = new ByteCursor(source);
  }

  next(): Uint8Array | undefined {
    const chunk = this.#cursor.take(CHUNK_BYTES);
    return chunk.length === 0 ? undefined : chunk;
  }
}
