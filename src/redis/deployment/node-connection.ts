import type { Duration, Instant } from "../../kernel/time.ts";
import type { Bytes } from "../server/bytes.ts";
import type { Reply } from "../server/reply.ts";
import type { RedisServer } from "../server/server.ts";
import type { Session } from "../server/session.ts";
import { COMMAND_COST } from "./node-costs.ts";

/**
 * How a client learns that its connection is gone: by a reset, which it sees at once. Silence it does not see at all.
 */
export interface ClientPort {
  /** Replies that nobody waits for by a command: of blocked commands, subscriptions. They leave at `at`. */
  deliver(reply: Reply, at: Instant): void;
  closed(): void;
}

/** `reply` is undefined when the command blocks or its answers are delivered. It leaves the node at `at`. */
export type OnReply = (reply: Reply | undefined, at: Instant) => void;

/** What the process does for a client: a command, or what a store in the same process does in a command's place. */
export type Work = (server: RedisServer, session: Session, nowUs: number) => Reply | undefined;

export interface Submission {
  readonly connection: NodeConnection;
  work(server: RedisServer, session: Session, nowUs: number): Reply | undefined;
  /** What it costs the node's thread, asked when it is done. */
  cost(): Duration;
  onReply(reply: Reply | undefined, at: Instant): void;
}

/** What a connection needs of the node at its other end. */
export interface ConnectionHost {
  submit(submission: Submission): void;
  hangUp(connection: NodeConnection): void;
}

const NOBODY: ClientPort = { deliver: () => {}, closed: () => {} };

const oneCommand = (): Duration => COMMAND_COST;

/** One client's connection to one run of a node's process. */
export class NodeConnection {
  /** What hears of the node; nobody, once it is mute. */
  port: ClientPort;
  #host: ConnectionHost;
  /** Undefined while the node is accepting it. */
  session: Session | undefined;
  /** No command comes in and no reply goes out any more, though the client may not know. */
  dead = false;
  /** Who is told when it is over; of a connection that is mute. */
  #client: ClientPort | undefined;
  /** Both ends believe that it lives, and nothing gets through: see `silence`. */
  isMute = false;

  constructor(host: ConnectionHost, port: ClientPort) {
    this.#host = host;
    this.port = port;
  }

  /** A command has arrived at the node. It is executed when the node's thread gets to it, or never. */
  submit(args: readonly Bytes[], onReply: OnReply): void {
    this.perform((server, session, nowUs) => server.apply(session, args, nowUs), oneCommand, onReply);
  }

  /** As `submit`, for work that is more than one command, or none in words. */
  perform(work: Work, cost: () => Duration, onReply: OnReply): void {
    this.submitWork({ connection: this, work, cost, onReply });
  }

  /** The same, of work that comes with its cost and its reply; `connection` is this one. */
  submitWork(submission: Submission): void {
    this.#host.submit(submission);
  }

  /** From now on what either end sends is lost. Nobody is told, and nothing mends it: see `forget`. */
  silence(): void {
    if (this.isMute) return;
    const host = this.#host;
    this.isMute = true;
    this.#client = this.port;
    this.port = NOBODY;
    this.#host = { submit: () => {}, hangUp: () => host.hangUp(this) };
  }

  /** The node has given up a connection that is mute: who sends over it is told so, who only waits is not. */
  forget(): void {
    this.close();
    this.#host = { submit: () => this.#client?.closed(), hangUp: () => {} };
  }

  /** The client closes its end. */
  close(): void {
    this.#host.hangUp(this);
  }
}
