import type { Bytes } from "../../server/bytes.ts";
import { Blocked, type CommandContext, type Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { NULL_ARRAY, ReplyError, type Reply } from "../../server/reply.ts";
import { MAX_UINT64, type Uint64 } from "../../server/uint64.ts";
import type { Consumer, Delivery } from "../../streams/consumer-group.ts";
import { EntryBatch } from "../../streams/entry.ts";
import { deliverNew, peekNew, readHistory } from "../../streams/group-reading.ts";
import { compareStreamIds, type StreamId } from "../../streams/stream-id.ts";
import { StreamValue } from "../../streams/stream-value.ts";
import { idArgument } from "./arguments.ts";
import { DeliveredEntry } from "./delivered-entry.ts";
import { entriesReply } from "./entry-reply.ts";
import { consumerForm, groupPositionForm, isPropagating } from "./propagation.ts";
import { readOptions, type ReadOptions } from "./read-arguments.ts";
import { streamsReply } from "./read-reply.ts";
import { groupAt, noKeyOrGroup, type GroupPlace } from "./stream-access.ts";

/** Entries that Redis 7.0 gives a blocked reader at once when it named no count. */
const COUNT_WHEN_WOKEN = 1_000;

export type Reader = NonNullable<ReadOptions["reader"]>;

/**
 * What is read of one stream: what is new to the group, or the consumer's own pending entries after an id, the greatest
 * excepted.
 */
interface Read extends GroupPlace {
  readonly after: StreamId | "new";
}

/** XREADGROUP GROUP group consumer [COUNT count] [BLOCK ms] [NOACK] STREAMS key [key …] id [id …]. */
export const xreadgroup: Run = (context, args) => {
  const options = readOptions(context, args, true);
  const found = readAll(context, options);
  if (found !== undefined) return found;
  if (options.blockMs === undefined || !context.mayBlock) return NULL_ARRAY;
  return new Blocked({
    keys: options.keys, readsStreams: "in a group", timeoutMs: options.blockMs, timedOut: NULL_ARRAY,
    retry: (again, key) => (atLeast(again.compat, "7.2") ? readAll(again, options) : readWoken(again, options, key)),
  });
};

/** @throws {ReplyError} One of the streams or groups is missing: then nothing was read. */
function readAll(context: CommandContext, { keys, ids, count, reader }: ReadOptions): Reply | undefined {
  const who = reader as Reader;
  const reads = keys.map((key, i) => readOf(context, key, who.group, ids[i] as Bytes));
  const found: Reply[] = [];
  for (const read of reads) {
    const entries =
      read.after === "new" ? readFresh(context, read, who, count) : readOwn(context, read, read.after, who, count);
    if (entries !== undefined) found.push(read.key, entriesReply(entries));
  }
  return found.length === 0 ? undefined : streamsReply(context, found);
}

function readOf(context: CommandContext, key: Bytes, group: Bytes, text: Bytes): Read {
  const place = groupAt(context, key, group);
  if (place === undefined) throw new ReplyError(`${noKeyOrGroup(key, group).message} in XREADGROUP with GROUP option`);
  if (text === ">") return { ...place, after: "new" };
  if (text === "$" || (text === "+" && atLeast(context.compat, "8.0"))) {
    throw new ReplyError(
      `ERR The ${text} ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by ` +
        `specifying a proper ID, or use the > ID to get new messages. The ${text} ID would just return an empty result set.`,
    );
  }
  const after = idArgument(text);
  return { ...place, after: after.ms === MAX_UINT64 && after.seq === MAX_UINT64 ? "new" : after };
}

/** Undefined when there is nothing new. From 7.2 on, the consumer is made, and seen, even then. */
export function readFresh(
  context: CommandContext, place: GroupPlace, reader: Reader, count: number,
): EntryBatch | undefined {
  const { stream, group } = place;
  const entries = new EntryBatch();
  peekNew(stream, group, count, entries);
  if (entries.length === 0) {
    if (atLeast(context.compat, "7.2")) consumerOf(context, place, reader);
    return undefined;
  }
  deliver(context, place, reader, entries);
  return entries;
}

function deliver(context: CommandContext, place: GroupPlace, reader: Reader, entries: EntryBatch): void {
  const { key, stream, group } = place;
  const { nowMs } = context;
  const consumer = consumerOf(context, place, reader);
  deliverNew(stream, group, consumer, { nowMs, noAck: reader.noAck }, entries);
  if (entries.length === 0) return;
  if (!reader.noAck) consumer.activeAt = nowMs;
  context.changed(entries.length);
  if (!isPropagating(context)) return;
  if (!reader.noAck) {
    for (let i = 0; i < entries.length; i++) {
      const [ms, seq] = [entries.ms[i] as Uint64, entries.seq[i] as Uint64];
      context.propagate(new DeliveredEntry(place, ms, seq, group.pending.get(ms, seq) as Delivery));
    }
  }
  if (reader.noAck || atLeast(context.compat, "7.2")) context.propagate(groupPositionForm(key, group));
}

/** Always an answer, even an empty one. It is not propagated: a replica does not know of deliveries again. */
function readOwn(
  context: CommandContext, place: GroupPlace, after: StreamId, reader: Reader, count: number,
): EntryBatch {
  const entries = new EntryBatch();
  readHistory(place.stream, consumerOf(context, place, reader), after, { count, nowMs: context.nowMs }, entries);
  return entries;
}

function consumerOf(context: CommandContext, { key, group }: GroupPlace, { consumer: name, noAck }: Reader): Consumer {
  const isNew = !group.consumers.has(name);
  const consumer = group.consumerFor(name, context.nowMs);
  consumer.seenAt = context.nowMs;
  // Otherwise the first XCLAIM makes it, on a replica.
  if (isNew && noAck) {
    context.changed();
    context.propagate(consumerForm(key, group.name, name));
  }
  return consumer;
}

/** Redis 7.0 looks only at the key that woke the reader. */
function readWoken(context: CommandContext, { count, reader }: ReadOptions, key: Bytes): Reply | undefined {
  const stream = context.db.get(key);
  if (!(stream instanceof StreamValue)) throw new ReplyError("UNBLOCKED the stream key no longer exists");
  const who = reader as Reader;
  const group = stream.groups.get(who.group);
  if (group === undefined)
    throw new ReplyError("NOGROUP the consumer group this client was blocked on no longer exists");
  if (compareStreamIds(stream.last, group.last) <= 0) return undefined;
  const entries = new EntryBatch();
  peekNew(stream, group, count === Infinity ? COUNT_WHEN_WOKEN : count, entries);
  deliver(context, { key, stream, group }, who, entries);
  return streamsReply(context, [key, entriesReply(entries)]);
}
