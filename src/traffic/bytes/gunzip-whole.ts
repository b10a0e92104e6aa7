import { gunzipSync, type ZlibOptions } from "node:zlib";
import type { ByteSource } from "../record.ts";
import { ByteCursor } from "./byte-cursor.ts";

/**
 * The plain text of a small, sound gzip input in one piece, four times faster than streaming. Node has no synchronous
 * streaming, and its zlib passes over bytes behind the last member: whatever is not plainly whole is left to GzipBytes.
 *
 * @returns undefined when the input is damaged, has bytes behind its end, or takes more than `plainMax` bytes.
 */
export function gunzipWhole(source: ByteSource, plainMax: number): Uint8Array | undefined {
  if (source.size > plainMax) return undefined;
  const packed = new ByteCursor(source).take(source.size);
  const options: ZlibOptions = { maxOutputLength: plainMax, info: true };
  try {
    const result = gunzipSync(packed, options) as unknown as GunzipInfo; // `info` changes the result: see node:zlib
    if (result.engine.bytesWritten !== packed.length) return undefined;
    const { buffer } = result;
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  } catch {
    return undefined;
  }
}

interface GunzipInfo {
  readonly buffer: Uint8Array;
  /** `bytesWritten` counts the input that was consumed. */
  readonly engine: { readonly bytesWritten: number };
}
