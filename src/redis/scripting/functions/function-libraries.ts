import type { Bytes } from "../../server/bytes.ts";
import type { ServerState } from "../../server/command.ts";
import { ReplyError } from "../../server/reply.ts";
import type { Interpreter } from "../interpreter.ts";
import { readLibrary, type Library, type LibraryFunction } from "./library.ts";
import { LibraryLoader } from "./library-loader.ts";

export type RestorePolicy = "flush" | "append" | "replace";

/** The function libraries of a server, which it keeps with its data. */
export class FunctionLibraries {
  readonly #server: ServerState;
  #loader: LibraryLoader | undefined;
  #libraries = new Map<Bytes, Library>();
  /** By name in lower case. */
  #functions = new Map<Bytes, LibraryFunction>();

  constructor(server: ServerState) {
    this.#server = server;
  }

  get libraries(): readonly Library[] {
    return [...this.#libraries.values()];
  }

  get functionCount(): number {
    return this.#functions.size;
  }

  get interpreter(): Interpreter {
    return this.#loaded().interpreter;
  }

  find(name: Bytes): LibraryFunction | undefined {
    return this.#functions.get(name.toLowerCase());
  }

  /** Adds a library, in place of one of its name if that is wanted; returns its name. @throws {ReplyError} */
  load(source: Bytes, replaces: boolean): Bytes {
    const text = readLibrary(source);
    if (!replaces && this.#libraries.has(text.name)) throw new ReplyError(`ERR Library '${text.name}' already exists`);
    const functions = this.#loaded().load(text);
    this.#add({ name: text.name, source, functions });
    return text.name;
  }

  delete(name: Bytes): boolean {
    if (!this.#libraries.delete(name)) return false;
    this.#index();
    return true;
  }

  flush(): void {
    this.#libraries.clear();
    this.#functions.clear();
    this.#loader = undefined;
  }

  /** All or nothing. @throws {ReplyError} */
  restore(sources: readonly Bytes[], policy: RestorePolicy): void {
    const before = { libraries: new Map(this.#libraries), functions: new Map(this.#functions), loader: this.#loader };
    if (policy === "flush") this.flush();
    try {
      for (const source of sources) this.load(source, policy === "replace");
    } catch (error) {
      this.#libraries = before.libraries;
      this.#functions = before.functions;
      this.#loader = before.loader;
      throw error;
    }
  }

  #add(library: Library): void {
    const own = new Set(this.#libraries.get(library.name)?.functions.map(({ name }) => name.toLowerCase()));
    for (const { name } of library.functions) {
      const key = name.toLowerCase();
      if (this.#functions.has(key) && !own.has(key)) throw new ReplyError(`ERR Function ${name} already exists`);
    }
    this.#libraries.delete(library.name);
    this.#libraries.set(library.name, library);
    this.#index();
  }

  #index(): void {
    this.#functions.clear();
    for (const { functions } of this.#libraries.values()) {
      for (const one of functions) this.#functions.set(one.name.toLowerCase(), one);
    }
  }

  #loaded(): LibraryLoader {
    return (this.#loader ??= new LibraryLoader(this.#server));
  }
}
