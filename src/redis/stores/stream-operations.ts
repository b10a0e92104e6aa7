import type { GroupCursor, StreamEntry } from "../../bus/store.ts";
import type { EntryId } from "../../bus/entry-id.ts";
import { AcknowledgedEntries } from "../commands/streams/acknowledged-entries.ts";
import { AppendedEntry } from "../commands/streams/appended-entry.ts";
import { isPropagating } from "../commands/streams/propagation.ts";
import { groupAt, noKeyOrGroup, streamFor } from "../commands/streams/stream-access.ts";
import { StreamSettings } from "../commands/streams/stream-settings.ts";
import { readFresh } from "../commands/streams/xreadgroup.ts";
import type { Bytes } from "../server/bytes.ts";
import type { CommandContext } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";
import { fieldsOf, type EntryBatch, type HeldEntry } from "../streams/entry.ts";
import { DeliveredMessage, MessageEntry } from "./message-entry.ts";
import { readFields } from "./text-fields.ts";

/** XADD * of each, without ids as text and without copies. @throws {ReplyError} WRONGTYPE, or the ids are used up. */
export function appendEntries(context: CommandContext, key: Bytes, entries: readonly HeldEntry[]): number {
  const stream = streamFor(context, key);
  const { limits } = context.server.part(StreamSettings);
  const { nowMs } = context;
  const propagating = isPropagating(context);
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as HeldEntry;
    if (!stream.append(entry, nowMs, limits)) {
      throw new ReplyError("ERR The stream has exhausted the last possible ID, unable to add more items");
    }
    if (propagating) context.propagate(new AppendedEntry(key, stream.lastMs, stream.lastSeq, entry));
  }
  context.changed(entries.length);
  context.db.touch(key);
  context.db.ready(key);
  return entries.length;
}

/** XACK. Returns how many were pending. */
export function acknowledgeEntries(
  context: CommandContext, { stream, group }: GroupCursor, ids: readonly EntryId[],
): number {
  const place = groupAt(context, stream, group);
  if (place === undefined) return 0;
  const acknowledged = place.group.acknowledgeIds(ids);
  if (acknowledged > 0) {
    context.changed(acknowledged);
    if (isPropagating(context)) context.propagate(new AcknowledgedEntries(stream, group, ids));
  }
  return acknowledged;
}

/** XREADGROUP >; undefined when there is nothing new. @throws {ReplyError} NOGROUP. */
export function readNewEntries(
  context: CommandContext, at: GroupCursor, count: number,
): readonly StreamEntry[] | undefined {
  const place = groupAt(context, at.stream, at.group);
  if (place === undefined) throw noKeyOrGroup(at.stream, at.group);
  const batch = readFresh(context, place, { group: at.group, consumer: at.consumer, noAck: false }, count);
  return batch === undefined ? undefined : entriesOfBatch(batch);
}

/** Entries as the bus reads them. Those that are no longer in the stream are left out. */
function entriesOfBatch({ ms, seq, held, length }: EntryBatch): readonly StreamEntry[] {
  const entries: StreamEntry[] = [];
  for (let i = 0; i < length; i++) {
    const entry = held[i];
    if (entry instanceof MessageEntry) {
      entries.push(new DeliveredMessage(ms[i] as EntryId["ms"], seq[i] as EntryId["seq"], entry));
    } else if (entry !== undefined) {
      entries.push({ ms: ms[i] as EntryId["ms"], seq: seq[i] as EntryId["seq"], fields: readFields(fieldsOf(entry)) });
    }
  }
  return entries;
}
