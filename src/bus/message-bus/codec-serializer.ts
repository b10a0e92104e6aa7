import type { PayloadCodec } from "../wire/payload-codec.ts";
import type { BusSerializer } from "./backing.ts";

export interface MessageTypes<T> {
  /** The message's type on the wire (`QuoteTick`); undefined when it is not for others. */
  typeOf(message: T): string | undefined;
  /** What the codec writes for a message. Default: the message. */
  toValue?(message: T): unknown;
  /** The message of what the codec has read, which may be anything. @throws {WavetankError} it is none of that type. */
  fromValue(type: string, value: unknown): T;
}

/** Messages to payloads by a codec, types by their owner. */
export function codecSerializer<T>(codec: PayloadCodec, types: MessageTypes<T>): BusSerializer<T> {
  return {
    typeOf: (message) => types.typeOf(message),
    serialize: (message) => codec.encode(types.toValue === undefined ? message : types.toValue(message)),
    deserialize: (type, payload, encoding) => types.fromValue(type, codec.decode(payload, encoding)),
  };
}
