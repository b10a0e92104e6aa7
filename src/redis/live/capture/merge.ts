import { isAfter, type EntryId } from "../../../bus/entry-id.ts";
import type { StreamTail, TailItem } from "./stream-tail.ts";

export interface MergedItem {
  readonly tail: StreamTail;
  readonly item: TailItem;
}

/**
 * What has come of all streams, in the order of ids, as far as it is certain that nothing from before is still to come:
 * up to the end of the page of every stream that has more. Streams of one server, whose ids are its time, come out in
 * one order wherever pages end. Equal ids come in the order of keys.
 */
export function takeMerged(tails: readonly StreamTail[]): readonly MergedItem[] {
  let bound: EntryId | undefined;
  for (const { hasMore, lastOrder } of tails) {
    if (!hasMore) continue;
    if (lastOrder === undefined) return [];
    if (bound === undefined || isAfter(bound, lastOrder)) bound = lastOrder;
  }
  const merged = tails.flatMap((tail) => tail.take(bound).map((item) => ({ tail, item })));
  return merged.sort(compare);
}

function compare({ tail: leftTail, item: left }: MergedItem, { tail: rightTail, item: right }: MergedItem): number {
  if (isAfter(left.order, right.order)) return 1;
  if (isAfter(right.order, left.order)) return -1;
  return leftTail === rightTail ? 0 : leftTail.key < rightTail.key ? -1 : 1;
}
