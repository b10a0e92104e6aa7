import type { Bytes } from "../server/bytes.ts";
import type { Uint64 } from "../server/uint64.ts";
import { ByteReader } from "./byte-reader.ts";
import { decompressLzf } from "./lzf.ts";

const canonical = (value: bigint): Uint64 => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value);

/** Reads what RDB files and DUMP payloads are made of. */
export class RdbReader extends ByteReader {
  /** A size or an unsigned integer. */
  size(): Uint64 {
    const lead = this.byte();
    if (lead >= 0xc0) this.fail("a size is expected");
    return this.#size(lead);
  }

  /** A number of things of at least one byte each that follow. */
  count(): number {
    const size = this.size();
    if (size > this.left) this.fail(`${size} things are claimed and ${this.left} bytes are there`);
    return Number(size);
  }

  text(): Bytes {
    const lead = this.byte();
    switch (lead) {
      case 0xc0: return String(this.integer(1));
      case 0xc1: return String(this.integer(2));
      case 0xc2: return String(this.integer(4));
      case 0xc3: return this.#compressed().toString("latin1");
      default: return lead > 0xc3 ? this.fail("text of an unknown encoding") : this.bytes(Number(this.#size(lead)));
    }
  }

  /** Text that is looked into, not kept. */
  block(): Buffer {
    const lead = this.byte();
    if (lead === 0xc3) return this.#compressed();
    if (lead >= 0xc0) return this.fail("a block is expected");
    return this.view(Number(this.#size(lead)));
  }

  #compressed(): Buffer {
    const stored = Number(this.size());
    const length = Number(this.size());
    return decompressLzf(this.view(stored), length);
  }

  #size(lead: number): Uint64 {
    if (lead < 0x40) return lead;
    if (lead < 0x80) return ((lead & 63) << 8) | this.byte();
    if (lead === 0x80) return this.uint32BigEndian();
    if (lead === 0x81) return canonical(this.uint64BigEndian());
    return this.fail("a size of an unknown encoding");
  }
}
