import { bytesOfArray, type Bytes } from "../server/bytes.ts";
import type { Uint64 } from "../server/uint64.ts";

/** Field names and values, alternating. A store in the same process may put payloads in as arrays, which are not copied. */
export type Fields = readonly (Bytes | Uint8Array)[];

const isArray = (item: Bytes | Uint8Array): item is Uint8Array => typeof item !== "string";

/** The fields as replies carry them. */
export function fieldsAsBytes(fields: Fields): readonly Bytes[] {
  for (let i = 0; i < fields.length; i++) {
    if (isArray(fields[i] as Fields[number])) return fields.map((item) => (isArray(item) ? bytesOfArray(item) : item));
  }
  return fields as readonly Bytes[];
}

/** Entries of one read, in columns: no object for each, and no id as text unless somebody asks for it. */
export class EntryBatch {
  readonly ms: Uint64[] = [];
  readonly seq: Uint64[] = [];
  /** Undefined where the entry is pending but no longer in the stream. */
  readonly fields: (Fields | undefined)[] = [];

  get length(): number {
    return this.ms.length;
  }

  push(ms: Uint64, seq: Uint64, fields: Fields | undefined): void {
    this.ms.push(ms);
    this.seq.push(seq);
    this.fields.push(fields);
  }
}
