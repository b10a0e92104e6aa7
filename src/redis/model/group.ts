import { isAfter, type Position } from "./position.ts";
import type { ModelEntry } from "./stream-node.ts";

/** An entry delivered and not acknowledged. */
export interface Pending {
  readonly ms: number;
  readonly seq: number;
  readonly id: string;
  consumer: string;
  /** Server Unix ms of the last delivery. */
  deliveredAt: number;
  deliveries: number;
}

/** A consumer group: how far it has read, and what it has not acknowledged. */
export class Group {
  lastDelivered: Position;
  /** In order of id: entries are delivered in that order, and a delivery again keeps its place. */
  readonly pending = new Map<string, Pending>();

  constructor(from: Position) {
    this.lastDelivered = from;
  }

  deliver(entry: ModelEntry, consumer: string, nowMs: number): void {
    this.lastDelivered = entry;
    const held = this.pending.get(entry.id);
    if (held === undefined) {
      this.pending.set(entry.id, {
        ms: entry.ms, seq: entry.seq, id: entry.id, consumer, deliveredAt: nowMs, deliveries: 1,
      });
    } else {
      redeliver(held, consumer, nowMs, 1);
    }
  }

  acknowledge(id: string): boolean {
    return this.pending.delete(id);
  }

  get lowestPending(): Pending | undefined {
    for (const pending of this.pending.values()) return pending;
    return undefined;
  }

  /** Pending entries from `from` on, in order of id. */
  *pendingFrom(from: Position): Generator<Pending> {
    for (const pending of this.pending.values()) if (!isAfter(from, pending)) yield pending;
  }
}

/** A delivery again: to whom, when, and the new count. */
export function redeliver(pending: Pending, consumer: string, nowMs: number, deliveries: number): void {
  pending.consumer = consumer;
  pending.deliveredAt = nowMs;
  pending.deliveries = deliveries;
}
