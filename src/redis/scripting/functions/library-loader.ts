import type { Bytes } from "../../server/bytes.ts";
import type { ServerState } from "../../server/command.ts";
import { ReplyError } from "../../server/reply.ts";
import { closedGlobals } from "../globals.ts";
import { Interpreter } from "../interpreter.ts";
import { load } from "../lua/compiler.ts";
import { Overrun } from "../lua/machine.ts";
import { asLuaError, NativeFunction } from "../lua/native.ts";
import { SyntaxFault } from "../lua/syntax-fault.ts";
import { LuaTable } from "../lua/value.ts";
import { oneLine } from "../lua-to-reply.ts";
import { errorTable } from "../reply-to-lua.ts";
import { textsOf } from "../script-errors.ts";
import type { LibraryFunction, LibraryText } from "./library.ts";
import { registration, RegistrationFault } from "./registration.ts";

/** What loading a library may take. */
const LOAD_STEPS = 5_000_000;

/**
 * The Lua state of functions. While a library is being loaded its code sees nothing but the means to register
 * functions.
 */
export class LibraryLoader {
  readonly interpreter: Interpreter;
  readonly #compat: ServerState["compat"];
  readonly #environment = new LuaTable();
  readonly #loading = new LuaTable();
  readonly #running = new LuaTable();
  #registered: Map<string, LibraryFunction> | undefined;

  constructor(server: ServerState) {
    this.#compat = server.compat;
    this.interpreter = new Interpreter(server, "function");
    this.interpreter.furnish();
    const { machine, library } = this.interpreter;
    const registering = library.forRegistration(new NativeFunction((args) => this.#register(args)));
    closedGlobals(machine, registering);
    const globals = new LuaTable();
    for (const name of library.names) globals.set(name, registering);
    closedGlobals(machine, globals);
    this.#loading.set("__index", globals);
    this.#running.set("__index", machine.globals);
    this.#environment.readonly = true;
  }

  /** The functions that a library registers. @throws {ReplyError} It does not compile, fails, or registers none. */
  load({ code }: LibraryText): readonly LibraryFunction[] {
    const { machine, limits } = this.interpreter;
    const registered = new Map<string, LibraryFunction>();
    this.#registered = registered;
    this.#environment.metatable = this.#loading;
    try {
      const main = load(machine, code, "user_function", this.#environment);
      machine.begin({ ...limits, steps: LOAD_STEPS });
      main.call([]);
    } catch (exception) {
      throw this.#failure(exception);
    } finally {
      this.#registered = undefined;
      this.#environment.metatable = this.#running;
    }
    if (registered.size === 0) throw new ReplyError("ERR No functions registered");
    return [...registered.values()];
  }

  #failure(exception: unknown): unknown {
    if (exception instanceof SyntaxFault)
      return new ReplyError(oneLine(`ERR Error compiling function: ${exception.message}`));
    if (exception instanceof Overrun)
      return new ReplyError("ERR Error registering functions: ERR FUNCTION LOAD timeout");
    const error = asLuaError(this.interpreter.machine, exception);
    if (error === undefined) return exception;
    return new ReplyError(oneLine(`ERR Error registering functions: ${this.interpreter.errorText(error)}`));
  }

  #register(args: Parameters<typeof registration>[0]): [] {
    const { machine } = this.interpreter;
    const called = `${textsOf(this.#compat).library}.register_function`;
    const fail = (message: Bytes): never => {
      throw machine.error(errorTable(`ERR ${message}`, false));
    };
    const registered = this.#registered;
    if (registered === undefined) return fail(`${called} can only be called on FUNCTION LOAD command`);
    let read: LibraryFunction;
    try {
      read = registration(args, called);
    } catch (fault) {
      if (!(fault instanceof RegistrationFault)) throw fault;
      return fail(fault.message);
    }
    if (registered.has(read.name)) return fail("Function already exists in the library");
    registered.set(read.name, read);
    return [];
  }
}
