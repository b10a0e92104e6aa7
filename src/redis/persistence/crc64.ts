/**
 * CRC-64 as RDB files and DUMP payloads carry it: reflected polynomial 0x95AC9329AC4BC9B5, start and final XOR of zero.
 * A checksum is kept as two halves, since 64 bits do not fit a number.
 */
const HIGH = new Int32Array(256);
const LOW = new Int32Array(256);

for (let byte = 0; byte < 256; byte++) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit++) {
    const odd = (low & 1) === 1;
    low = (low >>> 1) | (high << 31);
    high >>>= 1;
    if (odd) {
      high ^= 0x95ac9329;
      low ^= 0xac4bc9b5;
    }
  }
  HIGH[byte] = high;
  LOW[byte] = low;
}

/** The checksum of `bytes[0, length)` as the eight bytes, least significant first, in which it is stored. */
export function crc64(bytes: Uint8Array, length: number = bytes.length): Buffer {
  let high = 0;
  let low = 0;
  for (let i = 0; i < length; i++) {
    const entry = (low ^ (bytes[i] as number)) & 255; // i < length, and the mask keeps the entry inside the tables
    low = (low >>> 8) ^ (high << 24) ^ (LOW[entry] as number);
    high = (high >>> 8) ^ (HIGH[entry] as number);
  }
  const stored = Buffer.allocUnsafe(8);
  stored.writeInt32LE(low, 0);
  stored.writeInt32LE(high | 0, 4);
  return stored;
}
