import type { Bytes } from "../server/bytes.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";

/** Integers in ascending order, all in as many bytes as the widest of them needs. */
export function writeIntset(ascending: readonly bigint[]): Buffer {
  const [least, most] = [ascending[0] ?? 0n, ascending.at(-1) ?? 0n];
  const bytes = least >= -0x8000n && most <= 0x7fffn ? 2 : least >= -0x8000_0000n && most <= 0x7fff_ffffn ? 4 : 8;
  const writer = new ByteWriter(8 + ascending.length * bytes);
  writer.uint32(bytes);
  writer.uint32(ascending.length);
  for (const value of ascending) {
    if (bytes === 8) writer.int64(value);
    else writer.integer(Number(value), bytes);
  }
  return writer.view();
}

/** @throws {BadFormat} The bytes are no set of integers in ascending order. */
export function readIntset(intset: Buffer): Bytes[] {
  const reader = new ByteReader(intset);
  const bytes = reader.uint32();
  if (bytes !== 2 && bytes !== 4 && bytes !== 8) return reader.fail("an intset has an unknown width");
  const count = reader.uint32();
  if (count === 0 || count * bytes !== reader.left) reader.fail("an intset has another size");
  const members: Bytes[] = [];
  let previous: number | bigint = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = bytes === 8 ? reader.int64() : reader.integer(bytes);
    if (value <= previous) reader.fail("an intset is not in order");
    members.push(String(value));
    previous = value;
  }
  return members;
}
