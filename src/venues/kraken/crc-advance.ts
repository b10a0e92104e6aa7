import { updateCrc32 } from "../../kernel/crc32.ts";

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
