import type { Bytes } from "./bytes.ts";
import type { Reply } from "./reply.ts";

/** Where replies go that are not the direct answer to a command: of blocked commands, subscriptions, MONITOR. */
export type Deliver = (reply: Reply) => void;

export interface SessionOptions {
  readonly id: number;
  /** Peer and own address, as CLIENT LIST shows them. */
  readonly address: string;
  readonly localAddress: string;
  readonly connectedAtMs: number;
  readonly deliver: Deliver;
  /** Closes the connection from the server's side, after what was delivered has been sent. */
  readonly close: () => void;
}

/** A transaction between MULTI and EXEC. */
export interface Transaction {
  readonly queued: (readonly Bytes[])[];
  /** A command was refused while queueing, so EXEC will discard all. */
  aborted: boolean;
}

/** What the server knows of one connection. */
export class Session {
  readonly id: number;
  readonly address: string;
  readonly localAddress: string;
  readonly connectedAtMs: number;
  readonly deliver: Deliver;
  readonly close: () => void;
  db = 0;
  protocol: 2 | 3 = 2;
  name: Bytes = "";
  libraryName: Bytes = "";
  libraryVersion: Bytes = "";
  user: Bytes = "default";
  authenticated = true;
  transaction: Transaction | undefined;
  /** `db:key` of every watched key; `watchBroken` once one of them has changed. */
  readonly watched = new Set<string>();
  watchBroken = false;
  readonly channels = new Set<Bytes>();
  readonly patterns = new Set<Bytes>();
  readonly shardChannels = new Set<Bytes>();
  monitoring = false;
  /** CLIENT REPLY: `skip-next` holds for the CLIENT command itself, `skip` for the one after it. */
  replies: "on" | "off" | "skip-next" | "skip" = "on";
  lastCommand = "";
  lastCommandAtMs: number;
  commands = 0;
  closed = false;

  constructor(options: SessionOptions) {
    this.id = options.id;
    this.address = options.address;
    this.localAddress = options.localAddress;
    this.connectedAtMs = options.connectedAtMs;
    this.lastCommandAtMs = options.connectedAtMs;
    this.deliver = options.deliver;
    this.close = options.close;
  }

  get subscriptions(): number {
    return this.channels.size + this.patterns.size + this.shardChannels.size;
  }
}
