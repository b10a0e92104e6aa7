import { successor, type Uint64 } from "../server/uint64.ts";
import type { Consumer, ConsumerGroup, Delivery } from "./consumer-group.ts";
import type { EntryBatch } from "./entry.ts";
import type { StreamId } from "./stream-id.ts";
import type { StreamValue } from "./stream-value.ts";

/** How a claimed entry is recorded. */
export interface ClaimRecord {
  /** Unix ms of the delivery. */
  readonly at: number;
  /** The count of deliveries; undefined counts one more, or leaves it when only ids are asked for. */
  readonly count: Uint64 | undefined;
  readonly justIds: boolean;
}

/** Gives one pending entry to a consumer. */
export function claim(
  group: ConsumerGroup, ms: Uint64, seq: Uint64, delivery: Delivery, consumer: Consumer, record: ClaimRecord,
): void {
  group.reassign(ms, seq, delivery, consumer);
  delivery.at = record.at;
  if (record.count !== undefined) delivery.count = record.count;
  else if (!record.justIds) delivery.count = successor(delivery.count) as Uint64;
}

export interface AutoClaim {
  readonly from: StreamId;
  /** Least ms since the last delivery. */
  readonly minIdle: number;
  readonly count: number;
  readonly nowMs: number;
  readonly justIds: boolean;
}

export interface AutoClaimed {
  /** Where the next call goes on; undefined when the pending list was walked to its end. */
  readonly next: StreamId | undefined;
  /** Pending entries that are no longer in the stream: they were taken off the list. */
  readonly vanished: readonly { readonly id: StreamId; readonly delivery: Delivery }[];
}

/** A call looks at so many pending entries for each that it may claim. */
const LOOKS = 10;

/**
 * Takes over entries of the group whose last delivery is long ago; `claimed` gets them. `taker` is asked for at the
 * first.
 */
export function autoClaim(
  stream: StreamValue, group: ConsumerGroup, taker: () => Consumer, request: AutoClaim, claimed: EntryBatch,
): AutoClaimed {
  const { from, minIdle, nowMs, justIds } = request;
  const vanished: { id: StreamId; delivery: Delivery }[] = [];
  let walker = group.pending.from(from.ms, from.seq);
  let left = request.count;
  for (let looks = request.count * LOOKS; looks > 0 && left > 0 && !walker.done; looks--) {
    const { ms, seq, value: delivery } = walker;
    const entry = stream.get(ms, seq);
    if (entry === undefined) {
      vanished.push({ id: { ms, seq }, delivery });
      group.acknowledge(ms, seq);
      walker = group.pending.from(ms, seq);
      left--;
      continue;
    }
    if (minIdle <= 0 || nowMs - delivery.at >= minIdle) {
      claim(group, ms, seq, delivery, taker(), { at: nowMs, count: undefined, justIds });
      claimed.push(ms, seq, entry);
      left--;
    }
    walker.next();
  }
  return { next: walker.done ? undefined : { ms: walker.ms, seq: walker.seq }, vanished };
}
