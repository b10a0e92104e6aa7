import { Acl } from "../acl/acl.ts";
import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";
import { versionOf } from "../server/version.ts";
import { callCommand, commandArguments, specFor } from "./command-call.ts";
import type { Machine } from "./lua/machine.ts";
import { register, type Native } from "./lua/native.ts";
import { toBytes, toNumber } from "./lua/operations.ts";
import { LuaTable, type LuaFunction, type LuaValue, type Results } from "./lua/value.ts";
import { errorTable, ReplyConverter, tagged } from "./reply-to-lua.ts";
import { REPLICATE_ALL, REPLICATE_AOF, REPLICATE_NONE, REPLICATE_REPLICAS, type ScriptRun } from "./script-run.ts";
import { textsOf, type ScriptTexts } from "./script-errors.ts";
import { sha1 } from "./sha1.ts";

/** Scripts being executed, one at a time: what `redis.call` works for. */
export interface CurrentRun {
  run: ScriptRun | undefined;
}

export interface RedisLibraryOptions {
  readonly machine: Machine;
  readonly server: ServerState;
  readonly current: CurrentRun;
}

const LOG_LEVELS = { LOG_DEBUG: 0, LOG_VERBOSE: 1, LOG_NOTICE: 2, LOG_WARNING: 3 } as const;
const REPLICATION = {
  REPL_NONE: REPLICATE_NONE, REPL_AOF: REPLICATE_AOF, REPL_SLAVE: REPLICATE_REPLICAS, REPL_REPLICA: REPLICATE_REPLICAS,
  REPL_ALL: REPLICATE_ALL,
} as const;

/** The `redis` table of scripts and functions. */
export class RedisLibrary {
  readonly table = new LuaTable();
  readonly #machine: Machine;
  readonly #server: ServerState;
  readonly #current: CurrentRun;
  readonly #texts: ScriptTexts;

  constructor({ machine, server, current }: RedisLibraryOptions) {
    this.#machine = machine;
    this.#server = server;
    this.#current = current;
    this.#texts = textsOf(server.compat);
    register(this.table, { ...this.#commands(), ...this.#replies(), ...this.#settings() });
    for (const [name, value] of Object.entries({ ...LOG_LEVELS, ...REPLICATION })) this.table.set(name, value);
    for (const [name, value] of this.#versions()) this.table.set(name, value);
  }

  /** What only scripts have, and functions do not. */
  addScriptFunctions(): void {
    register(this.table, { replicate_commands: () => true, breakpoint: () => false, debug: () => [] });
  }

  /** The globals that hold the table. */
  get names(): readonly string[] {
    return this.#server.compat === "8.0" ? ["redis", "server"] : ["redis"];
  }

  /** What a library of functions has of this while it is being loaded. */
  forRegistration(registerFunction: LuaFunction): LuaTable {
    const table = new LuaTable();
    table.set("log", this.table.get("log"));
    for (const [name, value] of Object.entries(LOG_LEVELS)) table.set(name, value);
    for (const [name, value] of this.#versions()) table.set(name, value);
    table.set("register_function", registerFunction);
    return table;
  }

  #versions(): readonly (readonly [Bytes, Bytes | number])[] {
    const { name, own, redis } = versionOf(this.#server.compat);
    const versions: [Bytes, Bytes | number][] = [["REDIS_VERSION", redis], ["REDIS_VERSION_NUM", versionNumber(redis)]];
    if (name === "valkey")
      versions.push(["SERVER_NAME", name], ["VALKEY_VERSION", own], ["VALKEY_VERSION_NUM", versionNumber(own)]);
    return versions;
  }

  #fail(text: Bytes): never {
    throw this.#machine.error(errorTable(text, false));
  }

  #running(): ScriptRun {
    const { run } = this.#current;
    if (run === undefined) this.#fail("ERR redis.call/pcall can only be called inside a script invocation");
    return run;
  }

  #commands(): Record<string, Native> {
    return {
      call: (args) => {
        const result = this.#call(args);
        if (result instanceof LuaTable && typeof result.getString("err") === "string")
          throw this.#machine.error(result);
        return result;
      },
      pcall: (args) => this.#call(args),
      acl_check_cmd: (args) => this.#isAllowed(args),
      sha1hex: (args) => {
        if (args.length !== 1) this.#fail("ERR wrong number of arguments");
        const bytes = toBytes(args[0]) ?? "";
        this.#machine.spend(bytes.length >>> 4);
        return sha1(bytes);
      },
    };
  }

  #call(values: readonly LuaValue[]): LuaValue {
    const run = this.#running();
    const args = this.#arguments(values);
    if (args instanceof LuaTable) return args;
    this.#machine.spend(10 + args.length);
    return new ReplyConverter(this.#server.compat, run.protocol).toLua(callCommand(run, args));
  }

  #arguments(values: readonly LuaValue[]): Bytes[] | LuaTable {
    if (values.length === 0) return errorTable(this.#texts.noArguments, false);
    return commandArguments(values, this.#server.compat) ?? errorTable(this.#texts.badArguments, false);
  }

  #isAllowed(values: readonly LuaValue[]): LuaValue {
    const run = this.#running();
    const args = this.#arguments(values);
    if (args instanceof LuaTable) throw this.#machine.error(args);
    const spec = specFor(this.#server, args);
    if (spec instanceof ReplyError) this.#fail(`ERR Invalid command passed to ${this.#texts.library}.acl_check_cmd()`);
    const { session } = run.context;
    return this.#server.part(Acl).userOf(session).denial(spec, args) === undefined;
  }

  #replies(): Record<string, Native> {
    const single = (tag: "ok" | "err"): Native => ([value, ...others]) => {
      if (typeof value !== "string" || others.length > 0)
        return errorTable("ERR wrong number or type of arguments", false);
      return tag === "ok" ? tagged("ok", value) : errorTable(withCode(value), false);
    };
    return { error_reply: single("err"), status_reply: single("ok") };
  }

  #settings(): Record<string, Native> {
    return {
      log: (args) => this.#log(args),
      setresp: (args) => {
        if (args.length !== 1) this.#fail(`ERR ${this.#texts.library}.setresp() requires one argument.`);
        const version = toNumber(args[0]);
        if (version !== 2 && version !== 3) this.#fail("ERR RESP version must be 2 or 3.");
        this.#running().protocol = version;
        return [];
      },
      set_repl: (args) => {
        if (args.length !== 1) this.#fail(this.#texts.setReplArguments);
        const flags = toNumber(args[0]) ?? 0;
        if ((flags & ~REPLICATE_ALL) !== 0) {
          this.#fail("ERR Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
        }
        this.#running().replicates = flags;
        return [];
      },
    };
  }

  /** There is no log to write to: only what is wrong with the arguments shows. */
  #log(args: readonly LuaValue[]): Results {
    if (args.length < 2) this.#fail(`ERR ${this.#texts.library}.log() requires two arguments or more.`);
    const level = args[0];
    if (typeof level !== "number") this.#fail("ERR First argument must be a number (log level).");
    if (level < LOG_LEVELS.LOG_DEBUG || level > LOG_LEVELS.LOG_WARNING) this.#fail(this.#texts.badLogLevel);
    return [];
  }
}

function versionNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return (major << 16) | (minor << 8) | patch;
}

/** An error's first word is its code; one that has none gets ERR. */
function withCode(text: Bytes): Bytes {
  const bare = text.startsWith("-") ? text.slice(1) : text;
  return bare.includes(" ") ? bare : `ERR ${bare}`;
}
