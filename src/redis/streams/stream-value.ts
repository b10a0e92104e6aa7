import type { Bytes } from "../server/bytes.ts";
import { successor, type Uint64 } from "../server/uint64.ts";
import type { Value } from "../server/value.ts";
import { ConsumerGroup } from "./consumer-group.ts";
import type { EntryBatch, Fields, HeldEntry } from "./entry.ts";
import { IdMap } from "./id-map.ts";
import { compareIds, idAfter, MAX_ID, ZERO_ID, type StreamId } from "./stream-id.ts";
import { payloadOf, StreamNode, type NodeLimits } from "./stream-node.ts";

/** About what a server allocates for an empty stream, for a node beside its listpack, and for a pending entry. */
const STREAM_BYTES = 200;
const NODE_BYTES = 80;
const PENDING_BYTES = 120;

/** How far a read goes: both ends belong to it. */
export interface IdRange {
  readonly from: StreamId;
  readonly to: StreamId;
}

export const WHOLE: IdRange = { from: ZERO_ID, to: MAX_ID };

/**
 * A stream: entries in nodes, in order of id, and the groups that read it. All methods work on whole batches and on ids
 * as two numbers, so that a store in the same process need not go through commands and texts.
 */
export class StreamValue implements Value {
  readonly type = "stream";
  readonly encoding = "stream";
  readonly nodes = new IdMap<StreamNode>();
  readonly groups = new Map<Bytes, ConsumerGroup>();
  lastMs: Uint64 = 0;
  lastSeq: Uint64 = 0;
  maxDeleted: StreamId = ZERO_ID;
  /** Entries ever added; XSETID may set it. */
  added: Uint64 = 0;
  #length = 0;
  #listpackBytes = 0;
  #tail: StreamNode | undefined;

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    let bytes = STREAM_BYTES + this.#listpackBytes + this.nodes.size * NODE_BYTES;
    for (const group of this.groups.values()) {
      bytes += STREAM_BYTES + group.consumers.size * STREAM_BYTES + group.pending.size * PENDING_BYTES;
    }
    return bytes;
  }

  get last(): StreamId {
    return { ms: this.lastMs, seq: this.lastSeq };
  }

  /** The id of the first entry that is there; 0-0 when none is. */
  get first(): StreamId {
    for (const walker = this.nodes.from(0, 0); !walker.done; walker.next()) {
      const { head, end, ms, seq } = walker.value;
      if (head < end) return { ms: ms[head] as Uint64, seq: seq[head] as Uint64 };
    }
    return ZERO_ID;
  }

  /** The id of the last entry that is there; undefined when none is. */
  get newest(): StreamId | undefined {
    for (const walker = this.nodes.end(); !walker.done; walker.previous()) {
      const { value: node } = walker;
      for (let place = node.end - 1; place >= 0; place--) {
        if (!node.isDeleted(place)) return { ms: node.ms[place] as Uint64, seq: node.seq[place] as Uint64 };
      }
    }
    return undefined;
  }

  /** The names of the last node's entries, so that callers can share the strings. */
  get recentNames(): Fields | undefined {
    return this.#tail?.names;
  }

  /**
   * Moves the last id on to what `*` means at `nowMs`: the clock's millisecond, or one more when the clock has not
   * moved on. False when there is no greater id.
   */
  advanceId(nowMs: number): boolean {
    if (nowMs > this.lastMs) {
      this.lastMs = nowMs;
      this.lastSeq = 0;
      return true;
    }
    const seq = successor(this.lastSeq);
    if (seq !== undefined) {
      this.lastSeq = seq;
      return true;
    }
    const ms = successor(this.lastMs);
    if (ms === undefined) return false;
    this.lastMs = ms;
    this.lastSeq = 0;
    return true;
  }

  /** Adds an entry whose id is that of `advanceId`. False when the ids are used up. */
  append(fields: HeldEntry, nowMs: number, limits: NodeLimits): boolean {
    if (!this.advanceId(nowMs)) return false;
    this.#add(fields, limits);
    return true;
  }

  /** Adds an entry; the caller has checked that the id is greater than the last. */
  appendAt(ms: Uint64, seq: Uint64, fields: HeldEntry, limits: NodeLimits): void {
    this.lastMs = ms;
    this.lastSeq = seq;
    this.#add(fields, limits);
  }

  /**
   * Adds entries with the ids that `*` gives; `batch` gets them all. Returns how many, fewer only when ids are used up.
   */
  appendAll(entries: readonly Fields[], nowMs: number, limits: NodeLimits, batch: EntryBatch): number {
    for (let i = 0; i < entries.length; i++) {
      const fields = entries[i] as Fields;
      if (!this.append(fields, nowMs, limits)) return i;
      batch.push(this.lastMs, this.lastSeq, fields);
    }
    return entries.length;
  }

  get(ms: Uint64, seq: Uint64): HeldEntry | undefined {
    const walker = this.nodes.upTo(ms, seq);
    return walker.done ? undefined : walker.value.get(ms, seq);
  }

  /** Up to `count` entries of a range into `batch`, oldest first. */
  range({ from, to }: IdRange, count: number, batch: EntryBatch): void {
    let walker = this.nodes.upTo(from.ms, from.seq);
    if (walker.done) walker = this.nodes.from(0, 0);
    let place = walker.done ? 0 : walker.value.placeOf(from.ms, from.seq);
    for (let left = count; !walker.done && left > 0;) {
      const node = walker.value;
      const { ms, seq, held } = node;
      const end = node.placeAfter(to.ms, to.seq);
      for (; place < end && left > 0; place++) {
        if (node.deleted > 0 && node.isDeleted(place)) continue;
        batch.push(ms[place] as Uint64, seq[place] as Uint64, held[place]);
        left--;
      }
      if (end < node.end) return;
      walker.next();
      place = 0;
    }
  }

  /**
   * Up to `count` entries after an id into `batch`, oldest first. Readers that keep up find theirs in the last node.
   */
  rangeAfter(ms: Uint64, seq: Uint64, count: number, batch: EntryBatch): void {
    const node = this.#tail;
    if (node === undefined || compareIds(node.firstMs, node.firstSeq, ms, seq) > 0) {
      const from = idAfter({ ms, seq });
      if (from !== undefined) this.range({ from, to: MAX_ID }, count, batch);
      return;
    }
    let place = node.end;
    while (compareIds(node.ms[place - 1] as Uint64, node.seq[place - 1] as Uint64, ms, seq) > 0) place--;
    for (let left = count; place < node.end && left > 0; place++) {
      if (node.deleted > 0 && node.isDeleted(place)) continue;
      batch.push(node.ms[place] as Uint64, node.seq[place] as Uint64, node.held[place]);
      left--;
    }
  }

  /** Up to `count` entries of a range into `batch`, newest first. */
  reverseRange({ from, to }: IdRange, count: number, batch: EntryBatch): void {
    const walker = this.nodes.upTo(to.ms, to.seq);
    for (let left = count; !walker.done && left > 0; walker.previous()) {
      const node = walker.value;
      const { ms, seq, held, end } = node;
      for (let place = end - 1; place >= 0 && left > 0; place--) {
        if (node.isDeleted(place) || compareIds(ms[place] as Uint64, seq[place] as Uint64, to.ms, to.seq) > 0) continue;
        if (compareIds(ms[place] as Uint64, seq[place] as Uint64, from.ms, from.seq) < 0) return;
        batch.push(ms[place] as Uint64, seq[place] as Uint64, held[place]);
        left--;
      }
    }
  }

  /** How many entries lie after an id. Cheap near the end, where readers are. */
  countAfter(ms: Uint64, seq: Uint64): number {
    if (compareIds(this.lastMs, this.lastSeq, ms, seq) <= 0) return 0;
    let count = 0;
    for (const walker = this.nodes.upTo(MAX_ID.ms, MAX_ID.seq); !walker.done; walker.previous()) {
      const node = walker.value;
      if (compareIds(node.firstMs, node.firstSeq, ms, seq) > 0) {
        count += node.live;
        continue;
      }
      for (let place = node.end - 1; place >= 0; place--) {
        if (compareIds(node.ms[place] as Uint64, node.seq[place] as Uint64, ms, seq) <= 0) return count;
        if (node.held[place] !== undefined) count++;
      }
      return count;
    }
    return count;
  }

  delete(ms: Uint64, seq: Uint64): boolean {
    const walker = this.nodes.upTo(ms, seq);
    if (walker.done) return false;
    const node = walker.value;
    const place = node.placeOf(ms, seq);
    if (!node.holds(place, ms, seq)) return false;
    if (node.live === 1) this.removeNode(node);
    else this.markDeleted(node, place);
    if (compareIds(ms, seq, this.maxDeleted.ms, this.maxDeleted.seq) > 0) this.maxDeleted = { ms, seq };
    return true;
  }

  /**
   * Marks an entry as deleted without a trace in `maxDeleted`, as trimming does. The node stays even if it was the
   * last.
   */
  markDeleted(node: StreamNode, place: number): void {
    this.#listpackBytes -= node.bytes;
    node.delete(place);
    this.#listpackBytes += node.bytes;
    this.#length--;
  }

  removeNode(node: StreamNode): void {
    this.nodes.delete(node.firstMs, node.firstSeq);
    this.#listpackBytes -= node.bytes;
    this.#length -= node.live;
    if (node === this.#tail) this.#tail = this.nodes.last;
  }

  /** The group, made now; undefined when there is one of that name. */
  createGroup(name: Bytes, last: StreamId, entriesRead: Uint64 | undefined): ConsumerGroup | undefined {
    if (this.groups.has(name)) return undefined;
    const group = new ConsumerGroup(name, last, entriesRead);
    this.groups.set(name, group);
    return group;
  }

  /** Adds a node after all others, with the entries that it holds already: a stream is being restored or copied. */
  addNode(node: StreamNode): void {
    this.nodes.push(node.firstMs, node.firstSeq, node);
    this.#tail = node;
    this.#length += node.live;
    this.#listpackBytes += node.bytes;
  }

  clone(): StreamValue {
    const copy = new StreamValue();
    for (const walker = this.nodes.from(0, 0); !walker.done; walker.next()) copy.addNode(walker.value.clone());
    copy.lastMs = this.lastMs;
    copy.lastSeq = this.lastSeq;
    copy.maxDeleted = this.maxDeleted;
    copy.added = this.added;
    for (const group of this.groups.values()) copy.groups.set(group.name, group.clone());
    return copy;
  }

  #add(fields: HeldEntry, limits: NodeLimits): void {
    const { lastMs, lastSeq } = this;
    let node = this.#tail;
    if (node === undefined || node.isFull(payloadOf(fields), limits)) {
      node = new StreamNode(fields, node?.names);
      node.append(lastMs, lastSeq, fields);
      this.nodes.push(lastMs, lastSeq, node);
      this.#tail = node;
      this.#listpackBytes += node.bytes;
    } else {
      const before = node.bytes;
      node.append(lastMs, lastSeq, fields);
      this.#listpackBytes += node.bytes - before;
    }
    this.#length++;
    this.added = successor(this.added) as Uint64;
  }
}
