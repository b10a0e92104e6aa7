import { Replication } from "../replication/replication.ts";
import type { Bytes } from "../server/bytes.ts";
import type { CommandContext } from "../server/command.ts";
import { parseInteger } from "../server/numbers.ts";
import { notAnInteger, ReplyError, type Reply } from "../server/reply.ts";
import { FunctionLibraries } from "./functions/function-libraries.ts";
import type { LibraryFunction } from "./functions/library.ts";
import type { NativeScript } from "./native-script.ts";
import { NativeScripts } from "./native-scripts.ts";
import { ScriptCache, type Script } from "./script-cache.ts";
import { isShort, outOfMemory, ScriptRun } from "./script-run.ts";
import type { ScriptFlag } from "./shebang.ts";

export interface KeysAndArguments {
  readonly keys: readonly Bytes[];
  readonly args: readonly Bytes[];
}

/** What follows the script's name: the number of keys, the keys, the rest. @throws {ReplyError} */
export function keysAndArguments(words: readonly Bytes[], at: number, isFunction = false): KeysAndArguments {
  const count = parseInteger(words[at] as Bytes);
  if (count === undefined) throw isFunction ? new ReplyError("ERR Bad number of keys provided") : notAnInteger();
  if (count > words.length - at - 1) throw new ReplyError("ERR Number of keys can't be greater than number of args");
  if (count < 0) throw new ReplyError("ERR Number of keys can't be negative");
  const keys = words.slice(at + 1, at + 1 + Number(count));
  return { keys, args: words.slice(at + 1 + Number(count)) };
}

/** Runs a script for a client, natively if it is one that the bus ships. */
export function runScript(
  context: CommandContext, script: Script, { keys, args }: KeysAndArguments, readOnlyCommand: boolean,
): Reply {
  const refusal = refusalOf(context, script.flags, readOnlyCommand);
  if (refusal !== undefined) return refusal;
  const isReadOnly = readOnlyCommand || script.flags?.has("no-writes") === true;
  const run = new ScriptRun({ context, name: script.digest, isReadOnly, flags: script.flags });
  const native = context.server.part(NativeScripts).find(script.digest);
  if (native !== undefined && !isReadOnly) return runNatively(run, native, keys, args);
  return context.server.part(ScriptCache).interpreter.execute(run, script.main, keys, args);
}

function runNatively(run: ScriptRun, native: NativeScript, keys: readonly Bytes[], args: readonly Bytes[]): Reply {
  const { session } = run.context;
  const { protocol } = session;
  try {
    return native(run, keys, args);
  } finally {
    session.protocol = protocol;
  }
}

/** Runs a function of a library for a client. */
export function runFunction(
  context: CommandContext, called: LibraryFunction, words: readonly Bytes[], readOnlyCommand: boolean,
): Reply {
  const { keys, args } = keysAndArguments(words, 2, true);
  const { name, flags, callee } = called;
  const refusal = refusalOf(context, flags, readOnlyCommand);
  if (refusal !== undefined) return refusal;
  const run = new ScriptRun({ context, name, isReadOnly: readOnlyCommand || flags.has("no-writes"), flags });
  return context.server.part(FunctionLibraries).interpreter.execute(run, callee, keys, args);
}

/** Why a script that says what it needs may not run now. One that says nothing is judged command by command. */
export function refusalOf(
  context: CommandContext, flags: ReadonlySet<ScriptFlag> | undefined, readOnlyCommand: boolean,
): ReplyError | undefined {
  if (flags === undefined) return undefined;
  const { server } = context;
  const writes = !flags.has("no-writes");
  const replication = server.part(Replication);
  const stale = flags.has("allow-stale") ? undefined : replication.staleRefusal();
  if (stale !== undefined) return stale;
  if (!writes) return undefined;
  if (readOnlyCommand) return new ReplyError("ERR Can not execute a script with write flag using *_ro command.");
  return replication.writeRefusal() ?? (!flags.has("allow-oom") && isShort(context) ? outOfMemory() : undefined);
}
