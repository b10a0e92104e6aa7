import { Packr } from "msgpackr";
import type { RecordingHeader, RecordingSource } from "../record.ts";
import { placeOf, type Block } from "./block-file.ts";
import { illegal } from "./failure.ts";
import { LIMITS } from "./limits.ts";
import { MsgpackWalker } from "./msgpack-walker.ts";
import { MAX_EPOCH } from "./record-check.ts";

/** The payload `[epochUnixNs, origin, [[venue, config], …]]`. */
export function encodeHeader(header: RecordingHeader): Uint8Array {
  const sources = header.sources.map(({ venue, config }) => [venue, config]);
  return Uint8Array.from(new Packr({ useRecords: false }).pack([header.epochUnixNs, header.origin, sources]));
}

/** @throws {WavetankError} E_RECORDING_CONTENT */
export function decodeHeader(block: Block, raw: Uint8Array): RecordingHeader {
  const refuse = (position: number, found: string, expected: string): never => {
    throw illegal(placeOf(block), `${found}, at byte ${position} of the header`, expected);
  };
  const walker = new MsgpackWalker(raw, refuse);
  const expectFields = (count: number, what: string): void => {
    const start = walker.position;
    const found = walker.array(what);
    if (found !== count) refuse(start, `${found} fields`, `${count} fields: ${what}`);
  };

  expectFields(3, "the header");
  const epochUnixNs = walker.int64("the epoch");
  if (epochUnixNs < 0n || epochUnixNs > MAX_EPOCH) {
    refuse(1, `the epoch ${epochUnixNs}`, "Unix nanoseconds from 1970 to 2262");
  }
  const origin = walker.text(LIMITS.headerBytes, "the origin");
  const start = walker.position;
  const length = walker.array("the sources");
  if (length !== block.count) refuse(start, `${length} sources`, `the ${block.count} that the prelude counts`);
  const sources: RecordingSource[] = [];
  while (sources.length < length) {
    expectFields(2, "a source");
    const venue = walker.text(LIMITS.nameBytes, "a venue");
    sources.push({ venue, config: walker.text(LIMITS.headerBytes, "a source's configuration") });
  }
  if (!walker.atEnd) refuse(walker.position, "bytes after the header", "the end of the payload");
  return { version: 1, epochUnixNs, sources, origin };
}
