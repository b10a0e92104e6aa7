import { Acl } from "../acl/acl.ts";
import { Condition } from "../admission/condition.ts";
import { Memory } from "../eviction/memory.ts";
import type { CommandSpec, Result, ServerState } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";

export interface CommandStatistics {
  calls: number;
  us: number;
  rejected: number;
  failed: number;
}

/** More kinds of errors than this are no longer told apart: somebody makes them up. */
const ERROR_KINDS = 128;

/** What INFO counts since the start or CONFIG RESETSTAT. */
export class Statistics {
  readonly #server: ServerState;
  readonly #condition: Condition;
  readonly commands = new Map<CommandSpec, CommandStatistics>();
  readonly errors = new Map<string, number>();
  connections = 0;
  rejectedConnections = 0;
  processed = 0;
  expired = 0;
  errorReplies = 0;
  /** Bytes that came from clients and went to them. */
  inputBytes = 0;
  outputBytes = 0;
  #spentUs = 0;
  /** The last command and its statistics: the next one is often the same. */
  #spec: CommandSpec | undefined;
  #ofSpec: CommandStatistics | undefined;

  constructor(server: ServerState) {
    this.#server = server;
    this.#condition = server.part(Condition);
    const { listeners } = server;
    listeners.opened.push(() => void this.connections++);
    listeners.expired.push(() => void this.expired++);
    listeners.executed.push((_context, spec, _args, result) => this.#executed(spec, result));
    listeners.refused.push((_session, spec, error) => {
      if (spec !== undefined) this.of(spec).rejected++;
      this.#count(error);
    });
  }

  of(spec: CommandSpec): CommandStatistics {
    let statistics = this.commands.get(spec);
    if (statistics === undefined) this.commands.set(spec, (statistics = { calls: 0, us: 0, rejected: 0, failed: 0 }));
    return statistics;
  }

  reset(): void {
    this.commands.clear();
    this.#spec = undefined;
    this.errors.clear();
    this.connections = this.processed = this.expired = this.errorReplies = this.inputBytes = this.outputBytes = 0;
    this.#server.part(Memory).evicted = 0;
    Object.assign(this.#server.part(Acl).refusals, { auth: 0, command: 0, key: 0, channel: 0 });
  }

  #executed(spec: CommandSpec, result: Result): void {
    this.processed++;
    if (spec !== this.#spec) {
      this.#spec = spec;
      this.#ofSpec = this.of(spec);
    }
    const statistics = this.#ofSpec as CommandStatistics;
    statistics.calls++;
    const { spentUs } = this.#condition;
    if (spentUs !== this.#spentUs) {
      statistics.us += spentUs - this.#spentUs;
      this.#spentUs = spentUs;
    }
    if (result instanceof ReplyError) {
      statistics.failed++;
      this.#count(result);
    }
  }

  #count({ message }: ReplyError): void {
    this.errorReplies++;
    const space = message.indexOf(" ");
    const code = space < 0 ? message : message.slice(0, space);
    if (this.errors.has(code) || this.errors.size < ERROR_KINDS)
      this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }
}
