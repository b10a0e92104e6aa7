import { arrayOfBytes, bytesOfArray, type Bytes } from "../server/bytes.ts";
import type { Compat } from "../server/compat.ts";
import { crc64 } from "./crc64.ts";
import { rdbVersion } from "./rdb-file.ts";
import { RdbReader } from "./rdb-reader.ts";
import { RdbWriter } from "./rdb-writer.ts";
import type { StoredValue } from "./stored-value.ts";
import { readBody, writeBody, writeType } from "./value-codec.ts";

const FOOTER_BYTES = 10;

/** What DUMP answers: the value as in an RDB file, the version of the format, and a checksum. */
export function dumpPayload(value: StoredValue, encoding: string, compat: Compat): Bytes {
  const writer = new RdbWriter();
  writeType(writer, value, encoding, compat);
  writeBody(writer, value, encoding, compat);
  writer.uint16(rdbVersion(compat));
  writer.array(crc64(writer.view()));
  return bytesOfArray(writer.view());
}

/** Whether a payload's checksum is right, and its format one that a server of `compat` reads. */
export function isPayload(payload: Bytes, compat: Compat): boolean {
  if (payload.length < FOOTER_BYTES) return false;
  const bytes = arrayOfBytes(payload);
  const end = bytes.length - 8;
  return bytes.readUInt16LE(end - 2) <= rdbVersion(compat) && crc64(bytes, end).equals(bytes.subarray(end));
}

/**
 * The value of a payload that `isPayload` has accepted. What follows the value is not looked at, as servers do not.
 *
 * @throws {BadFormat} The bytes are no value.
 */
export function readPayload(payload: Bytes, compat: Compat): StoredValue {
  const bytes = arrayOfBytes(payload);
  const reader = new RdbReader(bytes, 0, bytes.length - FOOTER_BYTES);
  return readBody(reader, reader.byte(), compat);
}
