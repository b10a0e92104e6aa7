import type { Bytes } from "./bytes.ts";
import {
  Blocked, NO_REPLY, type BlockedOptions, type CallOptions, type CommandContext, type CommandSpec, type LoggedChange,
  type LoggedCommand, type Result, type ServerState,
} from "./command.ts";
import type { Compat } from "./compat.ts";
import type { Database } from "./database.ts";
import { ReplyError, type Reply } from "./reply.ts";
import type { Session } from "./session.ts";

export interface ExecutionOptions {
  readonly inScript: boolean;
  readonly mayBlock: boolean;
  /** What is executed comes from a log: nobody is told of it again. */
  readonly isReplay?: boolean;
}

const NOTHING: readonly LoggedCommand[] = [];

/** What an execution needs of the server beyond what commands see. */
export interface Executor extends ServerState {
  execute(session: Session, args: readonly Bytes[], options: ExecutionOptions, outer?: Execution): Result;
}

/**
 * One command being executed. Commands that it runs in turn (of a transaction, of a script) gather what they changed
 * here, so that it reaches the log as one transaction.
 */
export class Execution implements CommandContext {
  readonly server: Executor;
  readonly session: Session;
  readonly inScript: boolean;
  readonly mayBlock: boolean;
  readonly isReplay: boolean;
  readonly #outer: Execution | undefined;
  #changes = 0;
  #replaced: LoggedCommand[] | undefined;
  #gathered: { readonly db: number; readonly command: LoggedCommand }[] | undefined;

  constructor(server: Executor, session: Session, options: ExecutionOptions, outer?: Execution) {
    this.server = server;
    this.session = session;
    this.inScript = options.inScript;
    this.mayBlock = options.mayBlock;
    this.isReplay = options.isReplay ?? false;
    this.#outer = outer;
  }

  get db(): Database {
    const db = this.server.databases[this.session.db] as Database;
    db.nowMs = this.server.nowMs;
    return db;
  }

  get compat(): Compat {
    return this.server.compat;
  }

  get nowMs(): number {
    return this.server.nowMs;
  }

  get nowUs(): number {
    return this.server.nowUs;
  }

  changed(count = 1): void {
    this.#changes += count;
  }

  propagate(...commands: LoggedCommand[]): void {
    (this.#replaced ??= []).push(...commands);
  }

  call(args: readonly Bytes[], { inScript = this.inScript, isSilent = false }: CallOptions = {}): Reply | undefined {
    const gathered = this.#gathered?.length ?? 0;
    const result = this.server.execute(this.session, args, { inScript, mayBlock: false }, this);
    if (isSilent && this.#gathered !== undefined) this.#gathered.length = gathered;
    if (result instanceof Blocked) return null;
    return result === NO_REPLY ? undefined : result;
  }

  run(spec: CommandSpec, args: readonly Bytes[]): Result {
    const { listeners } = this.server;
    const db = this.session.db;
    for (const listener of listeners.executing) listener(this, spec, args);
    let result: Result;
    try {
      result = (spec.run as NonNullable<CommandSpec["run"]>)(this, args);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
      result = error;
    }
    for (const listener of listeners.executed) listener(this, spec, args, result);
    if (listeners.propagated.length > 0) this.#publish(db, args);
    return result;
  }

  /** Does `work` in a command's place. Only what it propagates goes to the log. */
  perform<T>(work: (context: CommandContext) => T): T | ReplyError {
    let result: T | ReplyError;
    try {
      result = work(this);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
      result = error;
    }
    if (this.server.listeners.propagated.length > 0) this.#publish(this.session.db, undefined);
    return result;
  }

  /** Does what another server did. What this one refuses of it is left out. */
  redo(change: LoggedChange): void {
    try {
      change.redo(this);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
    }
  }

  /** A blocked command tries again. What it changed is propagated only if it said what. */
  retry(options: BlockedOptions, key: Bytes): Reply | undefined {
    let reply: Reply | undefined;
    try {
      reply = options.retry(this, key);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
      reply = error;
    }
    if (this.server.listeners.propagated.length > 0) this.#publish(this.session.db, undefined);
    return reply;
  }

  #publish(db: number, args: readonly Bytes[] | undefined): void {
    const own =
      this.#replaced ?? (this.#changes > 0 && this.#gathered === undefined && args !== undefined ? [args] : NOTHING);
    if (this.#gathered === undefined && this.#outer === undefined) {
      if (own.length > 0) for (const listener of this.server.listeners.propagated) listener(db, own);
      return;
    }
    const commands = [...(this.#gathered ?? []), ...own.map((command) => ({ db, command }))];
    if (commands.length === 0) return;
    if (this.#outer !== undefined) {
      (this.#outer.#gathered ??= []).push(...commands);
      return;
    }
    // SELECT inside a transaction is rare: a run of commands on one database is one group.
    for (let start = 0; start < commands.length;) {
      const { db: on } = commands[start] as { db: number };
      let end = start + 1;
      while (end < commands.length && commands[end]?.db === on) end++;
      const group = commands.slice(start, end).map(({ command }) => command);
      for (const listener of this.server.listeners.propagated) listener(on, group);
      start = end;
    }
  }
}
