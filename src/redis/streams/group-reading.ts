import { successor, type Uint64 } from "../server/uint64.ts";
import type { Consumer, ConsumerGroup } from "./consumer-group.ts";
import type { EntryBatch } from "./entry.ts";
import { advanceGroup } from "./group-lag.ts";
import { compareIds, idAfter, type StreamId } from "./stream-id.ts";
import type { StreamValue } from "./stream-value.ts";

export interface Delivering {
  readonly nowMs: number;
  /** Nothing becomes pending: what is read counts as acknowledged. */
  readonly noAck: boolean;
}

/** Up to `count` entries that the group has not seen into `batch`. Nothing changes. */
export function peekNew(stream: StreamValue, group: ConsumerGroup, count: number, batch: EntryBatch): void {
  if (compareIds(stream.lastMs, stream.lastSeq, group.lastMs, group.lastSeq) <= 0) return;
  stream.rangeAfter(group.lastMs, group.lastSeq, count, batch);
}

/** Records that a consumer got these entries, which it had from `peekNew`. */
export function deliverNew(
  stream: StreamValue, group: ConsumerGroup, consumer: Consumer, { nowMs, noAck }: Delivering, { ms, seq }: EntryBatch,
): void {
  advanceGroup(stream, group, ms, seq);
  if (!noAck) group.deliverAll(ms, seq, consumer, nowMs);
}

/**
 * A consumer's own pending entries after an id, as deliveries again: each counts and sets the time. Fields are
 * undefined where the entry is no longer in the stream, whose delivery is left as it was.
 */
export function readHistory(
  stream: StreamValue, consumer: Consumer, after: StreamId,
  { count, nowMs }: { readonly count: number; readonly nowMs: number }, batch: EntryBatch,
): void {
  const from = idAfter(after);
  if (from === undefined) return;
  const walker = consumer.pending.from(from.ms, from.seq);
  for (let left = count; !walker.done && left > 0; left--, walker.next()) {
    const { ms, seq, value: delivery } = walker;
    const entry = stream.get(ms, seq);
    if (entry !== undefined) {
      delivery.at = nowMs;
      delivery.count = successor(delivery.count) as Uint64;
    }
    batch.push(ms, seq, entry);
  }
}
