import type { CarriedMessage, Fields, StreamEntry } from "../../bus/store.ts";
import { formatOrigin } from "../../bus/wire/origin.ts";

/** An entry of the enhanced layout as it came over a connection: a message, and fields only for who asks for them. */
export class ReceivedMessage implements StreamEntry, CarriedMessage {
  readonly ms: StreamEntry["ms"];
  readonly seq: StreamEntry["seq"];
  readonly topic: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly encoding: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly priority: CarriedMessage["priority"];
  readonly producer: string;
  readonly key: string;

  constructor(
    ms: StreamEntry["ms"], seq: StreamEntry["seq"], topic: string, type: string, payload: Uint8Array, encoding: string,
    epoch: number, sequence: number, priority: CarriedMessage["priority"], producer: string, key: string,
  ) {
    this.ms = ms;
    this.seq = seq;
    this.topic = topic;
    this.type = type;
    this.payload = payload;
    this.encoding = encoding;
    this.epoch = epoch;
    this.sequence = sequence;
    this.priority = priority;
    this.producer = producer;
    this.key = key;
  }

  get message(): CarriedMessage {
    return this;
  }

  get fields(): Fields {
    const { topic, type, payload, encoding, key } = this;
    return [
      "topic", topic, "type", type, "payload", payload, "encoding", encoding, "origin", formatOrigin(this), "key", key,
    ];
  }
}
