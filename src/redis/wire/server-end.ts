import type { Transport } from "./transport.ts";

/** What a client meets that asks for a connection. */
export type Welcome = "accepted" | "refused" | "unreachable";

/** A connection as the machine at its other end has it. */
export interface ServerEnd {
  /** Bytes have arrived. */
  receive(chunk: Buffer): void;
  /** The client has closed its end. `acknowledge` is called when the machine has learnt of it, which may be never. */
  leave(acknowledge: () => void): void;
  /** The server has closed the connection, and the client has learnt of it. */
  ended(): void;
}

/** The way to a server for one connection. */
export interface Line {
  /** From 1, in the order in which connections were asked for. */
  readonly number: number;
  /** `address:port` of the server. */
  readonly address: string;
  /** What is said to whoever asks now. */
  answer(): Welcome;
  accept(transport: Transport): ServerEnd;
}
