import type { Instant } from "../kernel/time.ts";
import type { EntryId } from "./entry-id.ts";
import type { Priority } from "./priority.ts";

/** What a caller gives to the bus. */
export interface Publication {
  readonly topic: string;
  /** The payload's type name on the wire, NautilusTrader's where it has one: `TradeTick`. */
  readonly type: string;
  readonly payload: Uint8Array;
  readonly priority: Priority;
  /** Messages of one key are delivered in the order they were published, whatever their priorities. */
  readonly key: string;
  /** How to read the payload: a name that `wire/payload-codec.ts` knows, or one of the caller's. Default `msgpack`. */
  readonly encoding?: string;
}

const DEFAULT_ENCODING = "msgpack";

/** Not sent yet: the sequence number is given when a message first goes into a batch. */
export const UNSENT = -1;

/**
 * A message between acceptance and the store's acknowledgement. It is a node of two linked lists: its buffer's, in
 * order of service, and its key's, in order of publication.
 */
export class BusMessage implements Publication {
  readonly topic: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly priority: Priority;
  readonly key: string;
  readonly encoding: string;
  /** Counts accepted messages of this client, from 0. */
  readonly ordinal: number;
  /** The call; before `acceptedAt` if the caller waited for room. */
  readonly publishedAt: Instant;
  readonly acceptedAt: Instant;
  /** The class it is served in: raised above `priority` when a later message of its key is more urgent. */
  servedAs: Priority;
  /** Position in the producer's sending order, from 1, without holes; the same in every retry. */
  sequence = UNSENT;
  sentAt: Instant = 0;
  next: BusMessage | undefined = undefined;
  previous: BusMessage | undefined = undefined;
  nextOfKey: BusMessage | undefined = undefined;

  constructor(
    publication: Publication, ordinal: number, acceptedAt: Instant, servedAs: Priority, publishedAt = acceptedAt,
  ) {
    this.topic = publication.topic;
    this.type = publication.type;
    this.payload = publication.payload;
    this.priority = publication.priority;
    this.key = publication.key;
    this.encoding = publication.encoding ?? DEFAULT_ENCODING;
    this.ordinal = ordinal;
    this.publishedAt = publishedAt;
    this.acceptedAt = acceptedAt;
    this.servedAs = servedAs;
  }
}

/**
 * A message as a consumer sees it. Its identity is (producer, epoch, sequence); a foreign one's is its stream and
 * entry.
 */
export interface ConsumedMessage {
  /** Where the message stands in the stream. The messages of a packed entry share the very object. */
  readonly entry: EntryId;
  /** Its place among the messages of its entry, from 0. */
  readonly position: number;
  readonly topic: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly encoding: string;
  readonly priority: Priority;
  readonly key: string;
  /**
   * Written by somebody who does not name himself: `producer` is the stream, `epoch` and `sequence` are the entry's id.
   */
  readonly foreign: boolean;
  readonly producer: string;
  readonly epoch: number;
  readonly sequence: number;
}
