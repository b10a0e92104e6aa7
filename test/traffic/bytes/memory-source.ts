import type { ByteStream } from "../../../src/traffic/bytes/byte-stream.ts";
import { WavetankError } from "../../../src/kernel/error.ts";
import type { ByteSource } from "../../../src/traffic/record.ts";

/** A file that is only bytes in memory. */
export function memorySource(bytes: Uint8Array | string, name = "test.capture"): ByteSource {
  const content = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  return {
    name,
    size: content.length,
    read(offset, into) {
      const part = content.subarray(offset, offset + into.length);
      into.set(part);
      return part.length;
    },
  };
}

/** A stream that hands out exactly these chunks, then fails if told to. */
export function chunkStream(chunks: readonly Uint8Array[], failure?: Error): ByteStream {
  const left = chunks.filter((chunk) => chunk.length > 0);
  return {
    name: "chunks",
    next() {
      const chunk = left.shift();
      if (chunk === undefined && failure !== undefined) throw failure;
      return chunk;
    },
  };
}

/** Everything a stream hands out, its largest chunk, and the error it ends with. */
export function drain(stream: ByteStream): { bytes: Uint8Array; largest: number; error: WavetankError | undefined } {
  const chunks: Uint8Array[] = [];
  let largest = 0;
  try {
    for (let chunk = stream.next(); chunk !== undefined; chunk = stream.next()) {
      chunks.push(chunk);
      largest = Math.max(largest, chunk.length);
    }
  } catch (error) {
    if (!(error instanceof WavetankError)) throw error;
    return { bytes: concat(chunks), largest, error };
  }
  return { bytes: concat(chunks), largest, error: undefined };
}

export const concat = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

export const isPrefix = (part: Uint8Array, whole: Uint8Array): boolean =>
  Buffer.compare(part, whole.subarray(0, part.length)) === 0;
