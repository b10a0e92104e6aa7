import type { Publication } from "../message.ts";
import type { EncodedPayload } from "../wire/payload-codec.ts";

/** Where a bus writes what leaves the process: a Redis stream, a recording. */
export interface Backing<T = unknown> {
  /** False once it takes nothing more. */
  readonly open: boolean;
  /** How messages are written here. Default: as the bus writes them. */
  readonly serializer?: BusSerializer<T>;
  /** Returns why it was not taken; undefined when it was. */
  publish(publication: Publication): string | undefined;
  /** Resolves when what was taken has left, or cannot. */
  close(): Promise<void>;
}

/** Gets a copy of what is published beyond the process. */
export interface BusListener {
  isClosed(): boolean;
  publish(topic: string, payload: Uint8Array): void;
}

/** From messages to bytes and back. */
export interface BusSerializer<T> {
  /** The message's type on the wire (`QuoteTick`); undefined when it is not for others. */
  typeOf(message: T): string | undefined;
  serialize(message: T): EncodedPayload;
  /** @throws {WavetankError} the bytes are not a message of that type. */
  deserialize(type: string, payload: Uint8Array, encoding: string): T;
}
