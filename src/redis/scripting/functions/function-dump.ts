import { BadFormat } from "../../persistence/bad-format.ts";
import { crc64 } from "../../persistence/crc64.ts";
import { isPayload } from "../../persistence/dump-payload.ts";
import { rdbVersion } from "../../persistence/rdb-file.ts";
import { RdbReader } from "../../persistence/rdb-reader.ts";
import { RdbWriter } from "../../persistence/rdb-writer.ts";
import { arrayOfBytes, bytesOfArray, type Bytes } from "../../server/bytes.ts";
import type { Compat } from "../../server/compat.ts";
import { ReplyError } from "../../server/reply.ts";

const FUNCTION_OPCODE = 0xf5;
const FOOTER_BYTES = 10;

/** What FUNCTION DUMP answers: the libraries as in an RDB file, the version of the format, and a checksum. */
export function dumpLibraries(sources: readonly Bytes[], compat: Compat): Bytes {
  const writer = new RdbWriter();
  for (const source of sources) {
    writer.byte(FUNCTION_OPCODE);
    writer.text(source);
  }
  writer.uint16(rdbVersion(compat));
  writer.array(crc64(writer.view()));
  return bytesOfArray(writer.view());
}

/** The sources in a payload. @throws {ReplyError} It is none, or holds something else. */
export function readLibraries(payload: Bytes, compat: Compat): readonly Bytes[] {
  if (!isPayload(payload, compat)) throw new ReplyError("ERR DUMP payload version or checksum are wrong");
  const bytes = arrayOfBytes(payload);
  const reader = new RdbReader(bytes, 0, bytes.length - FOOTER_BYTES);
  const sources: Bytes[] = [];
  try {
    while (reader.left > 0) {
      if (reader.byte() !== FUNCTION_OPCODE) throw new ReplyError("ERR given type is not a function");
      sources.push(reader.text());
    }
  } catch (error) {
    if (!(error instanceof BadFormat)) throw error;
    throw new ReplyError("ERR Failed loading library data");
  }
  return sources;
}
