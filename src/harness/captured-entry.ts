import { Buffer } from "node:buffer";
import { parseEntryId } from "../bus/entry-id.ts";
import type { StreamEntry } from "../bus/store.ts";
import { decodeEntryFrame } from "../traffic/bus/entry-frame.ts";

/** The stream's entry that a captured frame holds. @throws {RangeError} the frame holds none. */
export function capturedEntry(frame: Uint8Array): StreamEntry {
  const { id, fields } = decodeEntryFrame(frame);
  const values: (string | Uint8Array)[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const name = textOf(fields[at] as Uint8Array);
    const value = fields[at + 1] as Uint8Array;
    values.push(name, name === "payload" ? value : textOf(value));
  }
  return { ...parseEntryId(id), fields: values };
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
