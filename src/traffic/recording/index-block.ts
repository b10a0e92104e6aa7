import type { Instant } from "../../kernel/time.ts";
import { placeOf, type Block } from "./block-file.ts";
import { illegal } from "./failure.ts";

/** One data block, as an index block lists it. */
export interface IndexEntry {
  readonly offset: number;
  readonly first: Instant;
  readonly last: Instant;
  readonly count: number;
  /** Of the data block's prelude. */
  readonly checksum: number;
}

/** The data blocks between the index block before and this one. */
export interface Index {
  /** Offset of the index block before, 0 for none. */
  readonly previousIndex: number;
  readonly entries: readonly IndexEntry[];
}

export const INDEX_HEAD_BYTES = 8;
export const INDEX_ENTRY_BYTES = 32;

export function encodeIndex(index: Index): Uint8Array {
  const raw = new Uint8Array(INDEX_HEAD_BYTES + INDEX_ENTRY_BYTES * index.entries.length);
  const view = new DataView(raw.buffer);
  view.setBigUint64(0, BigInt(index.previousIndex), true);
  index.entries.forEach((entry, i) => {
    const at = INDEX_HEAD_BYTES + INDEX_ENTRY_BYTES * i;
    view.setBigUint64(at, BigInt(entry.offset), true);
    view.setBigInt64(at + 8, BigInt(entry.first), true);
    view.setBigInt64(at + 16, BigInt(entry.last), true);
    view.setUint32(at + 24, entry.count, true);
    view.setUint32(at + 28, entry.checksum, true);
  });
  return raw;
}

/**
 * Checks that the entries can be searched: in order, within the range that the prelude gives and before the block
 * itself. That they describe the blocks which are there is for whoever goes to one.
 *
 * @throws {WavetankError} E_RECORDING_CONTENT
 */
export function decodeIndex(block: Block, raw: Uint8Array): Index {
  const place = placeOf(block);
  const length = INDEX_HEAD_BYTES + INDEX_ENTRY_BYTES * block.count;
  if (raw.length !== length) {
    throw illegal(place, `an index of ${raw.length} bytes`, `${length} bytes for ${block.count} entries`);
  }
  const view = new DataView(raw.buffer, raw.byteOffset, raw.length);
  const previousIndex = Number(view.getBigUint64(0, true));
  const entries: IndexEntry[] = [];
  for (let at = INDEX_HEAD_BYTES; at < length; at += INDEX_ENTRY_BYTES) {
    entries.push({
      offset: Number(view.getBigUint64(at, true)),
      first: Number(view.getBigInt64(at + 8, true)),
      last: Number(view.getBigInt64(at + 16, true)),
      count: view.getUint32(at + 24, true),
      checksum: view.getUint32(at + 28, true),
    });
  }

  let offset = previousIndex;
  let instant = block.first;
  entries.forEach((entry, i) => {
    const placed = entry.offset > offset && entry.offset < block.offset;
    const timed = entry.first >= instant && entry.last >= entry.first && entry.last <= block.last;
    if (!placed || !timed) {
      throw illegal(place, `an index whose entry ${i} points to byte ${entry.offset}`,
        "blocks before it, in order of time");
    }
    offset = entry.offset;
    instant = entry.last;
  });
  if (entries[0]?.first !== block.first || instant !== block.last) {
    throw illegal(place, "an index whose entries cover another time than it says",
      `${block.first} to ${block.last} ns`);
  }
  return { previousIndex, entries };
}
