import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import { ReplyError, type Reply } from "../server/reply.ts";
import { furnish } from "./globals.ts";
import { Lrand48 } from "./lua/lrand48.ts";
import { Overrun, type Limits, type LuaError, type Machine } from "./lua/machine.ts";
import { asLuaError } from "./lua/native.ts";
import { openState } from "./lua/state.ts";
import { textOf } from "./lua/text-of.ts";
import { first, LuaTable, type LuaFunction, type LuaValue } from "./lua/value.ts";
import { oneLine, toReply, upToZero } from "./lua-to-reply.ts";
import { RedisLibrary, type CurrentRun } from "./redis-library.ts";
import type { ScriptRun } from "./script-run.ts";

/** Steps that stand for one millisecond of `busy-reply-threshold`. */
const STEPS_PER_MS = 10_000;
const DEFAULT_MS = 5_000;
/** What one run may ask of memory in total. */
const BYTES = 2 ** 29;

/** A Lua state of a server, of scripts or of functions, and the running of what is loaded in it. */
export class Interpreter {
  readonly machine: Machine;
  readonly library: RedisLibrary;
  readonly #server: ServerState;
  readonly #current: CurrentRun = { run: undefined };
  readonly #fields: { readonly keys: Bytes; readonly args: Bytes } | undefined;

  /** Scripts find their keys and arguments in globals; functions are given them. */
  constructor(server: ServerState, kind: "script" | "function") {
    this.#server = server;
    this.machine = openState(new Lrand48());
    this.library = new RedisLibrary({ machine: this.machine, server, current: this.#current });
    if (kind === "script") this.library.addScriptFunctions();
    this.#fields = kind === "script" ? { keys: "KEYS", args: "ARGV" } : undefined;
  }

  /** Adds the server's libraries and closes the globals. */
  furnish(): void {
    furnish(
      this.machine, this.#server, Object.fromEntries(this.library.names.map((name) => [name, this.library.table])),
    );
  }

  /**
   * A script runs until it ends or has taken as many steps as `busy-reply-threshold` stands for; then it ends as one
   * does that is killed. There is no time here in which somebody else could ask for that.
   */
  get limits(): Limits {
    const threshold = this.#server.config.number("busy-reply-threshold");
    return { steps: (threshold > 0 ? threshold : DEFAULT_MS) * STEPS_PER_MS, bytes: BYTES };
  }

  execute(run: ScriptRun, callee: LuaFunction, keys: readonly Bytes[], args: readonly Bytes[]): Reply {
    const { machine } = this;
    const { session } = run.context;
    const { protocol, db } = session;
    machine.begin(this.limits);
    this.#current.run = run;
    try {
      const values = [tableOf(keys), tableOf(args)];
      if (this.#fields === undefined) return toReply(first(callee.call(values)), run.protocol);
      machine.globals.set(this.#fields.keys, values[0]);
      machine.globals.set(this.#fields.args, values[1]);
      return toReply(first(callee.call([])), run.protocol);
    } catch (exception) {
      return this.#failure(run, exception);
    } finally {
      this.#current.run = undefined;
      session.protocol = protocol;
      session.db = db;
    }
  }

  #failure(run: ScriptRun, exception: unknown): ReplyError {
    if (exception instanceof Overrun) {
      return located(run, "ERR Script killed by user with SCRIPT KILL...", exception.source, exception.line);
    }
    const error = asLuaError(this.machine, exception);
    if (error === undefined) throw exception;
    return located(run, this.errorText(error), error.source, error.line);
  }

  /** What an error says, its code first. */
  errorText({ value }: LuaError): Bytes {
    if (!(value instanceof LuaTable)) return `ERR ${this.#plain(value)}`;
    const text = value.getString("err");
    return text === undefined ? "ERR unknown error" : this.#plain(text);
  }

  #plain(value: LuaValue): Bytes {
    return textOf(this.machine, value);
  }
}

/** Valkey leaves line ends in an error to which it adds the place, though clients cannot read it then. */
function located({ name, context }: ScriptRun, text: Bytes, source: string | undefined, line: number): ReplyError {
  if (source === undefined || line < 0) return new ReplyError(oneLine(text));
  const whole = `${upToZero(text)} script: ${name}, on @${source}:${line}.`;
  return new ReplyError(context.compat === "8.0" ? whole : oneLine(whole));
}

function tableOf(items: readonly Bytes[]): LuaTable {
  const table = new LuaTable();
  for (let i = 0; i < items.length; i++) table.set(i + 1, items[i]);
  return table;
}
