import type { FlushReason } from "./buffer.ts";
import type { EntryId } from "./entry-id.ts";
import type { GroupGap } from "./group-keeper.ts";
import type { BusMessage, ConsumedMessage } from "./message.ts";
import type { StoreError } from "./store.ts";
import type { TraceSpan } from "./tracing.ts";

/** Why an accepted message was given up. */
export type DropReason = "overflow" | "closed" | "fenced" | "gave-up";

/** Why a publication was not accepted. `filtered`: its type does not leave the process. */
export type RefusalReason = "full" | "closed" | "filtered";

/**
 * What the producing side does, as it happens. A probe only watches: it must not call back into the bus.
 */
export interface ProducerProbe {
  accepted(message: BusMessage): void;
  refused(topic: string, priority: number, reason: RefusalReason): void;
  dropped(message: BusMessage, reason: DropReason): void;
  /** A batch goes to the store; `attempt` counts from 1. Messages have their sequence numbers. */
  sent(batch: readonly BusMessage[], attempt: number, reason: FlushReason): void;
  /** The store acknowledged these, and they have left their buffers. */
  stored(messages: readonly BusMessage[]): void;
  /** A write failed; it is tried again, or what it carried is dropped. */
  failed(batch: readonly BusMessage[], error: StoreError): void;
  /** A stretch of the way of a message that is followed. */
  traced?(span: TraceSpan): void;
}

/** What the consuming side does, as it happens. */
export interface ConsumerProbe {
  /** Entries arrived from the store: new, or taken over from another consumer. */
  read(consumer: string, count: number, claimed: boolean): void;
  /** The message goes to the handler, for the `attempt`-th time. */
  delivered(consumer: string, message: ConsumedMessage, attempt: number): void;
  handled(consumer: string, message: ConsumedMessage): void;
  /** The handler failed. */
  handlerFailed(consumer: string, message: ConsumedMessage, attempt: number, error: unknown): void;
  /** Seen before: dropped without a call to the handler. */
  duplicate(consumer: string, message: ConsumedMessage): void;
  /** Given up: written to the dead-letter stream. `message` is undefined when the entry could not be read at all. */
  deadLettered(consumer: string, entry: EntryId, message: ConsumedMessage | undefined, reason: string): void;
  acknowledged(consumer: string, entries: readonly EntryId[]): void;
  /** Entries were pending and are no longer in the stream. */
  vanished(consumer: string, entries: readonly EntryId[]): void;
  /** The group had vanished and was made anew. */
  regrouped(consumer: string, gap: GroupGap): void;
}

/** What the stream's keeper does. */
export interface StreamProbe {
  trimmed(stream: string, removed: number): void;
  /** The limit lies beyond the lowest unacknowledged entry: `overdue` more entries than allowed are kept. */
  trimHeld(stream: string, lowestUnacknowledged: EntryId, overdue: number): void;
  /** Entries in [from, to) were removed that a group had not acknowledged. */
  trimmedUnread(stream: string, group: string, from: EntryId, to: EntryId): void;
}
