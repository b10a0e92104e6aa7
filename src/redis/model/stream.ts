import { entrySize, NODE_MAX_ENTRIES, StreamNode, type ModelEntry } from "./stream-node.ts";
import type { Group } from "./group.ts";
import { isAfter, type Position } from "./position.ts";

/**
 * One stream of the model: nodes of entries in order of id, and its groups. Ids follow the server's rule: the clock's
 * millisecond, or the last id's with the next sequence when the clock has not moved on (or has moved back).
 */
export class ModelStream {
  readonly groups = new Map<string, Group>();
  readonly #nodes: StreamNode[] = [];
  #length = 0;
  #lastMs = 0;
  #lastSeq = 0;
  #added = 0;

  get length(): number {
    return this.#length;
  }

  get last(): Position {
    return { ms: this.#lastMs, seq: this.#lastSeq };
  }

  /** Entries ever added. */
  get added(): number {
    return this.#added;
  }

  get first(): ModelEntry | undefined {
    return this.#nodes[0]?.first;
  }

  add(fields: readonly (string | Uint8Array)[], nowMs: number): ModelEntry {
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs;
      this.#lastSeq = 0;
    } else {
      this.#lastSeq++;
    }
    const entry: ModelEntry = { ms: this.#lastMs, seq: this.#lastSeq, id: `${this.#lastMs}-${this.#lastSeq}`, fields };
    let node = this.#nodes[this.#nodes.length - 1];
    const size = entrySize(fields);
    if (node === undefined || node.fullFor(size)) this.#nodes.push((node = new StreamNode()));
    node.push(entry, size);
    this.#length++;
    this.#added++;
    return entry;
  }

  /** Up to `count` entries after `from`, oldest first. */
  after(from: Position, count: number): ModelEntry[] {
    const found: ModelEntry[] = [];
    for (let n = this.#nodeAfter(from); n < this.#nodes.length && found.length < count; n++) {
      const node = this.#nodes[n] as StreamNode;
      let index = node.head;
      if (found.length === 0) index = firstAfter(node, from);
      for (; index < node.entries.length && found.length < count; index++) found.push(node.entries[index] as ModelEntry);
    }
    return found;
  }

  find(at: Position): ModelEntry | undefined {
    const entry = this.after({ ms: at.ms, seq: at.seq - 1 }, 1)[0];
    return entry !== undefined && entry.ms === at.ms && entry.seq === at.seq ? entry : undefined;
  }

  /** Entries after `from`: what a group at `from` has still to read. */
  countAfter(from: Position): number {
    const start = this.#nodeAfter(from);
    const node = this.#nodes[start];
    if (node === undefined) return 0;
    let count = node.entries.length - firstAfter(node, from);
    for (let n = start + 1; n < this.#nodes.length; n++) count += (this.#nodes[n] as StreamNode).live;
    return count;
  }

  /**
   * Removes from the front while `removable` says that a whole node may go; then, unless approximate, entry by entry.
   * `limit` caps what an approximate trim removes; the server's default is 100 nodes' worth.
   */
  trim(rule: TrimRule, approximate: boolean, limit: number = 100 * NODE_MAX_ENTRIES): number {
    let removed = 0;
    let nodes = 0;
    for (const node of this.#nodes) {
      if (rule.satisfied(this.#length)) break;
      if (approximate && limit > 0 && removed + node.live > limit) break;
      if (!rule.wholeNode(this.#length, node)) break;
      removed += node.live;
      this.#length -= node.live;
      nodes++;
    }
    this.#nodes.splice(0, nodes);
    if (!approximate) removed += this.#trimInside(rule);
    return removed;
  }

  #trimInside(rule: TrimRule): number {
    const node = this.#nodes[0];
    let removed = 0;
    for (let first = node?.first; node !== undefined && first !== undefined; first = node.first) {
      if (rule.satisfied(this.#length) || !rule.entry(first)) break;
      node.head++;
      this.#length--;
      removed++;
    }
    return removed;
  }

  /** Index of the first node that has an entry after `from`. */
  #nodeAfter(from: Position): number {
    const nodes = this.#nodes;
    // Readers are nearly always at the end.
    let low = 0;
    let high = nodes.length;
    const tail = nodes[high - 2];
    if (tail !== undefined && !isAfter(tail.last, from)) return isAfter((nodes[high - 1] as StreamNode).last, from) ? high - 1 : high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAfter((nodes[middle] as StreamNode).last, from)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** When trimming stops, and what may go. */
export interface TrimRule {
  satisfied(length: number): boolean;
  wholeNode(length: number, node: StreamNode): boolean;
  entry(entry: ModelEntry): boolean;
}

export const trimToLength = (maxLength: number): TrimRule => ({
  satisfied: (length) => length <= maxLength,
  wholeNode: (length, node) => length - node.live >= maxLength,
  entry: () => true,
});

export const trimBefore = (minimum: Position): TrimRule => ({
  satisfied: () => false,
  wholeNode: (_length, node) => node.last !== undefined && isAfter(minimum, node.last),
  entry: (entry) => isAfter(minimum, entry),
});

function firstAfter(node: StreamNode, from: Position): number {
  let low = node.head;
  let high = node.entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isAfter(node.entries[middle], from)) high = middle;
    else low = middle + 1;
  }
  return low;
}
