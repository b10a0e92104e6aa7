import type { Group } from "./group.ts";
import { isAfter, type Position } from "./position.ts";
import { NODE_MAX_ENTRIES, nodeLength, type ModelEntry } from "./stream-node.ts";

/** Removed entries at the front of the array before it is cut. */
const COMPACT_AT = 4_096;

/**
 * One stream of the model: entries in order of id, and its groups. Ids follow the server's rule: the clock's
 * millisecond, or the last id's with the next sequence when the clock has not moved on (or has moved back).
 *
 * A server keeps entries in nodes, and approximate trimming removes whole nodes. Where a node ends follows from the
 * entries alone, so nodes are worked out from the front when something is trimmed, and cost nothing before.
 */
export class ModelStream {
  readonly groups = new Map<string, Group>();
  readonly #entries: ModelEntry[] = [];
  /** Index of the first live entry, and of the first entry of its node. */
  #head = 0;
  #nodeStart = 0;
  #lastMs = 0;
  #lastSeq = 0;
  #added = 0;

  get length(): number {
    return this.#entries.length - this.#head;
  }

  get last(): Position {
    return { ms: this.#lastMs, seq: this.#lastSeq };
  }

  /** Entries ever added. */
  get added(): number {
    return this.#added;
  }

  get first(): ModelEntry | undefined {
    return this.#entries[this.#head];
  }

  add(fields: readonly (string | Uint8Array)[], nowMs: number): ModelEntry {
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs;
      this.#lastSeq = 0;
    } else {
      this.#lastSeq++;
    }
    const entry: ModelEntry = { ms: this.#lastMs, seq: this.#lastSeq, fields };
    this.#entries.push(entry);
    this.#added++;
    return entry;
  }

  /** Up to `count` entries after `from`, oldest first. */
  after(from: Position, count: number): ModelEntry[] {
    const start = this.#indexAfter(from);
    return start === this.#entries.length ? [] : this.#entries.slice(start, start + count);
  }

  find(at: Position): ModelEntry | undefined {
    const entry = this.#entries[this.#indexAfter({ ms: at.ms, seq: at.seq - 1 })];
    return entry !== undefined && entry.ms === at.ms && entry.seq === at.seq ? entry : undefined;
  }

  /** Entries after `from`: what a group at `from` has still to read. */
  countAfter(from: Position): number {
    return this.#entries.length - this.#indexAfter(from);
  }

  /**
   * Removes from the front what `rule` lets go: whole nodes, and then, unless approximate, single entries. `limit` caps
   * what an approximate trim removes; the server's default is 100 nodes' worth, and 0 lifts it.
   */
  trim(rule: TrimRule, approximate: boolean, limit: number = 100 * NODE_MAX_ENTRIES): number {
    const before = this.length;
    while (this.length > 0 && !rule.satisfied(this.length)) {
      const end = this.#nodeStart + nodeLength(this.#entries, this.#nodeStart);
      const live = end - this.#head;
      if (approximate && limit > 0 && before - this.length + live > limit) break;
      if (!rule.wholeNode(this.length, live, this.#entries[end - 1] as ModelEntry)) break;
      this.#head = this.#nodeStart = end;
    }
    if (!approximate) {
      while (this.length > 0 && !rule.satisfied(this.length) && rule.entry(this.#entries[this.#head] as ModelEntry)) this.#head++;
    }
    const removed = before - this.length;
    this.#compact();
    return removed;
  }

  #compact(): void {
    if (this.#nodeStart < COMPACT_AT) return;
    this.#entries.splice(0, this.#nodeStart);
    this.#head -= this.#nodeStart;
    this.#nodeStart = 0;
  }

  /** Index of the first live entry after `from`. Readers are nearly always at or near the end. */
  #indexAfter(from: Position): number {
    const entries = this.#entries;
    let high = entries.length;
    let low = this.#head;
    if (high === low || !isAfter(entries[high - 1], from)) return high;
    for (let step = 1; high - step > low && isAfter(entries[high - 1 - step], from); step *= 2) high -= step;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isAfter(entries[middle], from)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** When trimming stops, and what may go. */
export interface TrimRule {
  satisfied(length: number): boolean;
  /** May the first node, with `live` entries of which `last` is the last, go as a whole? */
  wholeNode(length: number, live: number, last: ModelEntry): boolean;
  entry(entry: ModelEntry): boolean;
}

export const trimToLength = (maxLength: number): TrimRule => ({
  satisfied: (length) => length <= maxLength,
  wholeNode: (length, live) => length - live >= maxLength,
  entry: () => true,
});

export const trimBefore = (minimum: Position): TrimRule => ({
  satisfied: () => false,
  wholeNode: (_length, _live, last) => isAfter(minimum, last),
  entry: (entry) => isAfter(minimum, entry),
});
