import { crc32 } from "../../../src/kernel/crc32.ts";

/** What a forged block says of itself. Lengths follow from the payload unless they are forged too. */
export interface ForgedBlock {
  readonly kind: number;
  readonly payload: Uint8Array;
  readonly count?: number;
  readonly first?: bigint;
  readonly last?: bigint;
  readonly compression?: number;
  readonly reserved?: number;
  readonly storedBytes?: number;
  readonly rawBytes?: number;
  readonly sequence?: number;
  readonly previous?: number;
}

/** Builds files by FORMAT.md alone, with right checksums and wrong content: what a hostile program can write. */
export class Forge {
  readonly #parts: Uint8Array[] = [];
  #sequence = 0;
  #previous: number;
  offset = 16;

  constructor(version = 1) {
    const lead = new Uint8Array(16);
    lead.set([0x89, 0x57, 0x54, 0x52, 0x0d, 0x0a, 0x1a, 0x0a]);
    const view = new DataView(lead.buffer);
    view.setUint32(8, version, true);
    this.#previous = crc32(lead.subarray(0, 12));
    view.setUint32(12, this.#previous, true);
    this.#parts.push(lead);
  }

  block(block: ForgedBlock): this {
    const { kind, payload, count = 0, first = 0n, last = first, compression = 0 } = block;
    const prelude = new Uint8Array(52);
    const view = new DataView(prelude.buffer);
    prelude.set([0x57, 0x54, 0x42, 0x4b, kind, compression]);
    view.setUint16(6, block.reserved ?? 0, true);
    view.setUint32(8, block.sequence ?? this.#sequence, true);
    view.setUint32(12, block.storedBytes ?? payload.length, true);
    view.setUint32(16, block.rawBytes ?? payload.length, true);
    view.setUint32(20, count, true);
    view.setBigInt64(24, first, true);
    view.setBigInt64(32, last, true);
    view.setUint32(40, block.previous ?? this.#previous, true);
    view.setUint32(44, crc32(payload), true);
    this.#previous = crc32(prelude.subarray(0, 48));
    view.setUint32(48, this.#previous, true);
    this.#sequence += 1;
    this.#parts.push(prelude, payload);
    this.offset += prelude.length + payload.length;
    return this;
  }

  /** A header with the epoch 0, no origin and one source. */
  header(): this {
    return this.block({ kind: 1, count: 1, payload: HEADER_PAYLOAD });
  }

  /** The checksum of the last block's prelude. */
  get checksum(): number {
    return this.#previous;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(Buffer.concat(this.#parts));
  }
}

/** `[0, "", [["V", ""]]]` */
export const HEADER_PAYLOAD = Uint8Array.of(0x93, 0xd3, 0, 0, 0, 0, 0, 0, 0, 0, 0xa0, 0x91, 0x92, 0xa1, 0x56, 0xa0);

/** `[[0, "c"]]`: the table of channels of a data block. */
export const TABLE = [0x91, 0x92, 0x00, 0xa1, 0x63] as const;
