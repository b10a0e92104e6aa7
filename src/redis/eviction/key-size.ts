import type { Bytes } from "../server/bytes.ts";
import type { Value } from "../server/value.ts";

const DICTIONARY_ENTRY = 24;
const QUANTUM = 16;

/** What the allocator gives for a request: 8, then multiples of 16 to 128, then four classes to each power of two. */
export function allocated(bytes: number): number {
  if (bytes <= 8) return 8;
  if (bytes <= 128) return Math.ceil(bytes / QUANTUM) * QUANTUM;
  let power = 128;
  while (power * 2 < bytes) power *= 2;
  const step = power / 4;
  return Math.ceil(bytes / step) * step;
}

/** The header of a string grows with its length. */
function stringHeader(length: number): number {
  if (length < 32) return 1;
  if (length < 256) return 3;
  return length < 65_536 ? 5 : 9;
}

/** Bytes that a key and its place in the keyspace take. */
export const keyOverhead = (key: Bytes): number =>
  allocated(stringHeader(key.length) + key.length + 1) + DICTIONARY_ENTRY;

/** Bytes that a key and its value take. */
export const keySize = (key: Bytes, value: Value): number => value.bytes + keyOverhead(key);
