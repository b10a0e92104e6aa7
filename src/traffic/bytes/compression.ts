import type { ByteSource } from "../record.ts";
import type { ByteStream } from "./byte-stream.ts";
import { GzipBytes } from "./gzip-bytes.ts";
import { PlainBytes } from "./plain-bytes.ts";
import { isSkippableMagic, ZSTD_MAGIC } from "./zstd-frame.ts";
import { ZstdBytes } from "./zstd-bytes.ts";

export type Compression = "none" | "gzip" | "zstd";

/** By the magic number at the start, never by the file's name. */
export function compressionOf(source: ByteSource): Compression {
  const start = new Uint8Array(4);
  if (source.read(0, start) < 4) return "none";
  const magic = new DataView(start.buffer).getUint32(0, true);
  if (magic === ZSTD_MAGIC || isSkippableMagic(magic)) return "zstd";
  return (magic & 0xffffff) === 0x088b1f ? "gzip" : "none";
}

/** The plain bytes of `source`, whatever it is compressed with. */
export function openBytes(source: ByteSource): ByteStream {
  switch (compressionOf(source)) {
    case "zstd":
      return new ZstdBytes(source);
    case "gzip":
      return new GzipBytes(source);
    case "none":
      return new PlainBytes(source);
  }
}
