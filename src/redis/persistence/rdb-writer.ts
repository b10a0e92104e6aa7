import { arrayOfBytes, type Bytes } from "../server/bytes.ts";
import type { Uint64 } from "../server/uint64.ts";
import { ByteWriter } from "./byte-writer.ts";
import { parseInteger } from "../server/int64.ts";
import { compressLzf } from "./lzf.ts";

const MAX_INTEGER_TEXT = 11;
const MIN_COMPRESSED = 20;

/** Writes what RDB files and DUMP payloads are made of. */
export class RdbWriter extends ByteWriter {
  size(size: Uint64): void {
    if (size < 64) {
      this.byte(Number(size));
    } else if (size < 16_384) {
      this.byte(0x40 | (Number(size) >> 8));
      this.byte(Number(size) & 255);
    } else if (size <= 0xffff_ffff) {
      this.byte(0x80);
      this.uint32BigEndian(Number(size));
    } else {
      this.byte(0x81);
      this.uint64BigEndian(BigInt(size));
    }
  }

  /** Text, as an integer or compressed where that is shorter. */
  text(text: Bytes): void {
    if (text.length <= MAX_INTEGER_TEXT && this.#shortInteger(text)) return;
    const compressed = text.length > MIN_COMPRESSED ? compressLzf(arrayOfBytes(text)) : undefined;
    if (compressed !== undefined) return this.#compressed(compressed, text.length);
    this.size(text.length);
    this.bytes(text);
  }

  block(block: Buffer): void {
    if (block.length <= MAX_INTEGER_TEXT && this.#shortInteger(block.toString("latin1"))) return;
    const compressed = block.length > MIN_COMPRESSED ? compressLzf(block) : undefined;
    if (compressed !== undefined) return this.#compressed(compressed, block.length);
    this.size(block.length);
    this.array(block);
  }

  #compressed(compressed: Buffer, length: number): void {
    this.byte(0xc3);
    this.size(compressed.length);
    this.size(length);
    this.array(compressed);
  }

  #shortInteger(text: Bytes): boolean {
    const value = parseInteger(text);
    if (typeof value !== "number" || value < -2_147_483_648 || value > 2_147_483_647) return false;
    const bytes = value >= -128 && value <= 127 ? 1 : value >= -32_768 && value <= 32_767 ? 2 : 4;
    this.byte(bytes === 1 ? 0xc0 : bytes === 2 ? 0xc1 : 0xc2);
    this.integer(value, bytes);
    return true;
  }
}
