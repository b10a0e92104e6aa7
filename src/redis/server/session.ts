import type { Bytes } from "./bytes.ts";
import { ReplyGate } from "./reply-gate.ts";
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
  readonly close: () => void;
  readonly #deliver: Deliver;
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
  readonly replyGate = new ReplyGate();
  lastCommand = "";
  lastCommandAtMs: number;
  commands = 0;
  closed = false;
  /** Bytes of replies that the peer has not taken yet; the transport keeps it, if it can tell. */
  pendingBytes = 0;
  /** Its user may do everything, so nothing need be checked. */
  unrestricted = true;
  noEvict = false;
  noTouch = false;
  /** What would be delivered, gathered for the array that EXEC answers. */
  captured: Reply[] | undefined;
  /** Kept by Waiting while it is blocked. */
  waiter: object | undefined;

  constructor(options: SessionOptions) {
    this.id = options.id;
    this.address = options.address;
    this.localAddress = options.localAddress;
    this.connectedAtMs = options.connectedAtMs;
    this.lastCommandAtMs = options.connectedAtMs;
    this.#deliver = options.deliver;
    this.close = options.close;
  }

  deliver(reply: Reply): void {
    if (this.captured === undefined) this.#deliver(reply);
    else this.captured.push(reply);
  }

  get subscriptions(): number {
    return this.channels.size + this.patterns.size + this.shardChannels.size;
  }
}
