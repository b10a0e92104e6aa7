import type { Bytes } from "../../server/bytes.ts";
import { ReplyError } from "../../server/reply.ts";
import type { LuaFunction } from "../lua/value.ts";
import type { ScriptFlag } from "../shebang.ts";

export interface LibraryFunction {
  readonly name: Bytes;
  readonly description: Bytes | undefined;
  readonly flags: ReadonlySet<ScriptFlag>;
  readonly callee: LuaFunction;
}

/** Functions that were loaded together. */
export interface Library {
  readonly name: Bytes;
  readonly source: Bytes;
  readonly functions: readonly LibraryFunction[];
}

export const isLibraryName = (name: Bytes): boolean => /^[A-Za-z0-9_]+$/.test(name);

export const badName = (): string =>
  "Library names can only contain letters, numbers, or underscores(_) and must be at least one character long";

export interface LibraryText {
  readonly name: Bytes;
  /** Without the first line; line numbers stay as they were. */
  readonly code: Bytes;
}

/** Reads `#!lua name=…`. @throws {ReplyError} It is not what a library starts with. */
export function readLibrary(source: Bytes): LibraryText {
  if (!source.startsWith("#!")) throw new ReplyError("ERR Missing library metadata");
  const end = source.indexOf("\n");
  if (end < 0) throw new ReplyError("ERR Invalid library metadata");
  const [engine = "", ...options] = source.slice(2, end).split(" ").filter((word) => word !== "");
  let name: Bytes | undefined;
  for (const option of options) {
    if (!option.toLowerCase().startsWith("name=")) throw new ReplyError(`ERR Invalid metadata value given: ${option}`);
    if (name !== undefined) throw new ReplyError("ERR Invalid metadata value, name argument was given multiple times");
    name = option.slice("name=".length);
  }
  if (name === undefined) throw new ReplyError("ERR Library name was not given");
  if (!isLibraryName(name)) throw new ReplyError(`ERR ${badName()}`);
  if (engine.toLowerCase() !== "lua") throw new ReplyError(`ERR Engine '${engine}' not found`);
  return { name, code: source.slice(end) };
}
