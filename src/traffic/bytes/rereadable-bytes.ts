import type { ByteSource } from "../record.ts";
import type { ByteStream } from "./byte-stream.ts";
import { compressionOf, openBytes } from "./compression.ts";
import { asError } from "./damage.ts";
import { gunzipWhole } from "./gunzip-whole.ts";

/**
 * Up to here, all inputs of a capture together, plain text is kept after the first reading: decompressing twice would
 * cost more than the memory.
 */
export const KEPT_BYTES_MAX = 48 * 1024 * 1024;
/** What a chunk takes besides its bytes, so that many small ones count too. */
const CHUNK_BYTES = 256;

/** The plain bytes of an input that is read twice. The second reading ends, or fails, exactly as the first. */
export class RereadableBytes {
  readonly #source: ByteSource;
  readonly #keptMax: number;
  #kept: Uint8Array[] | undefined = [];
  #keptBytes = 0;
  #readings = 0;
  /** How the first reading ended: not yet, well, or with an error. */
  #ending: { readonly failure: Error | undefined } | undefined;

  constructor(source: ByteSource, keptMax: number = KEPT_BYTES_MAX) {
    this.#source = source;
    this.#keptMax = keptMax;
    if (compressionOf(source) !== "gzip") return;
    const whole = gunzipWhole(source, keptMax);
    if (whole === undefined) return;
    this.#kept = whole.length === 0 ? [] : [whole];
    this.#ending = { failure: undefined };
  }

  /** From the start. The first reading has to be over, or given up, before the second is asked for. */
  open(): ByteStream {
    if (this.#kept !== undefined && this.#ending !== undefined) {
      return replay(this.#source.name, this.#kept, this.#ending.failure);
    }
    if (this.#readings++ > 0) this.#kept = undefined; // the first reading was given up: what it kept is no use
    return this.#keep(openBytes(this.#source));
  }

  #keep(stream: ByteStream): ByteStream {
    return { name: stream.name, next: () => this.#keepNext(stream) };
  }

  #keepNext(stream: ByteStream): Uint8Array | undefined {
    try {
      const chunk = stream.next();
      if (chunk === undefined) this.#ending ??= { failure: undefined };
      else this.#remember(chunk);
      return chunk;
    } catch (caught) {
      this.#ending ??= { failure: asError(caught) };
      throw caught;
    }
  }

  #remember(chunk: Uint8Array): void {
    this.#keptBytes += chunk.length + CHUNK_BYTES;
    if (this.#keptBytes > this.#keptMax) this.#kept = undefined;
    this.#kept?.push(chunk);
  }
}

function replay(name: string, chunks: readonly Uint8Array[], failure: Error | undefined): ByteStream {
  let index = 0;
  return {
    name,
    next() {
      const chunk = chunks[index];
      if (chunk !== undefined) index += 1;
      else if (failure !== undefined) throw failure;
      return chunk;
    },
  };
}
