import { crc32 } from "../../kernel/crc32.ts";
import { WavetankError } from "../../kernel/error.ts";
import type { ByteSource } from "../record.ts";
import { damaged, formatPlace, truncated, type Place } from "./failure.ts";

/** Not ASCII, so that no text is taken for a recording; both line ends, so that a transfer in text mode shows. */
const MAGIC: readonly number[] = [0x89, 0x57, 0x54, 0x52, 0x0d, 0x0a, 0x1a, 0x0a];

const VERSION = 1;

/** Bytes of the lead: magic, version, checksum of both. */
export const LEAD_LENGTH = 16;

/** What people hand in instead of a recording, by its first bytes. */
const FOREIGN: ReadonlyArray<readonly [prefix: readonly number[], what: string]> = [
  [[0x1f, 0x8b], "gzip"],
  [[0x28, 0xb5, 0x2f, 0xfd], "Zstandard"],
  [[0x42, 0x5a, 0x68], "bzip2"],
  [[0x50, 0x4b, 0x03, 0x04], "a zip archive"],
  [[0x89, 0x50, 0x4e, 0x47], "a PNG image"],
  [[0x50, 0x41, 0x52, 0x31], "Parquet"],
  [[0x44, 0x42, 0x4e], "DBN"],
  [[0xd4, 0xc3, 0xb2, 0xa1], "a packet capture"],
  [[0x7b], "JSON text"],
  [[0x5b], "JSON text"],
];

export function encodeLead(): Uint8Array {
  const lead = new Uint8Array(LEAD_LENGTH);
  lead.set(MAGIC);
  const view = new DataView(lead.buffer);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, crc32(lead, 0, 12), true);
  return lead;
}

/** The lead's checksum, which the header block's chain starts from. */
export function leadChecksum(lead: Uint8Array): number {
  return new DataView(lead.buffer, lead.byteOffset, LEAD_LENGTH).getUint32(12, true);
}

/**
 * Reads the lead and returns its checksum.
 *
 * @throws {WavetankError} E_RECORDING_FOREIGN, E_RECORDING_VERSION, E_RECORDING_TRUNCATED, E_RECORDING_DAMAGED
 */
export function readLead(source: ByteSource): number {
  const place: Place = { name: source.name, offset: 0 };
  const lead = new Uint8Array(LEAD_LENGTH);
  const length = source.read(0, lead);
  checkMagic(place, lead.subarray(0, length));
  if (length < LEAD_LENGTH) {
    throw truncated(place, `it has ${length} bytes`, `a lead of ${LEAD_LENGTH} bytes and a header`);
  }

  const view = new DataView(lead.buffer);
  const checksum = view.getUint32(12, true);
  if (crc32(lead, 0, 12) !== checksum) throw damaged(place, "the lead's checksum is wrong", "the checksum of 12 bytes");
  const version = view.getUint32(8, true);
  if (version !== VERSION) {
    throw new WavetankError("E_RECORDING_VERSION", `the recording has version ${version}`, {
      where: formatPlace(place),
      expected: `version ${VERSION}, the only one that this wavetank reads`,
      hint: "replay it with the wavetank that wrote it, or a newer one",
    });
  }
  return checksum;
}

/** True if `head`, a file's first bytes, are those of a recording: to choose a reader by. */
export const isRecording = (head: Uint8Array): boolean => startsWith(head, MAGIC);

function checkMagic(place: Place, lead: Uint8Array): void {
  if (lead.length === 0) throw truncated(place, "it is empty", "a wavetank recording");
  if (startsWith(lead, MAGIC.slice(0, lead.length))) return;
  const foreign = FOREIGN.find(([prefix]) => startsWith(lead, prefix));
  if (foreign === undefined) checkNearlyMagic(place, lead);

  const what = foreign === undefined ? `starts with the bytes ${hex([...lead.subarray(0, 8)])}` : `is ${foreign[1]}`;
  throw new WavetankError("E_RECORDING_FOREIGN", `this is not a wavetank recording: it ${what}`, {
    where: formatPlace(place),
    expected: `a file that starts with the bytes ${hex(MAGIC)}`,
    hint: "`wavetank import` makes a recording of a capture in another format",
  });
}

function checkNearlyMagic(place: Place, lead: Uint8Array): void {
  if (startsWith(lead, MAGIC.filter((byte) => byte !== 0x0d))) {
    throw damaged(place, "its line ends were converted", "the bytes as recorded: transfer it in binary mode");
  }
  const agreeing = MAGIC.filter((byte, i) => lead[i] === byte).length;
  if (agreeing > MAGIC.length / 2) throw damaged(place, "its first 8 bytes are altered", `the bytes ${hex(MAGIC)}`);
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return bytes.length >= prefix.length && prefix.every((byte, i) => bytes[i] === byte);
}

const hex = (bytes: readonly number[]): string => bytes.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
