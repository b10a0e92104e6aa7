import { inflateRawSync } from "node:zlib";
import { deflateSync } from "fflate";

/** Appended to the name of the encoding. */
export const COMPRESSED = "+deflate";

export type CompressionLevel = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export interface CompressionOptions {
  /** Bytes up to which a payload is left alone. */
  readonly above: number;
  /** From 1, fast, to 9, small. Default 3: on the way through a bus a payload is compressed once and read soon. */
  readonly level?: CompressionLevel;
}

/** What a compressed payload may become, in bytes. */
const MOST_BYTES = 64 * 1_024 * 1_024;
const DEFAULT_LEVEL = 3;
/** Of the compressor's memory, which favours speed. */
const MEMORY = 5;

/** Undefined when compression is not worth it: the payload is small, or would not become smaller. */
export function compress(
  payload: Uint8Array, { above, level = DEFAULT_LEVEL }: CompressionOptions,
): Uint8Array | undefined {
  if (payload.length <= above) return undefined;
  const smaller = deflateSync(payload, { level, mem: MEMORY });
  return smaller.length < payload.length ? smaller : undefined;
}

/** @throws {Error} not DEFLATE, or more than 64 MiB in the end. */
export const decompress = (payload: Uint8Array): Uint8Array => inflateRawSync(payload, { maxOutputLength: MOST_BYTES });
