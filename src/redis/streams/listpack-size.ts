import type { Bytes } from "../server/bytes.ts";
import { arrayOfBytes, bytesOfArray } from "../server/bytes.ts";
import { subtract, type Uint64 } from "../server/uint64.ts";

/** Header and terminator of a listpack. */
export const LISTPACK_FRAME = 7;

/** Bytes of an element that holds a string; one that is written as a 64-bit decimal integer is held as the integer. */
export function stringElement(value: Bytes | Uint8Array): number {
  const { length } = value;
  const integer = length > 0 && length <= 20 ? integerPayload(value) : 0;
  return integer > 0 ? withBackLength(integer) : textElement(length);
}

/** Bytes of an element that holds so many bytes which are no integer. */
export const textElement = (length: number): number =>
  withBackLength(length < 64 ? 1 + length : length < 4_096 ? 2 + length : 5 + length);

/** Bytes of an element that holds an integer of at most 53 bits. */
export const integerElement = (value: number): number => withBackLength(payloadOf(value));

/** Bytes of an element that holds the difference of two 64-bit numbers, taken as signed. */
export function differenceElement(left: Uint64, right: Uint64): number {
  if (typeof left === "number" && typeof right === "number") return withBackLength(payloadOf(left - right));
  const signed = BigInt.asIntN(64, BigInt(subtract(left, right)));
  return withBackLength(payloadOf(Number(signed)));
}

/** The length of an element is written behind it too, so that a listpack can be read backwards. */
const withBackLength = (size: number): number =>
  size + (size <= 127 ? 1 : size < 16_383 ? 2 : size < 2_097_151 ? 3 : size < 268_435_455 ? 4 : 5);

function payloadOf(value: number): number {
  if (value >= 0 && value <= 127) return 1;
  if (value >= -4_096 && value <= 4_095) return 2;
  if (value >= -32_768 && value <= 32_767) return 3;
  if (value >= -8_388_608 && value <= 8_388_607) return 4;
  if (value >= -2_147_483_648 && value <= 2_147_483_647) return 5;
  return 9;
}

const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** 0 when the text is no canonical integer of 64 bits. */
function integerPayload(value: Bytes | Uint8Array): number {
  const first = typeof value === "string" ? value.charCodeAt(0) : (value[0] as number);
  if (first !== MINUS && (first < ZERO || first > NINE)) return 0;
  const text = typeof value === "string" ? value : bytesOfArray(value);
  const { length } = text;
  const digitsAt = first === MINUS ? 1 : 0;
  if (length === digitsAt || (text.charCodeAt(digitsAt) === ZERO && length > 1)) return 0;
  let magnitude = 0;
  for (let i = digitsAt; i < length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return 0;
    magnitude = magnitude * 10 + digit;
  }
  if (length <= 15) return payloadOf(digitsAt === 1 ? -magnitude : magnitude);
  const integer = BigInt(text);
  return integer === BigInt.asIntN(64, integer) ? 9 : 0;
}

/** Whether two values hold the same bytes. */
export function sameBytes(left: Bytes | Uint8Array, right: Bytes | Uint8Array): boolean {
  if (typeof left === "string" && typeof right === "string") return left === right;
  if (left.length !== right.length) return false;
  return arrayOf(left).equals(arrayOf(right));
}

const arrayOf = (value: Bytes | Uint8Array): Buffer =>
  typeof value === "string" ? arrayOfBytes(value) : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
