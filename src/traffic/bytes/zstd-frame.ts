/** What the header of a Zstandard frame says: RFC 8878, section 3.1.1.1. */
export interface ZstdFrameHeader {
  /** Bytes of the header with its magic number. */
  readonly headerBytes: number;
  /** Memory that decoding needs, in bytes. */
  readonly windowBytes: number;
  /** Plain bytes in the frame; undefined where the compressor did not know. */
  readonly contentBytes: number | undefined;
  readonly hasChecksum: boolean;
  readonly dictionary: number;
}

export const ZSTD_MAGIC = 0xfd2fb528;
/** The longest header: magic, descriptor, window, 4 bytes of dictionary id, 8 bytes of content size. */
export const ZSTD_HEADER_BYTES_MAX = 18;
/** No block holds more, packed or plain. */
export const ZSTD_BLOCK_BYTES_MAX = 128 * 1024;

const DICTIONARY_BYTES = [0, 1, 2, 4] as const;

/** Magic numbers 0x184D2A50 … 0x184D2A5F start frames that a decoder steps over. */
export const isSkippableMagic = (magic: number): boolean => magic >>> 4 === 0x184d2a5;

/**
 * Reads the header at the start of `bytes`, whose magic number was checked.
 *
 * @returns undefined when `bytes` ends inside the header, "reserved" when a bit is set that must not be.
 */
export function readZstdFrameHeader(bytes: Uint8Array): ZstdFrameHeader | "reserved" | undefined {
  const descriptor = bytes[4];
  if (descriptor === undefined) return undefined;
  if ((descriptor & 8) !== 0) return "reserved";
  const singleSegment = (descriptor & 32) !== 0;
  const dictionaryBytes = DICTIONARY_BYTES[(descriptor & 3) as 0 | 1 | 2 | 3];
  const sizeCode = descriptor >> 6;
  const sizeBytes = sizeCode === 0 ? Number(singleSegment) : 1 << sizeCode;
  const dictionaryAt = singleSegment ? 5 : 6;
  const headerBytes = dictionaryAt + dictionaryBytes + sizeBytes;
  if (bytes.length < headerBytes) return undefined;

  const size = littleEndian(bytes, dictionaryAt + dictionaryBytes, sizeBytes) + (sizeCode === 1 ? 256 : 0);
  const contentBytes = sizeBytes === 0 ? undefined : size;
  return {
    headerBytes,
    windowBytes: singleSegment ? size : windowBytes(bytes[5] ?? 0),
    contentBytes,
    hasChecksum: (descriptor & 4) !== 0,
    dictionary: littleEndian(bytes, dictionaryAt, dictionaryBytes),
  };
}

/**
 * A header of 14 bytes that asks for a window of at least `windowBytes` and for nothing else: for a decoder whose
 * caller has read the real header and checks what that announced.
 */
export function plainZstdHeader(windowBytesMin: number): Uint8Array {
  let code = 0;
  while (windowBytes(code) < windowBytesMin) code += 1;
  const bytes = new Uint8Array(14);
  new DataView(bytes.buffer).setUint32(0, ZSTD_MAGIC, true);
  bytes[4] = 0xc0; // eight bytes of content size follow the window, left at 0
  bytes[5] = code;
  return bytes;
}

function windowBytes(code: number): number {
  const base = 2 ** (10 + (code >> 3));
  return base + (base / 8) * (code & 7);
}

/** Up to eight bytes; above 2^53 the sum is rounded, which no caller can tell from too large. */
function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
}
