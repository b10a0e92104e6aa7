import type { Bytes } from "../../server/bytes.ts";
import type { LuaError, Machine } from "../lua/machine.ts";
import { LuaTable, type LuaValue } from "../lua/value.ts";

const DOUBLE = new DataView(new ArrayBuffer(8));
/** How deep packed tables may nest; a server goes as far as its stack. */
const MAX_NESTING = 1_000;

/** Reads MessagePack values one after the other. */
export class MessagePackReader {
  readonly #machine: Machine;
  readonly #bytes: Bytes;
  at: number;

  constructor(machine: Machine, bytes: Bytes, at: number) {
    this.#machine = machine;
    this.#bytes = bytes;
    this.at = at;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  read(nesting: number): LuaValue {
    this.#machine.spend(1);
    this.#machine.allocate(16);
    if (nesting > MAX_NESTING) throw this.#malformed();
    const head = this.#unsigned(1);
    if (head <= 0x7f) return head;
    if (head <= 0x8f) return this.#map(head & 15, nesting);
    if (head <= 0x9f) return this.#array(head & 15, nesting);
    if (head <= 0xbf) return this.#text(head & 31);
    if (head >= 0xe0) return head - 256;
    return this.#headed(head, nesting);
  }

  #headed(head: number, nesting: number): LuaValue {
    switch (head) {
      case 0xc0: return undefined;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xca: return this.#float(4);
      case 0xcb: return this.#float(8);
      case 0xcc: case 0xcd: case 0xce: return this.#unsigned(1 << (head - 0xcc));
      // Lua has no unsigned 64-bit integers: the highest bit is taken for a sign.
      case 0xcf: case 0xd3: return this.#signed(8);
      case 0xd0: case 0xd1: case 0xd2: return this.#signed(1 << (head - 0xd0));
      case 0xc4: case 0xd9: return this.#text(this.#unsigned(1));
      case 0xc5: case 0xda: return this.#text(this.#unsigned(2));
      case 0xc6: case 0xdb: return this.#text(this.#unsigned(4));
      case 0xdc: return this.#array(this.#unsigned(2), nesting);
      case 0xdd: return this.#array(this.#unsigned(4), nesting);
      case 0xde: return this.#map(this.#unsigned(2), nesting);
      case 0xdf: return this.#map(this.#unsigned(4), nesting);
      default: throw this.#malformed();
    }
  }

  #array(count: number, nesting: number): LuaTable {
    const table = new LuaTable();
    for (let i = 1; i <= count; i++) table.set(i, this.read(nesting + 1));
    return table;
  }

  #map(count: number, nesting: number): LuaTable {
    const table = new LuaTable();
    for (let i = 0; i < count; i++) {
      const key = this.read(nesting + 1);
      const value = this.read(nesting + 1);
      if (key === undefined) throw this.#machine.error("table index is nil");
      if (key !== key) throw this.#machine.error("table index is NaN");
      table.set(key, value);
    }
    return table;
  }

  #text(length: number): Bytes {
    this.#need(length);
    const start = this.at;
    this.at += length;
    return this.#bytes.slice(start, this.at);
  }

  #unsigned(size: number): number {
    this.#need(size);
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.#bytes.charCodeAt(this.at++);
    return value;
  }

  #signed(size: number): number {
    this.#need(size);
    let value = 0n;
    for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(this.#bytes.charCodeAt(this.at++));
    return Number(BigInt.asIntN(8 * size, value));
  }

  #float(size: 4 | 8): number {
    this.#need(size);
    for (let i = 0; i < size; i++) DOUBLE.setUint8(i, this.#bytes.charCodeAt(this.at++));
    return size === 4 ? DOUBLE.getFloat32(0) : DOUBLE.getFloat64(0);
  }

  #need(length: number): void {
    if (this.at + length > this.#bytes.length) throw this.#machine.fault("Missing bytes in input.");
  }

  #malformed(): LuaError {
    return this.#machine.fault("Bad data format in input.");
  }
}
