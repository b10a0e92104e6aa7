import { parseEntryId, type EntryId } from "../../bus/entry-id.ts";
import type { GroupPosition, StreamEntry } from "../../bus/store.ts";
import type { Bytes } from "../server/bytes.ts";
import { NullArray, type MapReply, type Reply } from "../server/reply.ts";
import { readFields } from "./text-fields.ts";

/** `[[id, [name, value, …]], …]`; entries that are no longer in the stream are left out. */
export function entriesOfReply(reply: Reply): readonly StreamEntry[] {
  const entries: StreamEntry[] = [];
  for (const [id, fields] of reply as readonly (readonly [Bytes, readonly Bytes[] | NullArray])[]) {
    if (!(fields instanceof NullArray)) entries.push({ ...parseEntryId(id), fields: readFields(fields) });
  }
  return entries;
}

export const idsOfReply = (reply: Reply): readonly EntryId[] => (reply as readonly Bytes[]).map(parseEntryId);

/** One group of XINFO GROUPS, and the summary of XPENDING. */
export function groupOfReply(group: Reply, pending: Reply): GroupPosition {
  const { items } = group as MapReply;
  const value = (name: string): Reply | undefined => items[items.indexOf(name) + 1];
  const lag = value("lag");
  const [, lowest] = pending as readonly [number, Bytes | null];
  return {
    group: value("name") as Bytes,
    lastDelivered: parseEntryId(value("last-delivered-id") as Bytes),
    pending: value("pending") as number,
    lowestPending: lowest === null ? undefined : parseEntryId(lowest),
    lag: typeof lag === "number" ? lag : undefined,
  };
}

/** The name of each group of XINFO GROUPS. */
export const groupName = (group: Reply): Bytes => {
  const { items } = group as MapReply;
  return items[items.indexOf("name") + 1] as Bytes;
};
