import { PendingList, type Pending } from "./pending-list.ts";
import type { Position } from "./position.ts";
import type { ModelEntry } from "./stream-node.ts";

/** A consumer group: how far it has read, and what it has not acknowledged. */
export class Group {
  lastDelivered: Position;
  readonly pending = new PendingList();

  constructor(from: Position) {
    this.lastDelivered = from;
  }

  deliver(entry: ModelEntry, consumer: string, nowMs: number): void {
    // What lies after all that was ever delivered cannot be pending.
    this.lastDelivered = entry;
    this.pending.add({ ms: entry.ms, seq: entry.seq, consumer, deliveredAt: nowMs, deliveries: 1 });
  }
}

/** A delivery again: to whom, when, and the new count. */
export function redeliver(pending: Pending, consumer: string, nowMs: number, deliveries: number): void {
  pending.consumer = consumer;
  pending.deliveredAt = nowMs;
  pending.deliveries = deliveries;
}
