/**
 * CRC-32 as zlib, PNG and Kraken's book checksum use it: reflected polynomial 0xEDB88320, start and final XOR of all
 * ones. Two forms: over bytes that lie in memory, and one byte at a time for text that is never laid out.
 */
const TABLE: Int32Array = buildTable();

function buildTable(): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let state = byte;
    for (let bit = 0; bit < 8; bit++) state = (state & 1) === 1 ? (state >>> 1) ^ 0xedb88320 : state >>> 1;
    table[byte] = state;
  }
  return table;
}

/**
 * The checksum of `bytes[from, to)`, an unsigned 32-bit integer.
 *
 * @param seed - The checksum of the bytes that came before, to go on from: 0 at the start.
 */
export function crc32(bytes: Uint8Array, from = 0, to: number = bytes.length, seed = 0): number {
  let state = ~seed;
  for (let i = from; i < to; i++) state = updateCrc32(state, bytes[i] ?? 0);
  return finishCrc32(state);
}

/** The state before the first byte. A state is a signed 32-bit integer and no checksum until it is finished. */
export const CRC32_START = -1;

/** The state after one more byte. Only the low eight bits of `byte` count. */
export function updateCrc32(state: number, byte: number): number {
  return (TABLE[(state ^ byte) & 255] as number) ^ (state >>> 8); // the mask keeps the index inside the 256 entries
}

/** The state after `text`, one byte a character: for ASCII only. */
export function updateCrc32Ascii(state: number, text: string): number {
  let next = state;
  for (let i = 0; i < text.length; i++) next = updateCrc32(next, text.charCodeAt(i));
  return next;
}

/** The checksum that a state stands for, an unsigned 32-bit integer. */
export function finishCrc32(state: number): number {
  return ~state >>> 0;
}

/**
 * Joins checksums of pieces: the state after A then B is the state after A moved over `length(B)` zero bytes, XORed
 * with the state that B alone gives when it starts from 0. The move is linear, so four look-ups do it for any length.
 */
export class Crc32Shift {
  readonly #table = new Int32Array(4 * 256);

  constructor(length: number) {
    for (let entry = 0; entry < this.#table.length; entry++) {
      let state = (entry & 255) << (8 * (entry >>> 8));
      for (let i = 0; i < length; i++) state = updateCrc32(state, 0);
      this.#table[entry] = state;
    }
  }

  /** `state`, moved over that many zero bytes. */
  apply(state: number): number {
    const table = this.#table; // every index below is inside its 1,024 entries
    return (table[state & 255] as number) ^ (table[256 + ((state >>> 8) & 255)] as number) ^
      (table[512 + ((state >>> 16) & 255)] as number) ^ (table[768 + (state >>> 24)] as number);
  }
}
