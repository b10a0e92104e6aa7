import type { Fields } from "../../bus/store.ts";
import type { StreamFacts } from "../../oracles/evidence/witness.ts";
import type { ConsumerGroup } from "../../redis/streams/consumer-group.ts";
import { readFields } from "../../redis/stores/text-fields.ts";
import { EntryBatch } from "../../redis/streams/entry.ts";
import { compareIds } from "../../redis/streams/stream-id.ts";
import { WHOLE, type StreamValue } from "../../redis/streams/stream-value.ts";

/** All entries of a stream, oldest first. */
export function entriesIn(stream: StreamValue): readonly Fields[] {
  const batch = new EntryBatch();
  stream.range(WHOLE, Infinity, batch);
  return batch.fields.flatMap((fields) => (fields === undefined ? [] : [readFields(fields)]));
}

export const NO_STREAM: StreamFacts = { length: 0, backlog: 0, unacknowledgedTrimmed: 0, added: 0 };

/** What the server has of a stream and of the group that reads it. */
export function streamFacts(stream: StreamValue, group: ConsumerGroup | undefined): StreamFacts {
  const { length } = stream;
  const added = Number(stream.added);
  if (group === undefined) return { length, backlog: length, unacknowledgedTrimmed: 0, added };
  const unread = stream.countAfter(group.lastMs, group.lastSeq);
  const shouldBeUnread = typeof group.entriesRead === "number" ? added - group.entriesRead : unread;
  return {
    length, backlog: unread + group.pending.size, added,
    unacknowledgedTrimmed: Math.max(0, shouldBeUnread - unread) + pendingTrimmed(stream, group),
  };
}

/** Entries that were read and not acknowledged, and are below the first that is there. */
function pendingTrimmed({ length, first }: StreamValue, { pending }: ConsumerGroup): number {
  if (length === 0) return pending.size;
  let count = 0;
  for (const walker = pending.from(0, 0); !walker.done; walker.next()) {
    if (compareIds(walker.ms, walker.seq, first.ms, first.seq) >= 0) break;
    count++;
  }
  return count;
}
