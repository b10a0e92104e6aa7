import { inflateRawSync, type ZlibOptions } from "node:zlib";
import { deflateSync } from "fflate";
import { illegal, type Place } from "./failure.ts";

/**
 * Level 5 and a hash table of fixed size. On captured Binance books level 6 is 2 % smaller and takes half as long
 * again, level 4 is 2 % larger and no faster. Both are part of what makes a recording's bytes reproducible: see the
 * golden test.
 */
const DEFLATE = { level: 5, mem: 7 } as const;

/**
 * DEFLATE of `raw`, the same bytes on every machine: fflate is integer arithmetic in JavaScript, while the output of
 * node:zlib differs between versions of Node and between processors.
 */
export const deflate = (raw: Uint8Array): Uint8Array => deflateSync(raw, DEFLATE);

/**
 * The `rawBytes` bytes that `stored` stands for. Never takes more memory than that, whatever `stored` holds.
 *
 * @throws {WavetankError} E_RECORDING_CONTENT - not DEFLATE, another length, or bytes after its end.
 */
export function inflate(stored: Uint8Array, rawBytes: number, place: Place): Uint8Array {
  const expected = `DEFLATE of exactly ${rawBytes} bytes`;
  // One byte more than needed: zlib then sees the end in its first chunk and the result is not copied together.
  const chunkSize = Math.max(64, rawBytes + 1);
  const options: ZlibOptions = { maxOutputLength: Math.max(1, rawBytes), chunkSize, info: true };
  let inflated: { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } };
  try {
    inflated = inflateRawSync(stored, options) as unknown as typeof inflated; // `info` adds the engine to the result
  } catch (error) {
    throw illegal(place, `a payload that does not inflate (${(error as Error).message})`, expected);
  }
  const { buffer, engine } = inflated;
  if (buffer.length !== rawBytes) throw illegal(place, `a payload that inflates to ${buffer.length} bytes`, expected);
  if (engine.bytesWritten !== stored.length) {
    throw illegal(place, `${stored.length - engine.bytesWritten} bytes after the compressed payload`, expected);
  }
  return buffer;
}
