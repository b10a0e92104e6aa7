import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import type { ConsumerGroup, Delivery } from "../../streams/consumer-group.ts";
import { textOfId } from "../../streams/stream-id.ts";
import { counterReply } from "./entry-reply.ts";

/** Whether anybody wants to know: the forms below cost more than the commands that they repeat. */
export const isPropagating = (context: CommandContext): boolean =>
  !context.isReplay && context.server.listeners.propagated.length > 0;

/** A delivery by the names of where and to whom. */
export interface NamedDelivery extends Omit<Delivery, "consumer"> {
  readonly key: Bytes;
  readonly group: Bytes;
  readonly consumer: Bytes;
}

/**
 * A delivery, as the XCLAIM that records the same. Where the entry is gone from the stream, it removes the delivery.
 */
export const deliveryForm = ({ key, group, consumer, at, count }: NamedDelivery, id: Bytes, last: Bytes): Bytes[] => [
  "XCLAIM", key, group, consumer, "0", id, "TIME", String(at),
  "RETRYCOUNT", String(counterReply(count)), "FORCE", "JUSTID", "LASTID", last,
];

export const groupPositionForm = (key: Bytes, group: ConsumerGroup): Bytes[] => [
  "XGROUP", "SETID", key, group.name, textOfId(group.last),
  "ENTRIESREAD", group.entriesRead === undefined ? "-1" : String(counterReply(group.entriesRead)),
];

export const consumerForm = (key: Bytes, group: Bytes, consumer: Bytes): Bytes[] =>
  ["XGROUP", "CREATECONSUMER", key, group, consumer];
