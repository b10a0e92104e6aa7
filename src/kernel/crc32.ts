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

/** The state before the first byte. A state is a signed 32-bit integer and no checksum until it is finished. */
export const CRC32_START = -1;

/** The checksum of `bytes[from, to)`, an unsigned 32-bit integer: for a few bytes. node:zlib's is faster over many. */
export function crc32(bytes: Uint8Array, from = 0, to: number = bytes.length): number {
  let state = CRC32_START;
  for (let i = from; i < to; i++) state = updateCrc32(state, bytes[i] ?? 0);
  return finishCrc32(state);
}

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

/** So many bytes are advanced over by table. */
const TABLED_BYTES = 32;

/**
 * Advancing a CRC over n zero bytes is linear in its 32 bits, so it is the XOR of four table entries, one for each byte
 * of the state: 1,024 entries for each n.
 */
const ADVANCE: Int32Array = buildAdvance();

function buildAdvance(): Int32Array {
  const table = new Int32Array((TABLED_BYTES + 1) * 1_024);
  for (let entry = 0; entry < 1_024; entry++) {
    let state = (entry & 255) << (8 * (entry >>> 8));
    for (let bytes = 0; bytes <= TABLED_BYTES; bytes++) {
      table[bytes * 1_024 + entry] = state;
      state = updateCrc32(state, 0);
    }
  }
  return table;
}

/**
 * The CRC state after `bytes` zero bytes. The CRC of A followed by B is `advanceCrc32(state after A, length of B)` XOR
 * the state that B alone leads to from 0: texts can be summed once and joined often.
 */
export function advanceCrc32(state: number, bytes: number): number {
  let rest = bytes;
  let advanced = state;
  do {
    const base = (rest < TABLED_BYTES ? rest : TABLED_BYTES) * 1_024;
    // The four indices lie within the table: each is a byte in its own quarter of the entries of one length.
    advanced =
      (ADVANCE[base + (advanced & 255)] as number) ^
      (ADVANCE[base + 256 + ((advanced >>> 8) & 255)] as number) ^
      (ADVANCE[base + 512 + ((advanced >>> 16) & 255)] as number) ^
      (ADVANCE[base + 768 + (advanced >>> 24)] as number);
    rest -= TABLED_BYTES;
  } while (rest > 0);
  return advanced;
}
