import { placeOf, type Block } from "./block-file.ts";
import { illegal } from "./failure.ts";

/** What the end block says of the whole file. */
export interface End {
  /** The end block's own offset: in another file, or with bytes missing, it would not be there. */
  readonly offset: number;
  /** Offset of the last index block, 0 for none. */
  readonly lastIndex: number;
  readonly blocks: number;
  readonly records: number;
  /** Payload bytes of all data blocks before compression. */
  readonly rawBytes: number;
  /** Checksum of the header block's prelude. */
  readonly header: number;
}

export const END_BYTES = 48;

export function encodeEnd(end: End): Uint8Array {
  const raw = new Uint8Array(END_BYTES);
  const view = new DataView(raw.buffer);
  view.setBigUint64(0, BigInt(end.offset), true);
  view.setBigUint64(8, BigInt(end.lastIndex), true);
  view.setBigUint64(16, BigInt(end.blocks), true);
  view.setBigUint64(24, BigInt(end.records), true);
  view.setBigUint64(32, BigInt(end.rawBytes), true);
  view.setUint32(40, end.header, true);
  view.setUint32(44, 0, true);
  return raw;
}

/** @throws {WavetankError} E_RECORDING_CONTENT */
export function decodeEnd(block: Block, raw: Uint8Array): End {
  const place = placeOf(block);
  if (raw.length !== END_BYTES) throw illegal(place, `an end of ${raw.length} bytes`, `${END_BYTES} bytes`);
  const view = new DataView(raw.buffer, raw.byteOffset, END_BYTES);
  if (view.getUint32(44, true) !== 0) throw illegal(place, "bits that version 1 does not define", "zeros at the end");
  return {
    offset: Number(view.getBigUint64(0, true)),
    lastIndex: Number(view.getBigUint64(8, true)),
    blocks: Number(view.getBigUint64(16, true)),
    records: Number(view.getBigUint64(24, true)),
    rawBytes: Number(view.getBigUint64(32, true)),
    header: view.getUint32(40, true),
  };
}
