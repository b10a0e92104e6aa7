import type { Fields } from "../../bus/store.ts";
import { arrayOfBytes, bytesOfText, textOfBytes } from "../server/bytes.ts";
import type { Fields as StoredFields } from "../streams/entry.ts";

/** Names of fields whose values are bytes; those of others are text. Redis does not tell them apart. */
export const BINARY_FIELDS: ReadonlySet<string> = new Set(["payload"]);

/** Names that need no look at their characters. */
const USUAL_NAMES: ReadonlySet<string> = new Set(["topic", "type", "payload", "encoding", "origin", "key"]);

/** Fields as a server holds them: text as its UTF-8 bytes. Fields that need no change are the same array. */
export function storedFields(fields: Fields): StoredFields {
  for (let i = 0; i < fields.length; i++) {
    const item = fields[i] as Fields[number];
    if (typeof item === "string" && !(i % 2 === 0 && USUAL_NAMES.has(item)) && !isAscii(item)) {
      return fields.map((each) => (typeof each === "string" ? bytesOfText(each) : each));
    }
  }
  return fields;
}

/** Fields as the bus reads them. */
export function readFields(fields: StoredFields): Fields {
  for (let i = 0; i < fields.length; i += 2) {
    const value = fields[i + 1] as StoredFields[number];
    if (typeof value !== "string") continue;
    const name = fields[i] as string;
    if (BINARY_FIELDS.has(name) || !isAscii(value) || !(USUAL_NAMES.has(name) || isAscii(name))) return decoded(fields);
  }
  return fields;
}

function decoded(fields: StoredFields): Fields {
  const read: (string | Uint8Array)[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = textOf(fields[i] as StoredFields[number]) as string;
    const value = fields[i + 1] as StoredFields[number];
    read.push(name, typeof value === "string" && BINARY_FIELDS.has(name) ? arrayOfBytes(value) : textOf(value));
  }
  return read;
}

const textOf = (item: StoredFields[number]): string | Uint8Array =>
  typeof item === "string" ? textOfBytes(item) : item;

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
