import type { Bytes } from "./bytes.ts";
import {
  Blocked, NO_REPLY, type CommandContext, type CommandSpec, type Gate, type Listeners, type Result, type ServerState,
} from "./command.ts";
import { commandTable } from "./command-table.ts";
import { atLeast, type Compat } from "./compat.ts";
import { Config } from "./config.ts";
import { Database } from "./database.ts";
import { Execution, type ExecutionOptions } from "./execution.ts";
import { QUEUED, ReplyError, wrongArguments, type Reply } from "./reply.ts";
import type { Connecting, ServerOptions } from "./server-options.ts";
import { Session } from "./session.ts";
import { unknownCommand, unknownSubcommand } from "./unknown-command.ts";
import { Waiter, Waiting } from "./waiting.ts";

const DATABASES = 16;
const BY_CLIENT: ExecutionOptions = { inScript: false, mayBlock: true };

/**
 * A Redis server without a clock, a thread or a socket: commands go in with the time at which they arrive, replies come
 * out. The same commands at the same times give the same replies, to the byte.
 */
export class RedisServer implements ServerState {
  readonly compat: Compat;
  readonly databases: readonly Database[];
  readonly sessions = new Map<number, Session>();
  readonly commands: ReadonlyMap<string, CommandSpec>;
  readonly config: Config;
  readonly gates: Gate[] = [];
  readonly listeners: Listeners = {
    touched: [], expired: [], opened: [], closed: [], executing: [], executed: [], refused: [], propagated: [],
  };
  readonly startedAtMs: number;
  readonly random: () => number;
  readonly #parts = new Map<new (server: ServerState) => unknown, unknown>();
  readonly #waiting = new Waiting();
  readonly #commandsAsWritten: ReadonlyMap<Bytes, CommandSpec>;
  #nowUs: number;
  #nowMs: number;
  #nextId = 1;

  constructor(options: ServerOptions) {
    this.compat = options.compat;
    this.random = options.random;
    this.#nowUs = options.startedAtUs;
    this.#nowMs = this.startedAtMs = Math.floor(options.startedAtUs / 1_000);
    this.config = new Config(options.parameters, options.compat);
    const { byName, asWritten } = commandTable(options.commands, options.compat);
    this.commands = byName;
    this.#commandsAsWritten = asWritten;
    const observer = {
      touched: (db: number, key: Bytes): void => this.#touched(db, key),
      ready: (db: number, key: Bytes): void => this.#waiting.markReady(db, key),
      streamReplaced: (db: number, key: Bytes): void => this.#streamReplaced(db, key),
      expired: (db: number, key: Bytes): void => {
        for (const listener of this.listeners.expired) listener(db, key);
      },
    };
    this.databases = Array.from({ length: DATABASES }, (_, index) => new Database(index, observer));
    for (const part of options.parts) this.part(part);
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  get blocked(): readonly Session[] {
    return this.#waiting.sessions;
  }

  part<T>(type: new (server: ServerState) => T): T {
    let part = this.#parts.get(type);
    if (part === undefined) this.#parts.set(type, (part = new type(this)));
    return part as T;
  }

  connect(options: Connecting): Session {
    const session = new Session({
      id: this.#nextId++, connectedAtMs: this.nowMs, deliver: options.deliver, close: options.close ?? ((): void => {}),
      address: options.address ?? "127.0.0.1:0", localAddress: options.localAddress ?? "127.0.0.1:6379",
    });
    this.sessions.set(session.id, session);
    for (const listener of this.listeners.opened) listener(session);
    return session;
  }

  /** The connection is gone: what it waited for, watched and subscribed to is forgotten. */
  disconnect(session: Session): void {
    if (session.closed) return;
    session.closed = true;
    this.withdraw(session);
    this.sessions.delete(session.id);
    for (const listener of this.listeners.closed) listener(session);
    session.close();
  }

  /**
   * Executes one command at `nowUs` (Unix µs; a clock that moves back is taken as it is). Returns the reply; undefined
   * when the session now waits, or when replies were delivered instead. Before it returns, sessions that this command
   * served have been delivered to.
   */
  apply(session: Session, args: readonly Bytes[], nowUs: number): Reply | undefined {
    this.#setTime(nowUs);
    const result = this.#admit(session, args);
    if (result instanceof Blocked) {
      this.block(session, result);
      return undefined;
    }
    this.#serveReady();
    return !this.#mayReply(session) || result === NO_REPLY ? undefined : result;
  }

  /** Answers those whose time is up and removes keys that have expired; a replica removes none by itself. */
  advance(nowUs: number): void {
    this.#setTime(nowUs);
    if (this.#waiting.size > 0) for (const waiter of this.#waiting.overdue(this.nowMs)) this.#giveUp(waiter);
    if (this.databases[0]?.hidesExpired === false) for (const database of this.databases) database.sweep();
    this.#serveReady();
  }

  /** Unix ms of the next time at which `advance` has a blocked session to answer; Infinity when there is none. */
  get deadlineMs(): number {
    return this.#waiting.deadlineMs;
  }

  /** Whether the session waits, so that its next command must wait too. */
  isBlocked(session: Session): boolean {
    return this.#waiting.of(session) !== undefined;
  }

  /** What the session waits for is not wanted any more, and will not be done. */
  withdraw(session: Session): void {
    const waiter = this.#waiting.of(session);
    if (waiter !== undefined) this.#waiting.remove(waiter);
  }

  unblock(session: Session, reply?: Reply): boolean {
    const waiter = this.#waiting.of(session);
    if (waiter === undefined || waiter.options.resume !== undefined) return false;
    this.#answer(waiter, reply === undefined ? waiter.options.timedOut : reply);
    return true;
  }

  resume(): void {
    for (const waiter of this.#waiting.all) if (waiter.options.mayResume?.() === true) this.#giveUp(waiter);
  }

  perform(session: Session, args: readonly Bytes[]): void {
    const reply = this.apply(session, args, this.#nowUs);
    if (reply !== undefined) session.deliver(reply);
  }

  /** Runs a command for a script, a transaction or the log, without the gates of a client's own. */
  execute(session: Session, args: readonly Bytes[], options: ExecutionOptions, outer?: Execution): Result {
    const spec = this.#find(args);
    return spec instanceof ReplyError ? spec : new Execution(this, session, options, outer).run(spec, args);
  }

  /**
   * Does `work` as the command that `args` name: after its gates, with what follows a command. For stores in the same
   * process, whose arguments need not become text and whose entries need not become replies.
   */
  act<T>(
    session: Session, args: readonly Bytes[], nowUs: number, work: (context: CommandContext) => T,
  ): T | ReplyError | Blocked {
    this.#setTime(nowUs);
    const spec = this.#find(args);
    if (spec instanceof ReplyError) return spec;
    const execution = new Execution(this, session, BY_CLIENT);
    for (const gate of this.gates) {
      const answer = gate(execution, spec, args);
      if (answer !== undefined) return answer;
    }
    const result = execution.perform(work);
    this.#serveReady();
    return result;
  }

  /** Sets a session aside until one of its keys is ready or its time is up. */
  block(session: Session, { options }: Blocked): void {
    const deadlineMs = options.timeoutMs === 0 ? Infinity : this.nowMs + options.timeoutMs;
    this.#waiting.add(new Waiter(session, options, deadlineMs));
    this.#serveReady();
  }

  #setTime(nowUs: number): void {
    this.#nowUs = nowUs;
    this.#nowMs = Math.floor(nowUs / 1_000);
  }

  /** Checks a client's command, queues it inside MULTI, or executes it. */
  #admit(session: Session, args: readonly Bytes[]): Result {
    session.commands++;
    session.lastCommandAtMs = this.nowMs;
    const spec = this.#find(args);
    if (spec instanceof ReplyError)
      return this.#refused(session, this.commands.get((args[0] as Bytes).toLowerCase()), spec);
    session.lastCommand = spec.name;
    const execution = new Execution(this, session, BY_CLIENT);
    for (const gate of this.gates) {
      const error = gate(execution, spec, args);
      if (error instanceof ReplyError) return this.#refused(session, spec, error);
      if (error !== undefined) return error;
    }
    if (session.transaction !== undefined && !UNQUEUED.has(spec.name)) {
      session.transaction.queued.push(args);
      return QUEUED;
    }
    return execution.run(spec, args);
  }

  #refused(session: Session, spec: CommandSpec | undefined, error: ReplyError): ReplyError {
    for (const listener of this.listeners.refused) listener(session, spec, error);
    if (spec?.name === "exec") {
      session.transaction = undefined;
      return new ReplyError(`EXECABORT Transaction discarded because of: ${error.message.replace(/^ERR /, "")}`);
    }
    if (session.transaction !== undefined) session.transaction.aborted = true;
    return error;
  }

  #find(args: readonly Bytes[]): CommandSpec | ReplyError {
    const name = args[0] as Bytes;
    let spec = this.#commandsAsWritten.get(name) ?? this.#commandsAsWritten.get(name.toLowerCase());
    if (spec === undefined) return unknownCommand(args);
    if (spec.subcommands !== undefined && args.length > 1) {
      const subcommand = this.commands.get(`${spec.name}|${(args[1] as Bytes).toLowerCase()}`);
      if (subcommand === undefined) return unknownSubcommand(spec.name, args[1] as Bytes);
      spec = subcommand;
    }
    const fits = spec.arity >= 0 ? args.length === spec.arity : args.length >= -spec.arity;
    return fits ? spec : wrongArguments(spec.name);
  }

  /** Ends a command; returns whether it may be answered. */
  #mayReply({ replyGate }: Session): boolean {
    const { isOpen } = replyGate;
    replyGate.commandOver();
    return isOpen;
  }

  #giveUp(waiter: Waiter): void {
    if (waiter.options.resume === undefined) {
      this.#answer(waiter, waiter.options.timedOut);
    } else {
      this.#waiting.remove(waiter);
      waiter.options.resume();
    }
  }

  #serveReady(): void {
    for (let ready = this.#waiting.takeReady(); ready.length > 0; ready = this.#waiting.takeReady()) {
      for (const { db, key } of ready) {
        for (const waiter of this.#waiting.waitersOf(db, key)) this.#serve(waiter, key);
      }
    }
  }

  #serve(waiter: Waiter, key: Bytes): void {
    if (this.#waiting.of(waiter.session) !== waiter) return;
    const execution = new Execution(this, waiter.session, BY_CLIENT);
    const reply = execution.retry(waiter.options, key);
    if (reply !== undefined) this.#answer(waiter, reply);
  }

  #answer(waiter: Waiter, reply: Reply): void {
    this.#waiting.remove(waiter);
    if (this.#mayReply(waiter.session)) waiter.session.deliver(reply);
  }

  /** Readers must be told, and others are served then too: by Redis 7.0 whenever anybody reads any stream. */
  #streamReplaced(db: number, key: Bytes): void {
    if (this.#waiting.size === 0) return;
    const told = atLeast(this.compat, "7.2")
      ? this.#waiting.waitersOf(db, key).some(({ options }) => options.readsStreams === "in a group")
      : this.#waiting.all.some(({ options }) => options.readsStreams !== undefined);
    if (told) this.#waiting.markReady(db, key);
  }

  #touched(db: number, key: Bytes): void {
    for (const listener of this.listeners.touched) listener(db, key);
  }
}

/** Executed at once even inside a transaction. */
const UNQUEUED: ReadonlySet<string> = new Set(["exec", "discard", "multi", "watch", "quit", "reset"]);
