import type { Priority } from "../priority.ts";

/** How a publication travels beyond the process. */
export interface Egress {
  readonly priority: Priority;
  /** Messages of one key keep their order. */
  readonly key: string;
}

/** Where a bus writes what leaves the process: a Redis stream, a recording. */
export interface Backing {
  /** False once it takes nothing more. */
  readonly open: boolean;
  publish(topic: string, type: string, payload: Uint8Array, egress: Egress): void;
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
  serialize(message: T): Uint8Array;
  /** @throws {WavetankError} the bytes are not a message of that type. */
  deserialize(type: string, payload: Uint8Array): T;
}
