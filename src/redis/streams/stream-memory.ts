import { atLeast, type Compat } from "../server/compat.ts";
import type { IdMap } from "./id-map.ts";
import { radixTreeNodes } from "./radix-tree.ts";
import type { NodeLimits } from "./stream-node.ts";
import type { StreamValue } from "./stream-value.ts";

/** The object and the stream's own record. */
const STREAM = 96;
/** What MEMORY USAGE reckons for a key and for a node of a radix tree. */
const TREE_KEY = 16;
const TREE_NODE = 244;
const GROUP = 40;
const DELIVERY = 24;
/** The node that is being filled is allocated this large at once. */
const PREALLOCATED = 4_096;

/**
 * What MEMORY USAGE counts for the value, in bytes; the key and its place in the keyspace come on top. Of more nodes
 * than `samples` only the first are looked at, and the one being filled.
 */
export function streamMemoryUsage(stream: StreamValue, limits: NodeLimits, compat: Compat, samples = Infinity): number {
  const consumerBytes = atLeast(compat, "7.2") ? 32 : 24;
  let bytes = STREAM + treeBytes(stream.nodes) + nodeBytes(stream, limits, samples);
  for (const group of stream.groups.values()) {
    bytes += GROUP + treeBytes(group.pending) + DELIVERY * group.pending.size;
    for (const { name, pending } of group.consumers.values()) bytes += consumerBytes + name.length + treeBytes(pending);
  }
  return bytes;
}

function nodeBytes({ nodes }: StreamValue, limits: NodeLimits, samples: number): number {
  const filling = nodes.last;
  if (filling === undefined) return 0;
  const room = limits.maxBytes > 0 ? Math.min(limits.maxBytes, PREALLOCATED) : PREALLOCATED;
  const last = allocated(Math.max(filling.bytes, room));
  let seen = 0;
  let bytes = 0;
  for (const walker = nodes.from(0, 0); !walker.done && seen < samples; walker.next(), seen++) {
    bytes += walker.value === filling ? last : allocated(walker.value.bytes);
  }
  return seen === nodes.size ? bytes : Math.floor(bytes / seen) * (nodes.size - 1) + last;
}

const treeBytes = (ids: IdMap<unknown>): number => TREE_KEY * ids.size + TREE_NODE * radixTreeNodes(ids);

/** The allocator's size classes: sixteen bytes apart up to 128, then four to a doubling. */
function allocated(bytes: number): number {
  if (bytes <= 128) return Math.ceil(bytes / 16) * 16;
  const step = 2 ** (31 - Math.clz32(bytes - 1)) / 4;
  return Math.ceil(bytes / step) * step;
}
