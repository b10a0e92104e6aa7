import { MapReply, type Reply } from "../../server/reply.ts";
import type { CommandContext } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { inOrderOfName, type Consumer, type ConsumerGroup, type Delivery } from "../../streams/consumer-group.ts";
import { EntryBatch } from "../../streams/entry.ts";
import { groupLag } from "../../streams/group-lag.ts";
import type { IdMap } from "../../streams/id-map.ts";
import { radixTreeNodes } from "../../streams/radix-tree.ts";
import { IdWriter } from "../../streams/id-writer.ts";
import { textOfId } from "../../streams/stream-id.ts";
import { WHOLE, type StreamValue } from "../../streams/stream-value.ts";
import { counterReply, entriesReply } from "./entry-reply.ts";

/** What both forms of XINFO STREAM begin with. */
export const headReply = (stream: StreamValue): readonly Reply[] => [
  "length", stream.length, "radix-tree-keys", stream.nodes.size, "radix-tree-nodes", radixTreeNodes(stream.nodes),
  "last-generated-id", textOfId(stream.last), "max-deleted-entry-id", textOfId(stream.maxDeleted),
  "entries-added", counterReply(stream.added), "recorded-first-entry-id", textOfId(stream.first),
];

/** How far a group is. */
export const positionReply = (stream: StreamValue, group: ConsumerGroup): readonly Reply[] => [
  "last-delivered-id", textOfId(group.last),
  "entries-read", group.entriesRead === undefined ? null : counterReply(group.entriesRead),
  "lag", groupLag(stream, group) ?? null,
];

/** XINFO STREAM FULL: `count` entries of each list. */
export function fullReply(context: CommandContext, stream: StreamValue, count: number): Reply {
  const entries = new EntryBatch();
  stream.range(WHOLE, count, entries);
  return new MapReply([
    ...headReply(stream),
    "entries", entriesReply(entries), "groups",
    inOrderOfName(stream.groups.values()).map(
      (group) =>
        new MapReply([
          "name", group.name,
          ...positionReply(stream, group),
          "pel-count", group.pending.size, "pending",
          pendingReply(group.pending, count, ({ consumer, at, count: times }) => [
            consumer.name, at, counterReply(times),
          ]),
          "consumers",
          inOrderOfName(group.consumers.values()).map((consumer) => consumerReply(context, consumer, count)),
        ]),
    ),
  ]);
}

const consumerReply = (
  { compat }: CommandContext, { name, seenAt, activeAt, pending }: Consumer, count: number,
): Reply =>
  new MapReply([
    "name", name, "seen-time", seenAt,
    ...(atLeast(compat, "7.2") ? ["active-time", activeAt] : []),
    "pel-count", pending.size, "pending",
    pendingReply(pending, count, ({ at, count: times }) => [at, counterReply(times)]),
  ]);

function pendingReply(
  pending: IdMap<Delivery>, count: number, columns: (delivery: Delivery) => readonly Reply[],
): Reply {
  const ids = new IdWriter();
  const rows: Reply[] = [];
  for (const walker = pending.from(0, 0); !walker.done && rows.length < count; walker.next()) {
    rows.push([ids.text(walker.ms, walker.seq), ...columns(walker.value)]);
  }
  return rows;
}
