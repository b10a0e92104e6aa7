import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { noSuchKey, OK, ReplyError, syntaxError } from "../../server/reply.ts";
import type { Uint64 } from "../../server/uint64.ts";
import { compareStreamIds, ZERO_ID, type StreamId } from "../../streams/stream-id.ts";
import type { StreamValue } from "../../streams/stream-value.ts";
import { trimStream } from "../../streams/trim.ts";
import { idArgument, idArguments, integerArgument, nodeLimits } from "./arguments.ts";
import { streamAt } from "./stream-access.ts";
import { exactTrim, TrimArguments } from "./trim-arguments.ts";

/** XLEN key. */
export const xlen: Run = (context, args) => streamAt(context, args[1] as Bytes)?.length ?? 0;

/** XDEL key id [id …]. */
export const xdel: Run = (context, args) => {
  const key = args[1] as Bytes;
  const stream = streamAt(context, key);
  if (stream === undefined) return 0;
  let deleted = 0;
  const { ms, seq } = idArguments(args, 2);
  for (let i = 0; i < ms.length; i++) if (stream.delete(ms[i] as Uint64, seq[i] as Uint64)) deleted++;
  if (deleted > 0) {
    context.changed(deleted);
    context.db.touch(key);
  }
  return deleted;
};

/** XTRIM key MAXLEN|MINID [=|~] threshold [LIMIT count]. */
export const xtrim: Run = (context, args) => {
  const trimming = new TrimArguments();
  for (let at = 2; at < args.length;) {
    const next = trimming.read(args, at);
    if (next === at) throw syntaxError();
    at = next;
  }
  const trim = trimming.finish(nodeLimits(context).maxEntries);
  const key = args[1] as Bytes;
  const stream = streamAt(context, key);
  if (stream === undefined || trim === undefined) return 0;
  const removed = trimStream(stream, trim);
  if (removed > 0) {
    context.changed(removed);
    context.db.touch(key);
    context.propagate(["XTRIM", key, ...exactTrim(stream, trim)]);
  }
  return removed;
};

/** XSETID key last-id [ENTRIESADDED count] [MAXDELETEDID id]. */
export const xsetid: Run = (context, args) => {
  const last = idArgument(args[2]);
  let added: Uint64 | undefined;
  let maxDeleted = ZERO_ID;
  for (let at = 3; at < args.length; at += 2) {
    if (at + 1 === args.length) throw syntaxError();
    const option = (args[at] as Bytes).toLowerCase();
    if (option === "entriesadded") {
      added = integerArgument(args[at + 1]);
      if (added < 0) throw new ReplyError("ERR entries_added must be positive");
    } else if (option === "maxdeletedid") {
      maxDeleted = idArgument(args[at + 1]);
      if (compareStreamIds(last, maxDeleted) < 0) {
        throw new ReplyError("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
      }
    } else {
      throw syntaxError();
    }
  }
  const stream = streamAt(context, args[1] as Bytes);
  if (stream === undefined) throw noSuchKey();
  checkLastId(stream, last, added, atLeast(context.compat, "7.2"));
  stream.lastMs = last.ms;
  stream.lastSeq = last.seq;
  if (added !== undefined) stream.added = added;
  if (compareStreamIds(maxDeleted, ZERO_ID) !== 0) stream.maxDeleted = maxDeleted;
  context.changed();
  return OK;
};

function checkLastId(stream: StreamValue, last: StreamId, added: Uint64 | undefined, checksDeleted: boolean): void {
  if (checksDeleted && compareStreamIds(last, stream.maxDeleted) < 0) {
    throw new ReplyError("ERR The ID specified in XSETID is smaller than current max_deleted_entry_id");
  }
  if (stream.length === 0) return;
  const newest = stream.newest;
  if (newest !== undefined && compareStreamIds(last, newest) < 0) {
    throw new ReplyError("ERR The ID specified in XSETID is smaller than the target stream top item");
  }
  if (added !== undefined && added < stream.length) {
    throw new ReplyError("ERR The entries_added specified in XSETID is smaller than the target stream length");
  }
}
