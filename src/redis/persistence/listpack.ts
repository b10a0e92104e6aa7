import type { Bytes } from "../server/bytes.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { parseInteger } from "../server/int64.ts";

const HEADER_BYTES = 6;
const END = 255;
/** A count that the header cannot hold is left to be counted. */
const UNCOUNTED = 65_535;

/** Writes a listpack: a header, elements that can be read from both ends, and a terminator. */
export class ListpackWriter {
  readonly #writer = new ByteWriter();
  #count = 0;

  constructor() {
    this.#writer.uint32(0);
    this.#writer.uint16(0);
  }

  /** Bytes so far, the terminator included. */
  get size(): number {
    return this.#writer.length + 1;
  }

  get count(): number {
    return this.#count;
  }

  /** Text that is an integer's is stored as that integer. */
  text(text: Bytes): void {
    const integer = parseInteger(text);
    if (integer !== undefined) return this.integer(integer);
    const writer = this.#writer;
    const start = writer.length;
    const length = text.length;
    if (length < 64) {
      writer.byte(0x80 | length);
    } else if (length < 4_096) {
      writer.byte(0xe0 | (length >> 8));
      writer.byte(length & 255);
    } else {
      writer.byte(0xf0);
      writer.uint32(length);
    }
    writer.bytes(text);
    this.#finish(start);
  }

  integer(value: number | bigint): void {
    const writer = this.#writer;
    const start = writer.length;
    if (value >= 0 && value <= 127) {
      writer.byte(Number(value));
    } else if (value >= -4_096 && value <= 4_095) {
      const bits = Number(value) & 0x1fff;
      writer.byte(0xc0 | (bits >> 8));
      writer.byte(bits & 255);
    } else {
      this.#wideInteger(value);
    }
    this.#finish(start);
  }

  finish(): Buffer {
    const writer = this.#writer;
    writer.byte(END);
    writer.patchUint32(0, writer.length);
    writer.patchUint16(4, Math.min(this.#count, UNCOUNTED));
    return writer.view();
  }

  #wideInteger(value: number | bigint): void {
    const writer = this.#writer;
    const bytes = value >= -32_768 && value <= 32_767 ? 2
      : value >= -8_388_608 && value <= 8_388_607 ? 3
      : value >= -2_147_483_648 && value <= 2_147_483_647 ? 4 : 8;
    writer.byte(bytes === 8 ? 0xf4 : 0xef + bytes);
    if (bytes === 8) writer.int64(BigInt(value));
    else writer.integer(Number(value), bytes);
  }

  /** The length of the element just written, seven bits a byte, so that it can be skipped from behind. */
  #finish(start: number): void {
    const writer = this.#writer;
    const length = writer.length - start;
    this.#count++;
    if (length <= 127) return writer.byte(length);
    const bytes = backLengthBytes(length);
    for (let i = bytes - 1; i >= 0; i--) {
      writer.byte((Math.floor(length / 2 ** (7 * i)) & 127) | (i === bytes - 1 ? 0 : 128));
    }
  }
}

const backLengthBytes = (length: number): number =>
  length <= 127 ? 1 : length < 16_383 ? 2 : length < 2_097_151 ? 3 : length < 268_435_455 ? 4 : 5;

/**
 * The elements of a listpack as text, first to last.
 *
 * @throws {BadFormat} The bytes are no listpack, or not one only.
 */
export function readListpack(listpack: Buffer): Bytes[] {
  const reader = new ByteReader(listpack);
  if (listpack.length < HEADER_BYTES + 1 || reader.uint32() !== listpack.length)
    reader.fail("a listpack has another size");
  const count = reader.uint16();
  const elements: Bytes[] = [];
  while (reader.left > 1) elements.push(readElement(reader));
  if (reader.byte() !== END) reader.fail("a listpack does not end");
  if (count !== UNCOUNTED && count !== elements.length) reader.fail("a listpack has another number of elements");
  return elements;
}

function readElement(reader: ByteReader): Bytes {
  const start = reader.at;
  const text = readText(reader);
  const length = reader.at - start;
  let stored = 0;
  for (let i = backLengthBytes(length); i > 0; i--) stored = stored * 128 + (reader.byte() & 127);
  if (stored !== length) reader.fail("an element of a listpack has another length");
  return text;
}

function readText(reader: ByteReader): Bytes {
  const lead = reader.byte();
  if (lead < 0x80) return String(lead);
  if (lead < 0xc0) return reader.bytes(lead & 63);
  if (lead < 0xe0) {
    const bits = ((lead & 31) << 8) | reader.byte();
    return String(bits < 4_096 ? bits : bits - 8_192);
  }
  if (lead < 0xf0) return reader.bytes(((lead & 15) << 8) | reader.byte());
  switch (lead) {
    case 0xf0: return reader.bytes(reader.uint32());
    case 0xf1: return String(reader.integer(2));
    case 0xf2: return String(reader.integer(3));
    case 0xf3: return String(reader.integer(4));
    case 0xf4: return String(reader.int64());
    default: return reader.fail("an element of a listpack has an unknown encoding");
  }
}
