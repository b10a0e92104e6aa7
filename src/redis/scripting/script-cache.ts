import type { Bytes } from "../server/bytes.ts";
import type { ServerState } from "../server/command.ts";
import { ReplyError } from "../server/reply.ts";
import { Interpreter } from "./interpreter.ts";
import { load } from "./lua/compiler.ts";
import { SyntaxFault } from "./lua/syntax-fault.ts";
import type { LuaFunction } from "./lua/value.ts";
import { oneLine } from "./lua-to-reply.ts";
import { sha1 } from "./sha1.ts";
import { readShebang, type ScriptFlag } from "./shebang.ts";

/** A script that was loaded, compiled once. */
export interface Script {
  readonly digest: string;
  readonly source: Bytes;
  readonly flags: ReadonlySet<ScriptFlag> | undefined;
  readonly main: LuaFunction;
}

/** The scripts that a server knows by their digests, and the Lua state that they share. */
export class ScriptCache {
  readonly #server: ServerState;
  readonly #scripts = new Map<string, Script>();
  /** Digests by source: a client that sends the same text again and again is not made to wait for the digest. */
  readonly #digests = new Map<Bytes, string>();
  #interpreter: Interpreter | undefined;

  constructor(server: ServerState) {
    this.#server = server;
  }

  get size(): number {
    return this.#scripts.size;
  }

  get scripts(): Iterable<Script> {
    return this.#scripts.values();
  }

  get interpreter(): Interpreter {
    if (this.#interpreter === undefined) {
      this.#interpreter = new Interpreter(this.#server, "script");
      this.#interpreter.furnish();
    }
    return this.#interpreter;
  }

  find(digest: Bytes): Script | undefined {
    return this.#scripts.get(digest) ?? this.#scripts.get(digest.toLowerCase());
  }

  /** The script of a source, compiled now unless it is known. @throws {ReplyError} It does not compile. */
  load(source: Bytes): Script {
    const digest = this.#digests.get(source) ?? sha1(source);
    let script = this.#scripts.get(digest);
    if (script === undefined) {
      script = this.#compile(source, digest);
      this.#scripts.set(digest, script);
      this.#digests.set(source, digest);
    }
    return script;
  }

  /** Forgets all scripts, and all that they left in their Lua state. */
  flush(): void {
    this.#scripts.clear();
    this.#digests.clear();
    this.#interpreter = undefined;
  }

  #compile(source: Bytes, digest: string): Script {
    const { flags, code } = readShebang(source);
    try {
      return { digest, source, flags, main: load(this.interpreter.machine, code, "user_script") };
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      throw new ReplyError(oneLine(`ERR Error compiling script (new function): ${fault.message}`));
    }
  }
}
