import type { Bytes } from "./bytes.ts";
import type { Compat } from "./compat.ts";
import type { Config } from "./config.ts";
import type { Database } from "./database.ts";
import type { Reply, ReplyError } from "./reply.ts";
import type { Session } from "./session.ts";

/** As COMMAND INFO names them. */
export type Flag =
  | "write"
  | "readonly"
  | "denyoom"
  | "admin"
  | "pubsub"
  | "noscript"
  | "blocking"
  | "loading"
  | "stale"
  | "skip_monitor"
  | "skip_slowlog"
  | "asking"
  | "fast"
  | "no_auth"
  | "may_replicate"
  | "no_mandatory_keys"
  | "no_multi"
  | "movablekeys"
  | "sort_for_script"
  | "allow_busy"
  | "no_async_loading";

/** Answered by delivering, or not at all. */
export const NO_REPLY = Symbol("no reply");

export type Result = Reply | Blocked | typeof NO_REPLY;

export type Run = (context: CommandContext, args: readonly Bytes[]) => Result;

/** One row of the command table. Subcommands have rows of their own, named `xgroup|create`. */
export interface CommandSpec {
  readonly name: string;
  /** Number of arguments, the name included; negative for "at least". */
  readonly arity: number;
  readonly flags: readonly Flag[];
  /** First key, last key and step among the arguments, as COMMAND INFO gives them; zeros when there is none. */
  readonly keys: readonly [first: number, last: number, step: number];
  /** Finds the keys where their places depend on the arguments. */
  readonly findKeys?: (args: readonly Bytes[]) => readonly number[];
  /** ACL categories besides those that follow from the flags: `@stream`, `@string`, … */
  readonly categories: readonly string[];
  readonly subcommands?: readonly CommandSpec[];
  /** The first and the last server that has this row; two rows may share a name where servers differ. */
  readonly since?: Compat;
  readonly until?: Compat;
  /** Absent in a container whose subcommands do the work. */
  readonly run?: Run;
}

/** Asked before a command is executed (or queued). An error is the answer; Blocked puts the command off. */
export type Gate = (
  context: CommandContext, spec: CommandSpec, args: readonly Bytes[],
) => ReplyError | Blocked | undefined;

/** Told of what happens in the server. Parts add themselves to these lists when they are made. */
export interface Listeners {
  readonly touched: ((db: number, key: Bytes) => void)[];
  readonly expired: ((db: number, key: Bytes) => void)[];
  readonly opened: ((session: Session) => void)[];
  readonly closed: ((session: Session) => void)[];
  /** Before a command of a client is executed: MONITOR. */
  readonly executing: ((context: CommandContext, spec: CommandSpec, args: readonly Bytes[]) => void)[];
  /** After it: statistics, slow log. */
  readonly executed: ((context: CommandContext, spec: CommandSpec, args: readonly Bytes[], reply: Result) => void)[];
  /** A command was refused before it was executed; `spec` is undefined when it is unknown. */
  readonly refused: ((session: Session, spec: CommandSpec | undefined, error: ReplyError) => void)[];
  /** What goes to the append-only file and to replicas, in order; several commands are one transaction. */
  readonly propagated: ((db: number, commands: readonly LoggedCommand[]) => void)[];
}

/**
 * A change that is known without the words of a command, which are made only when somebody reads them: the append-only
 * file does, a replica in the same process does not.
 */
export interface LoggedChange {
  readonly words: readonly Bytes[];
  /** How many bytes the words have as a client would send them. */
  readonly respLength: number;
  /** Does to another server's data what the words would do. @throws {ReplyError} As the command would answer. */
  redo(context: CommandContext): void;
}

/** What goes to the append-only file and to replicas. */
export type LoggedCommand = readonly Bytes[] | LoggedChange;

/** The server as its commands see it. */
export interface ServerState {
  readonly compat: Compat;
  readonly databases: readonly Database[];
  /** Connected sessions by id. */
  readonly sessions: ReadonlyMap<number, Session>;
  /** Every command by lower-case name, subcommands as `xgroup|create`. */
  readonly commands: ReadonlyMap<string, CommandSpec>;
  readonly config: Config;
  readonly gates: Gate[];
  readonly listeners: Listeners;
  /** Unix ms at which the server was started, and the time of the command being executed. */
  readonly startedAtMs: number;
  readonly nowMs: number;
  readonly nowUs: number;
  /** Whole numbers below 2^32 from the run's seed: RANDOMKEY, SPOP, run ids. */
  readonly random: () => number;
  /** The server's one object of that class, made when it is first asked for. */
  part<T>(type: new (server: ServerState) => T): T;
  /** Sessions that wait, in the order in which they blocked. */
  readonly blocked: readonly Session[];
  /** Answers a blocked session now, as if its time were up when no reply is given. False when it does not wait. */
  unblock(session: Session, reply?: Reply): boolean;
  /** Does now what blocked sessions put off with `resume`, where that may be. */
  resume(): void;
  /** Executes a command as if it had just arrived; the reply is delivered. */
  perform(session: Session, args: readonly Bytes[]): void;
  /** Ends a session from the server's side. */
  disconnect(session: Session): void;
  /** Runs a command for a script, a transaction or the log, without the gates of a client's own. */
  execute(
    session: Session, args: readonly Bytes[], options: { readonly inScript: boolean; readonly mayBlock: boolean },
  ): Result;
}

/** How a command runs another. */
export interface CallOptions {
  /** It is a script's; as the command itself when absent. */
  readonly inScript?: boolean;
  /** What it changes is not propagated. */
  readonly isSilent?: boolean;
}

/** What a command may use. One is made for each execution. */
export interface CommandContext {
  readonly server: ServerState;
  readonly session: Session;
  /** The session's database, its clock set to this command's time. */
  readonly db: Database;
  readonly compat: Compat;
  /** Unix milliseconds and microseconds. The same for all commands of one transaction or script. */
  readonly nowMs: number;
  readonly nowUs: number;
  /** False inside MULTI and scripts, where a command that would block answers at once. */
  readonly mayBlock: boolean;
  readonly inScript: boolean;
  /** It is a log's, so nobody wants to know of it again. */
  readonly isReplay: boolean;
  /** Counts changes. A write command that changed nothing is neither persisted nor replicated. */
  changed(count?: number): void;
  /**
   * What goes to the append-only file and the replicas in this command's place; may be called several times. Without a
   * call, the command itself goes if it changed anything; with an empty list, nothing goes.
   */
  propagate(...commands: LoggedCommand[]): void;
  /** Runs another command in this one's name (scripts, EXEC). Errors are returned, not thrown. */
  call(args: readonly Bytes[], options?: CallOptions): Reply | undefined;
}

/**
 * Returned by a command that has nothing to give yet. The server sets the session aside; after any command that made
 * one of `keys` ready it calls `retry`, sessions in the order in which they blocked.
 */
export class Blocked {
  readonly options: BlockedOptions;

  constructor(options: BlockedOptions) {
    this.options = options;
  }
}

export interface BlockedOptions {
  readonly keys: readonly Bytes[];
  /** It waits for streams, by itself or for a group. */
  readonly readsStreams?: "alone" | "in a group";
  /** Milliseconds; 0 waits for ever. */
  readonly timeoutMs: number;
  /** The reply, or undefined to stay blocked. `key` is the one that became ready. Errors may be returned or thrown. */
  readonly retry: (context: CommandContext, key: Bytes) => Reply | undefined;
  /** What is answered when the time is up. */
  readonly timedOut: Reply;
  /** Does what was put off until then, in place of answering `timedOut`. */
  readonly resume?: () => void;
  /** Whether it may be resumed before its time is up. */
  readonly mayResume?: () => boolean;
}
