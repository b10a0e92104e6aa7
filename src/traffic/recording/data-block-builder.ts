import { Buffer } from "node:buffer";
import { Packr, RESET_BUFFER_MODE } from "msgpackr";
import type { Instant } from "../../kernel/time.ts";
import type { TrafficRecord } from "../record.ts";
import { BLOCK_TARGET } from "./limits.ts";
import { ROW } from "./row.ts";

/** A row with a body above this makes msgpackr's buffer and ours grow; they are given back when the block ends. */
const LARGE_BYTES = 1024 * 1024;

/** A data block before compression. */
export interface DataBlock {
  readonly raw: Uint8Array;
  readonly count: number;
  readonly first: Instant;
  readonly last: Instant;
}

/** Gathers records, as MessagePack, until the block is large enough. */
export class DataBlockBuilder {
  readonly #packr = new Packr({ useRecords: false });
  /** Connection name → channel, by source. */
  #channels = new Map<number, Map<string, number>>();
  #table: Array<readonly [source: number, connection: string]> = [];
  #tableBytes = 0;
  #rows = new Uint8Array(BLOCK_TARGET.bytes);
  #rowBytes = 0;
  #count = 0;
  #first: Instant = 0;
  #last: Instant = 0;

  get count(): number {
    return this.#count;
  }

  /** About how long the payload is: the table's names are counted in UTF-16 units. */
  get rawBytes(): number {
    return this.#rowBytes + this.#tableBytes;
  }

  /** Adds a record that checkRecord accepts and whose instant is not before the last one's. Copies its bytes. */
  add(record: TrafficRecord): void {
    if (this.#count === 0) this.#first = this.#last = record.at;
    const row: Buffer = this.#packr.pack(this.#row(record), RESET_BUFFER_MODE);
    this.#reserve(row.length);
    this.#rows.set(row, this.#rowBytes);
    this.#rowBytes += row.length;
    this.#last = record.at;
    this.#count += 1;
    if (row.length > LARGE_BYTES) this.#packr.useBuffer(Buffer.allocUnsafeSlow(8192));
  }

  /** The block so far; the builder is then empty. `raw` is a copy. */
  take(): DataBlock {
    const table: Buffer = this.#packr.pack(this.#table, RESET_BUFFER_MODE);
    const raw = new Uint8Array(table.length + this.#rowBytes);
    raw.set(table);
    raw.set(this.#rows.subarray(0, this.#rowBytes), table.length);
    const block: DataBlock = { raw, count: this.#count, first: this.#first, last: this.#last };
    if (this.#rows.length > LARGE_BYTES) this.#rows = new Uint8Array(BLOCK_TARGET.bytes);
    this.#channels = new Map();
    this.#table = [];
    this.#tableBytes = this.#rowBytes = this.#count = 0;
    return block;
  }

  #row(record: TrafficRecord): readonly unknown[] {
    const delta = packable(record.at - this.#last);
    switch (record.kind) {
      case "frame":
        return [record.binary ? ROW.binaryFrame : ROW.textFrame, delta, this.#channel(record), bufferOf(record.bytes)];
      case "connect":
        return [ROW.connect, delta, this.#channel(record), record.address];
      case "disconnect":
        return [ROW.disconnect, delta, this.#channel(record), record.reason];
      case "send":
        return [ROW.send, delta, this.#channel(record), bufferOf(record.bytes)];
      case "rest":
        return [ROW.rest, delta, record.source, record.url, bufferOf(record.bytes)];
    }
  }

  #channel(record: { readonly source: number; readonly connection: string }): number {
    let names = this.#channels.get(record.source);
    if (names === undefined) this.#channels.set(record.source, (names = new Map<string, number>()));
    let channel = names.get(record.connection);
    if (channel === undefined) {
      channel = this.#table.push([record.source, record.connection]) - 1;
      names.set(record.connection, channel);
      this.#tableBytes += record.connection.length + 8;
    }
    return channel;
  }

  #reserve(length: number): void {
    const needed = this.#rowBytes + length;
    if (needed <= this.#rows.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#rows.length * 2));
    grown.set(this.#rows.subarray(0, this.#rowBytes));
    this.#rows = grown;
  }
}

/** msgpackr writes a number above 32 bits as a float; as a bigint it stays an integer. */
const packable = (natural: number): number | bigint => (natural > 0xffffffff ? BigInt(natural) : natural);

/** msgpackr writes a Buffer as bin; other typed arrays may become extensions. */
const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
