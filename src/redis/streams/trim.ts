import type { Uint64 } from "../server/uint64.ts";
import { compareIds, type StreamId } from "./stream-id.ts";
import type { StreamNode } from "./stream-node.ts";
import type { StreamValue } from "./stream-value.ts";

/** What trimming keeps: the newest so many entries, or those from an id on. */
export type Kept =
  | { readonly by: "length"; readonly length: Uint64 }
  | { readonly by: "id"; readonly id: StreamId };

export interface Trim {
  readonly kept: Kept;
  /** Whole nodes only. */
  readonly approximate: boolean;
  /** Most entries that an approximate trim removes; 0 is no limit. */
  readonly limit: Uint64;
}

const LIMIT_NODES = 100;
const GREATEST_LIMIT = 1_000_000;
const LIMIT_WITHOUT_NODES = 10_000;

/** What an approximate trim removes at most when it says nothing of it. */
export function defaultLimit(maxEntries: number): number {
  if (maxEntries === 0) return LIMIT_WITHOUT_NODES;
  const limit = LIMIT_NODES * maxEntries;
  return limit > GREATEST_LIMIT || limit < 0 ? GREATEST_LIMIT : limit;
}

/** Removes old entries, node by node. Returns how many. `maxDeleted` does not move: trimming leaves no tombstones. */
export function trimStream(stream: StreamValue, { kept, approximate, limit }: Trim): number {
  let removed = 0;
  for (let node = stream.nodes.first; node !== undefined; node = stream.nodes.first) {
    if (kept.by === "length" && stream.length <= kept.length) break;
    if (limit !== 0 && removed + node.live > limit) break;
    if (goesWhole(stream, node, kept)) {
      removed += node.live;
      stream.removeNode(node);
      continue;
    }
    if (!approximate) removed += trimInside(stream, node, kept);
    break;
  }
  return removed;
}

function goesWhole(stream: StreamValue, node: StreamNode, kept: Kept): boolean {
  if (kept.by === "length") return stream.length - node.live >= kept.length;
  const last = node.end - 1;
  return compareIds(node.ms[last] as Uint64, node.seq[last] as Uint64, kept.id.ms, kept.id.seq) < 0;
}

function trimInside(stream: StreamValue, node: StreamNode, kept: Kept): number {
  let removed = 0;
  for (let place = node.head; place < node.end; place = node.head) {
    const goes = kept.by === "length" ? stream.length > kept.length
      : compareIds(node.ms[place] as Uint64, node.seq[place] as Uint64, kept.id.ms, kept.id.seq) < 0;
    if (!goes) break;
    stream.markDeleted(node, place);
    removed++;
  }
  return removed;
}
