import { inflateRawSync } from "node:zlib";
import { deflateSync } from "fflate";

/** Appended to the name of the encoding. */
export const COMPRESSED = "+deflate";

export interface CompressionOptions {
  /** Bytes up to which a payload is left alone. */
  readonly above: number;
}

/** What a compressed payload may become, in bytes. */
const MOST_BYTES = 64 * 1_024 * 1_024;
/** Favours speed: on the way through a bus a payload is compressed once and read soon. */
const DEFLATE = { level: 3, mem: 5 } as const;

/** Undefined when compression is not worth it: the payload is small, or would not become smaller. */
export function compress(payload: Uint8Array, { above }: CompressionOptions): Uint8Array | undefined {
  if (payload.length <= above) return undefined;
  const smaller = deflateSync(payload, DEFLATE);
  return smaller.length < payload.length ? smaller : undefined;
}

/** @throws {Error} not DEFLATE, or more than 64 MiB in the end. */
export const decompress = (payload: Uint8Array): Uint8Array => inflateRawSync(payload, { maxOutputLength: MOST_BYTES });
