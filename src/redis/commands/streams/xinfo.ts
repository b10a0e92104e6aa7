import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { toIndex } from "../../server/int64.ts";
import { MapReply, noSuchKey, ReplyError } from "../../server/reply.ts";
import { inOrderOfName } from "../../streams/consumer-group.ts";
import { EntryBatch } from "../../streams/entry.ts";
import { WHOLE, type StreamValue } from "../../streams/stream-value.ts";
import { integerArgument } from "./arguments.ts";
import { entriesReply } from "./entry-reply.ts";
import { noGroup, streamAt } from "./stream-access.ts";
import { fullReply, headReply, positionReply } from "./xinfo-replies.ts";

/** XINFO STREAM key [FULL [COUNT count]]. */
export const xinfoStream: Run = (context, args) => {
  const stream = existingStream(context, args[2] as Bytes);
  const count = fullCount(args);
  if (count !== undefined) return fullReply(context, stream, count);
  const first = new EntryBatch();
  stream.range(WHOLE, 1, first);
  const last = new EntryBatch();
  stream.reverseRange(WHOLE, 1, last);
  return new MapReply([
    ...headReply(stream), "groups", stream.groups.size,
    "first-entry", entriesReply(first)[0] ?? null, "last-entry", entriesReply(last)[0] ?? null,
  ]);
};

/** XINFO GROUPS key. */
export const xinfoGroups: Run = (context, args) => {
  const stream = existingStream(context, args[2] as Bytes);
  return inOrderOfName(stream.groups.values()).map(
    (group) =>
      new MapReply([
        "name", group.name, "consumers", group.consumers.size, "pending", group.pending.size,
        ...positionReply(stream, group),
      ]),
  );
};

/** XINFO CONSUMERS key group. */
export const xinfoConsumers: Run = (context, args) => {
  const [, , key, name] = args as readonly [Bytes, Bytes, Bytes, Bytes];
  const group = existingStream(context, key).groups.get(name);
  if (group === undefined) throw noGroup(key, name);
  const idleSince = (at: number): number => Math.max(0, context.nowMs - at);
  return inOrderOfName(group.consumers.values()).map(
    (consumer) =>
      new MapReply([
        "name", consumer.name, "pending", consumer.pending.size, "idle", idleSince(consumer.seenAt),
        ...(atLeast(context.compat, "7.2")
          ? ["inactive", consumer.activeAt === -1 ? -1 : idleSince(consumer.activeAt)]
          : []),
      ]),
  );
};

function existingStream(context: CommandContext, key: Bytes): StreamValue {
  const stream = streamAt(context, key);
  if (stream === undefined) throw noSuchKey();
  return stream;
}

const DEFAULT_COUNT = 10;

/** How much of each list FULL shows, Infinity for all; undefined without FULL. */
function fullCount(args: readonly Bytes[]): number | undefined {
  if (args.length === 3) return undefined;
  const isFull = (args[3] as Bytes).toLowerCase() === "full";
  if (isFull && args.length === 4) return DEFAULT_COUNT;
  if (!isFull || args.length !== 6 || (args[4] as Bytes).toLowerCase() !== "count") {
    throw new ReplyError(
      `ERR unknown subcommand or wrong number of arguments for '${args[1] as Bytes}'. Try XINFO HELP.`,
    );
  }
  const count = toIndex(integerArgument(args[5]));
  return count < 0 ? DEFAULT_COUNT : count === 0 ? Infinity : count;
}
