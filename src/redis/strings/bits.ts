/** Bits as strings have them: the first is the highest of the first byte. */

const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
});

/** 0 beyond the end. */
export const bitAt = (bytes: Uint8Array, offset: number): 0 | 1 =>
  (((bytes[Math.floor(offset / 8)] ?? 0) >> (7 - (offset % 8))) & 1) as 0 | 1;

export function setBit(bytes: Uint8Array, offset: number, bit: 0 | 1): void {
  const at = Math.floor(offset / 8);
  const mask = 0x80 >> (offset % 8);
  const byte = bytes[at] as number;
  bytes[at] = bit === 1 ? byte | mask : byte & ~mask;
}

/** Ones among the bits `from` to `to`, both included. */
export function countOnes(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  let at = from;
  for (; at <= to && at % 8 !== 0; at++) count += bitAt(bytes, at);
  for (; at + 7 <= to; at += 8) count += ONES[bytes[at / 8] as number] as number;
  for (; at <= to; at++) count += bitAt(bytes, at);
  return count;
}

/** Place of the first such bit among the bits `from` to `to`, both included; -1 when there is none. */
export function findBit(bytes: Uint8Array, bit: 0 | 1, from: number, to: number): number {
  const skipped = bit === 1 ? 0x00 : 0xff;
  for (let at = from; at <= to; at++) {
    while (at % 8 === 0 && at + 7 <= to && bytes[at / 8] === skipped) at += 8;
    if (at <= to && bitAt(bytes, at) === bit) return at;
  }
  return -1;
}

export type BitOperation = "and" | "or" | "xor" | "not";

/** As long as the longest operand; shorter ones end in zeros. */
export function combineBits(operation: BitOperation, operands: readonly Uint8Array[]): Buffer {
  const result = Buffer.alloc(operands.reduce((longest, { length }) => Math.max(longest, length), 0));
  for (let i = 0; i < result.length; i++) {
    let byte = operands[0]?.[i] ?? 0;
    if (operation === "not") byte = ~byte;
    for (let k = 1; k < operands.length; k++) {
      const other = operands[k]?.[i] ?? 0;
      byte = operation === "and" ? byte & other : operation === "or" ? byte | other : byte ^ other;
    }
    result[i] = byte;
  }
  return result;
}
