import type { BusMessage } from "../message.ts";
import type { Fields } from "../store.ts";

/** What a layout needs to know of a message. */
export type OutgoingMessage = Pick<
  BusMessage,
  "topic" | "type" | "payload" | "encoding" | "priority" | "key" | "sequence"
>;

/** Makes entries of one layout, for one life of a producer. The same messages always give the same entries. */
export interface EntryWriter {
  write(messages: readonly OutgoingMessage[]): readonly Fields[];
  /** How many messages the first `count` of `entries` carry. */
  carried(entries: readonly Fields[], count: number): number;
}

/** Whose messages they are. Each life of a producer has an epoch greater than all before. */
export interface Producer {
  readonly producer: string;
  readonly epoch: number;
}
