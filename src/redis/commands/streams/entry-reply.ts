import type { Bytes } from "../../server/bytes.ts";
import { NULL_ARRAY, type Reply } from "../../server/reply.ts";
import type { Uint64 } from "../../server/uint64.ts";
import { fieldsAsBytes, type EntryBatch } from "../../streams/entry.ts";
import { IdWriter } from "../../streams/id-writer.ts";

/** `[id, [name, value, …]]` for each; a null in place of the fields of an entry that is gone. */
export function entriesReply({ ms, seq, fields, length }: EntryBatch): Reply[] {
  const ids = new IdWriter();
  const replies = new Array<Reply>(length);
  for (let i = 0; i < length; i++) {
    const values = fields[i];
    replies[i] = [
      ids.text(ms[i] as Uint64, seq[i] as Uint64), values === undefined ? NULL_ARRAY : fieldsAsBytes(values),
    ];
  }
  return replies;
}

export function idsReply({ ms, seq, length }: EntryBatch): Bytes[] {
  const ids = new IdWriter();
  const texts: Bytes[] = [];
  for (let i = 0; i < length; i++) texts.push(ids.text(ms[i] as Uint64, seq[i] as Uint64));
  return texts;
}

/** A counter of 64 bits as the signed integer that servers print it as. */
export const counterReply = (value: Uint64): number | bigint =>
  typeof value === "number" ? value : BigInt.asIntN(64, value);
