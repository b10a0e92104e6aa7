import type { Bytes } from "../server/bytes.ts";
import { parseInteger, type Int64 } from "../server/int64.ts";

/** Header and terminator of a listpack. */
export const EMPTY_LISTPACK_BYTES = 7;

/** How many bytes a listpack takes for an element: text that is an integer's is kept as that integer. */
export function elementSize(text: Bytes): number {
  const first = text.charCodeAt(0);
  // Digits and the minus sign: nothing else can begin an integer.
  const integer = first <= 57 && first >= 45 ? parseInteger(text) : undefined;
  const encoded = integer === undefined ? stringSize(text.length) : integerSize(integer);
  return encoded + backLengthSize(encoded);
}

function stringSize(length: number): number {
  if (length < 64) return 1 + length;
  return length < 4_096 ? 2 + length : 5 + length;
}

function integerSize(value: Int64): number {
  if (value >= 0 && value <= 127) return 1;
  if (value >= -4_096 && value <= 4_095) return 2;
  if (value >= -32_768 && value <= 32_767) return 3;
  if (value >= -8_388_608 && value <= 8_388_607) return 4;
  return value >= -2_147_483_648 && value <= 2_147_483_647 ? 5 : 9;
}

/** Each element ends in its own length, seven bits a byte. */
function backLengthSize(encoded: number): number {
  if (encoded <= 127) return 1;
  if (encoded < 16_383) return 2;
  if (encoded < 2_097_151) return 3;
  return encoded < 268_435_455 ? 4 : 5;
}
