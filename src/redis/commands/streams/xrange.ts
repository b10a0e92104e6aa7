import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { toIndex } from "../../server/int64.ts";
import { NULL_ARRAY, syntaxError } from "../../server/reply.ts";
import { EntryBatch } from "../../streams/entry.ts";
import { integerArgument, intervalStart, intervalStop } from "./arguments.ts";
import { entriesReply } from "./entry-reply.ts";
import { streamAt } from "./stream-access.ts";

/** XRANGE key start end [COUNT count]. */
export const xrange: Run = (context, args) => readRange(false, context, args);

/** XREVRANGE key end start [COUNT count]. */
export const xrevrange: Run = (context, args) => readRange(true, context, args);

function readRange(isReverse: boolean, ...[context, args]: Parameters<Run>): ReturnType<Run> {
  const from = intervalStart(args[isReverse ? 3 : 2]);
  const to = intervalStop(args[isReverse ? 2 : 3]);
  const count = readCount(args);
  const stream = streamAt(context, args[1] as Bytes);
  if (stream === undefined) return [];
  if (count <= 0) return NULL_ARRAY;
  const batch = new EntryBatch();
  if (isReverse) stream.reverseRange({ from, to }, count, batch);
  else stream.range({ from, to }, count, batch);
  return entriesReply(batch);
}

function readCount(args: readonly Bytes[]): number {
  let count = Infinity;
  for (let at = 4; at < args.length; at += 2) {
    if ((args[at] as Bytes).toLowerCase() !== "count" || at + 1 === args.length) throw syntaxError();
    count = toIndex(integerArgument(args[at + 1]));
  }
  return count;
}
