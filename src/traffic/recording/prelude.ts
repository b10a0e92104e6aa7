import { crc32 } from "../../kernel/crc32.ts";
import type { Instant } from "../../kernel/time.ts";
import { damaged, illegal, type Place } from "./failure.ts";
import { LIMITS } from "./limits.ts";

export type BlockKind = "header" | "data" | "index" | "end";

const KINDS: readonly BlockKind[] = ["header", "data", "index", "end"];

/** What precedes a block's payload. It has a checksum of its own, so that lengths are checked before they are used. */
export interface Prelude {
  readonly kind: BlockKind;
  readonly deflated: boolean;
  /** 0 for the header, then one more for each block. */
  readonly sequence: number;
  /** Bytes of the payload in the file. */
  readonly storedBytes: number;
  /** Bytes of the payload when inflated. */
  readonly rawBytes: number;
  /** Records of a data block, entries of an index block, sources of the header, 0 at the end. */
  readonly count: number;
  /** Instants of the first and the last record that the block holds, or covers: the end block covers all. */
  readonly first: Instant;
  readonly last: Instant;
  /** Checksum of the block before this one, or of the lead: a block cannot be removed, repeated or moved unseen. */
  readonly previous: number;
  readonly payloadChecksum: number;
  /** Of all the above. */
  readonly checksum: number;
}

export const PRELUDE_LENGTH = 52;

/** `WTBK` */
const BLOCK_MAGIC = 0x4b425457;

/** DEFLATE cannot do better than 258 bytes for 2 bits. */
const GREATEST_RATIO = 1_032;

/** Writes the prelude into the first 52 bytes of `into` and returns it with its own checksum. */
export function encodePrelude(fields: Omit<Prelude, "checksum">, into: Uint8Array): Prelude {
  const view = new DataView(into.buffer, into.byteOffset, PRELUDE_LENGTH);
  view.setUint32(0, BLOCK_MAGIC, true);
  view.setUint8(4, KINDS.indexOf(fields.kind) + 1);
  view.setUint8(5, fields.deflated ? 1 : 0);
  view.setUint16(6, 0, true);
  view.setUint32(8, fields.sequence, true);
  view.setUint32(12, fields.storedBytes, true);
  view.setUint32(16, fields.rawBytes, true);
  view.setUint32(20, fields.count, true);
  view.setBigInt64(24, BigInt(fields.first), true);
  view.setBigInt64(32, BigInt(fields.last), true);
  view.setUint32(40, fields.previous, true);
  view.setUint32(44, fields.payloadChecksum, true);
  const checksum = crc32(into, 0, 48);
  view.setUint32(48, checksum, true);
  return { ...fields, checksum };
}

/** @throws {WavetankError} E_RECORDING_DAMAGED, E_RECORDING_CONTENT */
export function decodePrelude(bytes: Uint8Array, place: Place): Prelude {
  const view = new DataView(bytes.buffer, bytes.byteOffset, PRELUDE_LENGTH);
  if (view.getUint32(0, true) !== BLOCK_MAGIC) throw damaged(place, "no block starts here", "the bytes 57 54 42 4b");
  const checksum = view.getUint32(48, true);
  if (crc32(bytes, 0, 48) !== checksum) {
    throw damaged(place, "the checksum of a block's prelude is wrong", "the checksum of its first 48 bytes");
  }

  const kind = KINDS[view.getUint8(4) - 1];
  const compression = view.getUint8(5);
  if (kind === undefined) throw illegal(place, `a block of kind ${view.getUint8(4)}`, "kinds 1 to 4");
  if (compression > 1) throw illegal(place, `compression ${compression}`, "0 for none or 1 for DEFLATE");
  if (view.getUint16(6, true) !== 0) {
    throw illegal(place, "bits that version 1 does not define", "zeros in bytes 6 and 7");
  }
  const prelude: Prelude = {
    kind,
    deflated: compression === 1,
    sequence: view.getUint32(8, true),
    storedBytes: view.getUint32(12, true),
    rawBytes: view.getUint32(16, true),
    count: view.getUint32(20, true),
    first: instantAt(view, 24, place),
    last: instantAt(view, 32, place),
    previous: view.getUint32(40, true),
    payloadChecksum: view.getUint32(44, true),
    checksum,
  };
  checkLengths(prelude, place);
  return prelude;
}

function instantAt(view: DataView, offset: number, place: Place): Instant {
  const at = Number(view.getBigInt64(offset, true));
  if (isInstant(at)) return at;
  throw illegal(place, `the instant ${view.getBigInt64(offset, true)}`, "nanoseconds within 2^53 of the epoch");
}

/** An instant that a record can have: not the one that stands for "unknown". */
export const isInstant = (at: number): boolean => Number.isSafeInteger(at) && at !== Number.MIN_SAFE_INTEGER;

function checkLengths(prelude: Prelude, place: Place): void {
  const { kind, count, rawBytes, storedBytes } = prelude;
  if (prelude.first > prelude.last) throw illegal(place, "a block that ends before it starts", "first <= last");
  if (count > greatestCount(kind)) {
    throw illegal(place, `a ${kind} block of ${count}`, `at most ${greatestCount(kind)}`);
  }
  if (count === 0 && (kind === "data" || kind === "index")) {
    throw illegal(place, `an empty ${kind} block`, "at least one entry");
  }

  const limit = greatestLength(prelude);
  if (rawBytes > limit) throw illegal(place, `a ${kind} block of ${rawBytes} bytes`, `at most ${limit} bytes`);
  if (prelude.deflated && (kind === "index" || kind === "end")) {
    throw illegal(place, `a compressed ${kind} block`, "an uncompressed one, whose length is known");
  }
  const fits = prelude.deflated ? rawBytes <= storedBytes * GREATEST_RATIO : rawBytes === storedBytes;
  if (!fits || storedBytes > rawBytes) {
    throw illegal(place, `${storedBytes} bytes that stand for ${rawBytes}`, "lengths that the compression can give");
  }
}

function greatestCount(kind: BlockKind): number {
  if (kind === "data") return LIMITS.blockRecords;
  if (kind === "index") return LIMITS.indexEntries;
  return kind === "header" ? LIMITS.sources : 0;
}

function greatestLength(prelude: Prelude): number {
  if (prelude.kind === "header") return LIMITS.headerBytes;
  return prelude.kind === "data" && prelude.count === 1 ? LIMITS.loneRecordBytes : LIMITS.blockBytes;
}
