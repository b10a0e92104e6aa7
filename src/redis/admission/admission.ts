import { Acl, denialError } from "../acl/acl.ts";
import { Memory } from "../eviction/memory.ts";
import { Statistics } from "../info/statistics.ts";
import { Replication } from "../replication/replication.ts";
import type { Bytes } from "../server/bytes.ts";
import { Blocked, type CommandContext, type CommandSpec, type ServerState } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";
import type { Session } from "../server/session.ts";
import {
  ALLOW_BUSY, bitsOf, DENY_OOM, LOADING, MAY_REPLICATE, NO_AUTH, NO_MULTI, specOf, STALE, WRITE,
} from "./command-bits.ts";
import { busyError, Condition, loadingError } from "./condition.ts";

/** What a RESP 2 subscriber may send. */
const FOR_SUBSCRIBERS: ReadonlySet<string> = new Set([
  "ping", "subscribe", "ssubscribe", "psubscribe", "unsubscribe", "sunsubscribe", "punsubscribe", "quit", "reset",
]);

/** Not refused for want of memory while a transaction is being queued. */
const ENDS_TRANSACTION: ReadonlySet<string> = new Set(["exec", "discard", "quit", "reset"]);

const oom = (): ReplyError => new ReplyError("OOM command not allowed when used memory > 'maxmemory'.");

/**
 * Decides whether a client's command may run, in the order in which a server checks. Nothing in force costs next to
 * nothing.
 */
export class Admission {
  readonly #server: ServerState;
  readonly #acl: Acl;
  readonly #memory: Memory;
  readonly #replication: Replication;
  readonly #condition: Condition;

  constructor(server: ServerState) {
    this.#server = server;
    this.#acl = server.part(Acl);
    this.#memory = server.part(Memory);
    this.#replication = server.part(Replication);
    this.#condition = server.part(Condition);
    server.gates.push((context, spec, args) => this.#ask(context, spec, args));
    server.listeners.opened.push((session) => this.#opened(session));
  }

  #opened(session: Session): void {
    if (this.#server.sessions.size <= this.#server.config.number("maxclients")) return;
    this.#server.part(Statistics).rejectedConnections++;
    session.deliver(new ReplyError("ERR max number of clients reached"));
    this.#server.disconnect(session);
  }

  #ask({ session }: CommandContext, spec: CommandSpec, args: readonly Bytes[]): ReplyError | Blocked | undefined {
    const isSubscriber = session.protocol === 2 && session.subscriptions > 0;
    const isFree = session.authenticated && session.unrestricted && session.transaction === undefined && !isSubscriber;
    if (isFree && !this.#memory.isLimited && !this.#replication.guards && this.#condition.isClear) return undefined;
    const bits = this.#bits(session, spec);
    return (
      this.#permission(session, spec, bits, args) ??
      this.#shortage(session, spec, bits) ??
      this.#replicationRefusal(bits) ??
      subscriberRefusal(isSubscriber, spec) ??
      notSubscribed(this.#server, session, spec) ??
      this.#conditionRefusal(bits) ??
      this.#pause(session, bits, args)
    );
  }

  /** EXEC is judged by all that it will execute. */
  #bits(session: Session, spec: CommandSpec): number {
    let bits = bitsOf(spec);
    if (spec.name !== "exec" || session.transaction === undefined) return bits;
    for (const queued of session.transaction.queued) {
      const inner = specOf(this.#server.commands, queued);
      if (inner !== undefined) bits |= bitsOf(inner) & (WRITE | DENY_OOM | MAY_REPLICATE);
    }
    return bits;
  }

  #permission(session: Session, spec: CommandSpec, bits: number, args: readonly Bytes[]): ReplyError | undefined {
    if (!session.authenticated && (bits & NO_AUTH) === 0) return new ReplyError("NOAUTH Authentication required.");
    if (session.transaction !== undefined && (bits & NO_MULTI) !== 0) {
      return new ReplyError("ERR Command not allowed inside a transaction");
    }
    if (session.unrestricted || !session.authenticated) return undefined;
    const denial = this.#acl.refusal(session, spec, args, session.transaction === undefined ? "toplevel" : "multi");
    return denial && denialError(this.#server, session.user, spec, denial);
  }

  #shortage(session: Session, spec: CommandSpec, bits: number): ReplyError | undefined {
    if (!this.#memory.isLimited || this.#memory.makeRoom()) return undefined;
    // From 7.2 on, what takes no memory may be queued.
    const queues =
      session.transaction !== undefined && !ENDS_TRANSACTION.has(spec.name) && this.#server.compat === "7.0";
    return queues || (bits & DENY_OOM) !== 0 ? oom() : undefined;
  }

  #replicationRefusal(bits: number): ReplyError | undefined {
    return (bits & WRITE) !== 0 && this.#replication.guards ? this.#replication.writeRefusal() : undefined;
  }

  #conditionRefusal(bits: number): ReplyError | undefined {
    const { loading, busy } = this.#condition;
    const { compat } = this.#server;
    const stale = (bits & STALE) === 0 ? this.#replication.staleRefusal() : undefined;
    if (stale !== undefined) return stale;
    if (loading && (bits & LOADING) === 0) return loadingError(compat);
    return busy !== undefined && (bits & ALLOW_BUSY) === 0 ? busyError(compat, busy) : undefined;
  }

  #pause(session: Session, bits: number, args: readonly Bytes[]): Blocked | undefined {
    const { pause } = this.#condition;
    if (pause === undefined) return undefined;
    const { nowMs } = this.#server;
    if (pause.untilMs <= nowMs) {
      this.#condition.pause = undefined;
      return undefined;
    }
    if (pause.writesOnly && (bits & (WRITE | MAY_REPLICATE)) === 0) return undefined;
    return new Blocked({
      keys: [], timeoutMs: pause.untilMs - nowMs, timedOut: null, retry: () => undefined,
      resume: () => this.#server.perform(session, args), mayResume: () => this.#condition.pause === undefined,
    });
  }
}

function subscriberRefusal(isSubscriber: boolean, { name }: CommandSpec): ReplyError | undefined {
  if (!isSubscriber || FOR_SUBSCRIBERS.has(name)) return undefined;
  return new ReplyError(
    `ERR Can't execute '${name}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are ` +
      "allowed in this context",
  );
}

/** Valkey 8 refuses to end subscriptions where there are none; outside a transaction the command itself does. */
export function notSubscribed(
  { compat }: Pick<ServerState, "compat">, session: Session, { name }: CommandSpec,
): ReplyError | undefined {
  if (compat !== "8.0" || session.subscriptions > 0 || !name.endsWith("unsubscribe")) return undefined;
  return new ReplyError(`NOSUB '${name}' command executed not in subscribed mode`);
}
