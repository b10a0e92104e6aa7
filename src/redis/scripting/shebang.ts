import type { Bytes } from "../server/bytes.ts";
import { ReplyError } from "../server/reply.ts";

export type ScriptFlag = "no-writes" | "allow-oom" | "allow-stale" | "no-cluster" | "allow-cross-slot-keys";

export const SCRIPT_FLAGS: readonly ScriptFlag[] = [
  "no-writes", "allow-oom", "allow-stale", "no-cluster", "allow-cross-slot-keys",
];

export interface Shebang {
  /** Undefined when the script says nothing of itself and is judged command by command. */
  readonly flags: ReadonlySet<ScriptFlag> | undefined;
  /** What is left to compile; line numbers stay as they were. */
  readonly code: Bytes;
}

export const isScriptFlag = (text: string): text is ScriptFlag => (SCRIPT_FLAGS as readonly string[]).includes(text);

/**
 * Reads `#!lua flags=no-writes,allow-oom` in a script's first line. @throws {ReplyError} It is not one that a server
 * takes.
 */
export function readShebang(source: Bytes): Shebang {
  if (!source.startsWith("#!")) return { flags: undefined, code: source };
  const end = source.indexOf("\n");
  if (end < 0) throw new ReplyError("ERR Invalid script shebang");
  const [engine = "", ...options] = source.slice(0, end).split(" ").filter((word) => word !== "");
  if (engine !== "#!lua") throw new ReplyError(`ERR Unexpected engine in script shebang: ${engine}`);
  const flags = new Set<ScriptFlag>();
  for (const option of options) {
    if (!option.startsWith("flags=")) throw new ReplyError(`ERR Unknown lua shebang option: ${option}`);
    for (const flag of option.slice("flags=".length).split(",")) {
      if (flag === "") continue;
      if (!isScriptFlag(flag)) throw new ReplyError(`ERR Unexpected flag in script shebang: ${flag}`);
      flags.add(flag);
    }
  }
  return { flags, code: source.slice(end) };
}
