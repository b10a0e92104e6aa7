import type { Bytes } from "../server/bytes.ts";
import { ByteReader } from "./byte-reader.ts";

const LONG_PREVIOUS = 254;
const END = 255;
const UNCOUNTED = 65_535;

/**
 * The elements of a ziplist as text: what servers before 7.0 kept small collections in.
 *
 * @throws {BadFormat} The bytes are no ziplist.
 */
export function readZiplist(ziplist: Buffer): Bytes[] {
  const reader = new ByteReader(ziplist);
  if (reader.uint32() !== ziplist.length) reader.fail("a ziplist has another size");
  reader.uint32();
  const count = reader.uint16();
  const elements: Bytes[] = [];
  for (let previous = reader.byte(); previous !== END; previous = reader.byte()) {
    if (previous === LONG_PREVIOUS) reader.uint32();
    elements.push(readElement(reader));
  }
  if (reader.left > 0 || (count !== UNCOUNTED && count !== elements.length))
    reader.fail("a ziplist has another length");
  return elements;
}

function readElement(reader: ByteReader): Bytes {
  const lead = reader.byte();
  if (lead < 0x40) return reader.bytes(lead);
  if (lead < 0x80) return reader.bytes(((lead & 63) << 8) | reader.byte());
  switch (lead) {
    case 0x80: return reader.bytes(reader.uint32BigEndian());
    case 0xc0: return String(reader.integer(2));
    case 0xd0: return String(reader.integer(4));
    case 0xe0: return String(reader.int64());
    case 0xf0: return String(reader.integer(3));
    case 0xfe: return String(reader.integer(1));
    default:
      return lead > 0xf0 && lead < 0xfe ? String((lead & 15) - 1) : reader.fail("an element of an unknown encoding");
  }
}
