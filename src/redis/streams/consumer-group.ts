import type { Bytes } from "../server/bytes.ts";
import type { Uint64 } from "../server/uint64.ts";
import { IdMap } from "./id-map.ts";
import type { StreamId } from "./stream-id.ts";

/** One delivery that is not acknowledged. */
export interface Delivery {
  consumer: Consumer;
  /** Unix ms of the last delivery. */
  at: number;
  count: Uint64;
}

/** A member of a group. */
export class Consumer {
  readonly name: Bytes;
  /** Unix ms: when it last tried to read or claim, and when it last got something (-1 never). */
  seenAt: number;
  activeAt = -1;
  readonly pending = new IdMap<Delivery>();

  constructor(name: Bytes, seenAt: number) {
    this.name = name;
    this.seenAt = seenAt;
  }
}

/** A consumer group: how far it has read, who reads, and what is not acknowledged. */
export class ConsumerGroup {
  readonly name: Bytes;
  lastMs: Uint64;
  lastSeq: Uint64;
  /** How many entries it has read of all that were ever added; undefined when that cannot be known. */
  entriesRead: Uint64 | undefined;
  readonly pending = new IdMap<Delivery>();
  readonly consumers = new Map<Bytes, Consumer>();

  constructor(name: Bytes, last: StreamId, entriesRead: Uint64 | undefined) {
    this.name = name;
    this.lastMs = last.ms;
    this.lastSeq = last.seq;
    this.entriesRead = entriesRead;
  }

  get last(): StreamId {
    return { ms: this.lastMs, seq: this.lastSeq };
  }

  /** The consumer, made if it is missing. */
  consumerFor(name: Bytes, nowMs: number): Consumer {
    let consumer = this.consumers.get(name);
    if (consumer === undefined) this.consumers.set(name, (consumer = new Consumer(name, nowMs)));
    return consumer;
  }

  /**
   * What was pending for a consumer goes with it. Returns how much that was; undefined when there is no such consumer.
   */
  removeConsumer(name: Bytes): number | undefined {
    const consumer = this.consumers.get(name);
    if (consumer === undefined) return undefined;
    for (const walker = consumer.pending.from(0, 0); !walker.done; walker.next())
      this.pending.delete(walker.ms, walker.seq);
    this.consumers.delete(name);
    return consumer.pending.size;
  }

  /** Records a first delivery, or one again after the group was set back: then it counts from one. */
  deliver(ms: Uint64, seq: Uint64, consumer: Consumer, nowMs: number): void {
    const pending = this.pending.isPast(ms, seq) ? undefined : this.pending.get(ms, seq);
    if (pending === undefined) {
      this.addPending(ms, seq, { consumer, at: nowMs, count: 1 });
      return;
    }
    this.reassign(ms, seq, pending, consumer);
    pending.at = nowMs;
    pending.count = 1;
  }

  /** Records first deliveries of ids in order; falls back to one by one where some of them may be pending already. */
  deliverAll(ms: readonly Uint64[], seq: readonly Uint64[], consumer: Consumer, nowMs: number): void {
    if (ms.length === 0) return;
    const [firstMs, firstSeq] = [ms[0] as Uint64, seq[0] as Uint64];
    if (!this.pending.isPast(firstMs, firstSeq) || !consumer.pending.isPast(firstMs, firstSeq)) {
      for (let i = 0; i < ms.length; i++) this.deliver(ms[i] as Uint64, seq[i] as Uint64, consumer, nowMs);
      return;
    }
    for (let i = 0; i < ms.length; i++) {
      const delivery: Delivery = { consumer, at: nowMs, count: 1 };
      this.pending.push(ms[i] as Uint64, seq[i] as Uint64, delivery);
      consumer.pending.push(ms[i] as Uint64, seq[i] as Uint64, delivery);
    }
  }

  /** Returns how many of the ids were pending. Those at the front of the list go together. */
  acknowledgeAll(ms: readonly Uint64[], seq: readonly Uint64[]): number {
    const taken: Delivery[] = [];
    let acknowledged = 0;
    for (let i = 0; i < ms.length; i++) {
      taken.length = 0;
      const end = this.pending.shiftWhile(ms, seq, i, ms.length, taken);
      releaseAll(ms, seq, i, taken);
      acknowledged += end - i;
      i = end;
      if (i < ms.length && this.acknowledge(ms[i] as Uint64, seq[i] as Uint64)) acknowledged++;
    }
    return acknowledged;
  }

  /** The same of ids as they come from a reader. */
  acknowledgeIds(ids: readonly StreamId[]): number {
    let acknowledged = 0;
    for (let i = 0; i < ids.length; i++) {
      const { ms, seq } = ids[i] as StreamId;
      if (this.acknowledge(ms, seq)) acknowledged++;
    }
    return acknowledged;
  }

  /** The id is not pending yet. */
  addPending(ms: Uint64, seq: Uint64, delivery: Delivery): void {
    this.pending.set(ms, seq, delivery);
    delivery.consumer.pending.set(ms, seq, delivery);
  }

  reassign(ms: Uint64, seq: Uint64, delivery: Delivery, consumer: Consumer): void {
    if (delivery.consumer === consumer) return;
    delivery.consumer.pending.delete(ms, seq);
    consumer.pending.set(ms, seq, delivery);
    delivery.consumer = consumer;
  }

  acknowledge(ms: Uint64, seq: Uint64): boolean {
    const delivery = this.pending.take(ms, seq);
    if (delivery === undefined) return false;
    delivery.consumer.pending.delete(ms, seq);
    return true;
  }

  clone(): ConsumerGroup {
    const copy = new ConsumerGroup(this.name, this.last, this.entriesRead);
    for (const { name, seenAt, activeAt } of this.consumers.values())
      copy.consumerFor(name, seenAt).activeAt = activeAt;
    for (const walker = this.pending.from(0, 0); !walker.done; walker.next()) {
      const { consumer, at, count } = walker.value;
      copy.addPending(walker.ms, walker.seq, { consumer: copy.consumerFor(consumer.name, at), at, count });
    }
    return copy;
  }
}

/** Takes deliveries, whose ids start at `from`, off the lists of those who have them. */
function releaseAll(ms: readonly Uint64[], seq: readonly Uint64[], from: number, taken: readonly Delivery[]): void {
  for (let i = 0; i < taken.length;) {
    const { consumer } = taken[i] as Delivery;
    let end = i + 1;
    while (end < taken.length && taken[end]?.consumer === consumer) end++;
    let at = consumer.pending.shiftWhile(ms, seq, from + i, from + end);
    for (; at < from + end; at++) consumer.pending.delete(ms[at] as Uint64, seq[at] as Uint64);
    i = end;
  }
}

const byName = (left: { readonly name: Bytes }, right: { readonly name: Bytes }): number =>
  left.name < right.name ? -1 : left.name > right.name ? 1 : 0;

/** In order of their names' bytes, as a server lists groups and consumers. */
export const inOrderOfName = <T extends { readonly name: Bytes }>(items: Iterable<T>): readonly T[] =>
  [...items].sort(byName);
