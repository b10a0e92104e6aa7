import { bitAt, setBit } from "./bits.ts";

/** An integer of a bit field: signed ones have up to 64 bits, unsigned ones up to 63. */
export interface FieldType {
  readonly signed: boolean;
  readonly bits: number;
}

export type Overflow = "wrap" | "sat" | "fail";

export function readField(bytes: Uint8Array, offset: number, { signed, bits }: FieldType): bigint {
  let value = 0n;
  for (let i = 0; i < bits; i++) value = (value << 1n) | BigInt(bitAt(bytes, offset + i));
  return signed ? BigInt.asIntN(bits, value) : value;
}

/** The bytes reach as far as the field. */
export function writeField(bytes: Uint8Array, offset: number, { bits }: FieldType, value: bigint): void {
  for (let i = 0; i < bits; i++) setBit(bytes, offset + i, Number((value >> BigInt(bits - 1 - i)) & 1n) as 0 | 1);
}

/**
 * As `fitField`, of what SET is given. The server finds out in 64 bits how far it is from the largest value, which for
 * those next to the least integer there is comes out negative: they are taken for too large, and saturate upwards.
 */
export function fitSetField(value: bigint, type: FieldType, overflow: Overflow): bigint | undefined {
  const { signed, bits } = type;
  const isTakenForLarge = signed && bits < 64 && value < mostOf(type) - INT64_MOST;
  return overflow === "sat" && isTakenForLarge ? mostOf(type) : fitField(value, type, overflow);
}

/** What a field of that type can hold of a value; undefined when it cannot and is not to. */
export function fitField(value: bigint, type: FieldType, overflow: Overflow): bigint | undefined {
  const { signed, bits } = type;
  const most = mostOf(type);
  const least = signed ? -most - 1n : 0n;
  if (value >= least && value <= most) return value;
  if (overflow === "fail") return undefined;
  if (overflow === "sat") return value > most ? most : least;
  return signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

const INT64_MOST = (1n << 63n) - 1n;

const mostOf = ({ signed, bits }: FieldType): bigint => (1n << BigInt(signed ? bits - 1 : bits)) - 1n;
