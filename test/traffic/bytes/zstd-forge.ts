import { concat } from "./memory-source.ts";

/** Zstandard frames made by hand from raw and repeated blocks: what no compressor would write, among others. */
export interface ForgedFrame {
  readonly blocks: readonly Uint8Array[];
  /** The window descriptor byte; 0x38 is 128 KiB. */
  readonly window?: number;
  readonly contentBytes?: number;
  readonly checksum?: number;
}

export function zstdFrame({ blocks, window = 0x38, contentBytes, checksum }: ForgedFrame): Uint8Array {
  const descriptor = (checksum === undefined ? 0 : 4) | (contentBytes === undefined ? 0 : 0x80);
  const head = [0x28, 0xb5, 0x2f, 0xfd, descriptor, window];
  const size = contentBytes === undefined ? new Uint8Array(0) : word(contentBytes);
  return concat([Uint8Array.from(head), size, ...blocks, checksum === undefined ? new Uint8Array(0) : word(checksum)]);
}

export const rawBlock = (bytes: Uint8Array | string, isLast: boolean): Uint8Array => {
  const body = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  return concat([blockHead(0, body.length, isLast), body]);
};

export const repeatedBlock = (byte: number, count: number, isLast: boolean): Uint8Array =>
  concat([blockHead(1, count, isLast), Uint8Array.of(byte)]);

export const blockHead = (type: number, size: number, isLast: boolean): Uint8Array =>
  word((size << 3) | (type << 1) | Number(isLast)).subarray(0, 3);

export const skippable = (bytes: Uint8Array): Uint8Array =>
  concat([Uint8Array.of(0x53, 0x2a, 0x4d, 0x18), word(bytes.length), bytes]);

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
