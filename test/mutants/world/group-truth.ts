import type { StreamValue } from "../../../src/redis/streams/stream-value.ts";

/** What the server keeps of a group twice, compared; undefined if it agrees. */
export function groupProblem(stream: StreamValue | undefined, name: string): string | undefined {
  const group = stream?.groups.get(name);
  if (group === undefined) return undefined;
  let held = 0;
  for (const { pending } of group.consumers.values()) held += pending.size;
  return held === group.pending.size
    ? undefined
    : `${group.pending.size} pending for the group, ${held} for its consumers`;
}

/** What was trimmed although the group had not finished with it; undefined if nothing was. */
export function trimProblem(stream: StreamValue | undefined, name: string): string | undefined {
  const group = stream?.groups.get(name);
  if (stream === undefined || group === undefined) return undefined;
  const lowest = group.pending.from(0, 0);
  if (!lowest.done && stream.get(lowest.ms, lowest.seq) === undefined)
    return `pending ${lowest.ms}-${lowest.seq} is no longer in the stream`;
  const { added, length } = stream;
  if (typeof added !== "number" || typeof group.entriesRead !== "number" || added - group.entriesRead <= length)
    return undefined;
  return `${added - group.entriesRead - length} entries were removed unread`;
}
