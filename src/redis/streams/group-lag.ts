import { subtract, successor, type Uint64 } from "../server/uint64.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import { compareIds, compareStreamIds, type StreamId } from "./stream-id.ts";
import type { StreamValue } from "./stream-value.ts";

/** Whether an entry after `from` was deleted that may still be counted as not read. */
function hasTombstoneFrom(stream: StreamValue, from: StreamId): boolean {
  const { maxDeleted } = stream;
  if (stream.length === 0 || (maxDeleted.ms === 0 && maxDeleted.seq === 0)) return false;
  return compareStreamIds(stream.first, maxDeleted) <= 0 && compareStreamIds(from, maxDeleted) <= 0;
}

/** How many entries had been added up to and including `id`; undefined when tombstones hide it. */
function addedUpTo(stream: StreamValue, id: StreamId): Uint64 | undefined {
  if (stream.added === 0) return 0;
  const toLast = compareIds(id.ms, id.seq, stream.lastMs, stream.lastSeq);
  if (stream.length === 0 && toLast <= 0) return stream.added;
  if (toLast === 0) return stream.added;
  if (toLast > 0) return undefined;
  const { first, maxDeleted } = stream;
  if ((maxDeleted.ms !== 0 || maxDeleted.seq !== 0) && compareStreamIds(maxDeleted, first) >= 0) return undefined;
  const toFirst = compareStreamIds(id, first);
  if (toFirst > 0) return undefined;
  const before = subtract(stream.added, stream.length);
  return toFirst === 0 ? successor(before) : before;
}

/** The group delivers entries: moves its last id on, and counts each where it can. */
export function advanceGroup(
  stream: StreamValue, group: ConsumerGroup, ms: readonly Uint64[], seq: readonly Uint64[],
): void {
  const end = ms.length - 1;
  if (end < 0) return;
  const first = { ms: ms[0] as Uint64, seq: seq[0] as Uint64 };
  const read = typeof group.entriesRead === "number" ? group.entriesRead + ms.length : Infinity;
  const isPlain = Number.isSafeInteger(read) && !hasTombstoneFrom(stream, first)
    && compareIds(first.ms, first.seq, group.lastMs, group.lastSeq) > 0;
  if (isPlain) {
    group.entriesRead = read;
    group.lastMs = ms[end] as Uint64;
    group.lastSeq = seq[end] as Uint64;
    return;
  }
  for (let i = 0; i <= end; i++) advanceBy(stream, group, { ms: ms[i] as Uint64, seq: seq[i] as Uint64 });
}

function advanceBy(stream: StreamValue, group: ConsumerGroup, id: StreamId): void {
  if (compareIds(id.ms, id.seq, group.lastMs, group.lastSeq) <= 0) return;
  if (group.entriesRead !== undefined && !hasTombstoneFrom(stream, id))
    group.entriesRead = successor(group.entriesRead);
  else if (stream.added !== 0) group.entriesRead = addedUpTo(stream, id);
  group.lastMs = id.ms;
  group.lastSeq = id.seq;
}

/**
 * How many entries the group has still to read; undefined when tombstones or an unusual start hide it. Negative (as a
 * signed 64-bit number) when XGROUP set the count of read entries above those that were added.
 */
export function groupLag(stream: StreamValue, group: ConsumerGroup): bigint | number | undefined {
  if (stream.added === 0) return 0;
  const read = group.entriesRead !== undefined && !hasTombstoneFrom(stream, group.last)
    ? group.entriesRead : addedUpTo(stream, group.last);
  if (read === undefined) return undefined;
  const lag = subtract(stream.added, read);
  return typeof lag === "number" ? lag : BigInt.asIntN(64, lag);
}
