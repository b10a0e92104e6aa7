import type { Bytes } from "../server/bytes.ts";

/** The first 32 bits of the fractional parts of a root of a prime, by integers only. */
function fraction(prime: number, root: bigint): number {
  // The floor of root(prime) * 2^32, by bisection.
  const target = BigInt(prime) << (32n * root);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** root <= target) low = middle;
    else high = middle;
  }
  return Number(BigInt.asUintN(32, low)) | 0;
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

const PRIMES = firstPrimes(64);
const ROUNDS = Int32Array.from(PRIMES, (prime) => fraction(prime, 3n));
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(prime, 2n));
const BLOCK = 64;

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The SHA-256 digest (FIPS 180-4) in lower-case hexadecimal. */
export function sha256(message: Bytes): string {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / BLOCK) * BLOCK);
  padded.write(message, "latin1");
  padded[message.length] = 0x80;
  padded.writeBigUInt64BE(BigInt(message.length) * 8n, padded.length - 8);
  const state = START.slice();
  const words = new Int32Array(BLOCK);
  for (let at = 0; at < padded.length; at += BLOCK) compress(state, words, padded, at);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

function compress(state: Int32Array, words: Int32Array, data: Buffer, at: number): void {
  const word = (index: number): number => words[index] as number;
  for (let i = 0; i < 16; i++) words[i] = data.readInt32BE(at + i * 4);
  for (let i = 16; i < BLOCK; i++) {
    const early = word(i - 15);
    const late = word(i - 2);
    const mixed = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    words[i] = word(i - 16) + mixed + word(i - 7) + (rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < BLOCK; i++) {
    const one =
      (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + (ROUNDS[i] as number) + word(i)) | 0;
    const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => (state[index] = (state[index] as number) + value));
}
