import type { Bytes } from "../../server/bytes.ts";
import { Blocked, type CommandContext, type Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { NULL_ARRAY, ReplyError, type Reply } from "../../server/reply.ts";
import { EntryBatch } from "../../streams/entry.ts";
import { compareStreamIds, idAfter, idBefore, MAX_ID, ZERO_ID, type StreamId } from "../../streams/stream-id.ts";
import { StreamValue } from "../../streams/stream-value.ts";
import { idArgument } from "./arguments.ts";
import { entriesReply } from "./entry-reply.ts";
import { streamsReply } from "./read-reply.ts";
import { readOptions, type ReadOptions } from "./read-arguments.ts";
import { streamAt } from "./stream-access.ts";

/** Entries that Redis 7.0 gives a blocked reader at once when it named no count. */
const COUNT_WHEN_WOKEN = 1_000;

/** XREAD [COUNT count] [BLOCK ms] STREAMS key [key …] id [id …]. */
export const xread: Run = (context, args) => {
  const options = readOptions(context, args, false);
  const { keys, ids, count, blockMs } = options;
  const after = keys.map((key, i) => startAfter(context, key, ids[i] as Bytes));
  const found = readAfter(context, keys, after, count);
  if (found !== undefined) return found;
  if (blockMs === undefined || !context.mayBlock) return NULL_ARRAY;
  return new Blocked({
    keys, readsStreams: "alone", timeoutMs: blockMs, timedOut: NULL_ARRAY,
    retry: (again, key) => retry(again, options, after, key),
  });
};

function startAfter(context: CommandContext, key: Bytes, text: Bytes): StreamId {
  const stream = streamAt(context, key);
  if (text === "$") return stream?.last ?? ZERO_ID;
  if (text === "+" && atLeast(context.compat, "8.0")) return stream === undefined ? ZERO_ID : beforeLast(stream);
  if (text === ">") {
    throw new ReplyError(
      "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.",
    );
  }
  return idArgument(text);
}

function beforeLast({ last }: StreamValue): StreamId {
  const before = idBefore(last);
  if (before === undefined) throw new ReplyError("ERR the stream last element ID is 0-0");
  return before;
}

function readAfter(
  context: CommandContext, keys: readonly Bytes[], after: readonly StreamId[], count: number,
): Reply | undefined {
  const found: Reply[] = [];
  keys.forEach((key, i) => {
    const entries = entriesAfter(streamAt(context, key), after[i] as StreamId, count);
    if (entries.length > 0) found.push(key, entriesReply(entries));
  });
  return found.length === 0 ? undefined : streamsReply(context, found);
}

function entriesAfter(stream: StreamValue | undefined, after: StreamId, count: number): EntryBatch {
  const batch = new EntryBatch();
  const from = idAfter(after);
  if (stream !== undefined && from !== undefined) stream.range({ from, to: MAX_ID }, count, batch);
  return batch;
}

/**
 * A reader without a group waits on when the key goes or changes its type. Valkey reads the command again when it wakes
 * somebody: `$` was replaced by what it meant, `+` was not, so it means the last entry of then.
 */
function retry(
  context: CommandContext, options: ReadOptions, after: readonly StreamId[], key: Bytes,
): Reply | undefined {
  const { keys, ids, count } = options;
  const stream = context.db.get(key);
  if (!(stream instanceof StreamValue)) return undefined;
  if (atLeast(context.compat, "7.2")) {
    const from = after.map((start, i) => (ids[i] === "+" ? startAfter(context, keys[i] as Bytes, "+") : start));
    return readAfter(context, keys, from, count);
  }
  const last = after[keys.indexOf(key)] as StreamId;
  if (compareStreamIds(stream.last, last) <= 0) return undefined;
  const entries = entriesAfter(stream, last, count === Infinity ? COUNT_WHEN_WOKEN : count);
  return streamsReply(context, [key, entriesReply(entries)]);
}
