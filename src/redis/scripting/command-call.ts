import { Acl } from "../acl/acl.ts";
import { Replication } from "../replication/replication.ts";
import type { Bytes } from "../server/bytes.ts";
import type { CommandSpec, ServerState } from "../server/command.ts";
import { atLeast, type Compat } from "../server/compat.ts";
import { formatDouble } from "../server/numbers.ts";
import { ReplyError, type Reply } from "../server/reply.ts";
import { generalText } from "./lua/decimal.ts";
import type { LuaValue } from "./lua/value.ts";
import { outOfMemory, REPLICATE_NONE, type ScriptRun } from "./script-run.ts";
import { textsOf } from "./script-errors.ts";

/** A script's arguments as a command's; undefined when one is neither string nor number. */
export function commandArguments(values: readonly LuaValue[], compat: Compat): Bytes[] | undefined {
  const args: Bytes[] = [];
  for (const value of values) {
    if (typeof value === "string") args.push(value);
    else if (typeof value === "number") args.push(numberArgument(value, compat));
    else return undefined;
  }
  return args;
}

function numberArgument(value: number, compat: Compat): Bytes {
  if (Number.isSafeInteger(value) && value !== 0) return `${value}`;
  if (!atLeast(compat, "7.2")) return generalText(value, 17);
  if (value === 0) return "0";
  return Number.isNaN(value) ? "-nan" : formatDouble(value, compat);
}

/** Runs a command for a script, or says why it may not. */
export function callCommand(run: ScriptRun, args: readonly Bytes[]): Reply {
  const { context } = run;
  const spec = specFor(context.server, args);
  if (spec instanceof ReplyError) return spec;
  const refusal = refusalOf(run, spec, args);
  if (refusal !== undefined) return refusal;
  if (spec.flags.includes("write")) run.hasWritten = true;
  const { session } = context;
  session.protocol = run.protocol;
  return context.call(args, { inScript: true, isSilent: run.replicates === REPLICATE_NONE }) ?? null;
}

/** The row of a command, its number of arguments checked. */
export function specFor({ commands, compat }: ServerState, args: readonly Bytes[]): CommandSpec | ReplyError {
  const texts = textsOf(compat);
  let spec = commands.get((args[0] ?? "").toLowerCase());
  if (spec === undefined) return new ReplyError(texts.unknownCommand);
  if (spec.subcommands !== undefined && args.length > 1) {
    const subcommand = commands.get(`${spec.name}|${(args[1] as Bytes).toLowerCase()}`);
    if (subcommand === undefined && spec.run === undefined) return new ReplyError(texts.unknownCommand);
    spec = subcommand ?? spec;
  }
  const fits = spec.arity >= 0 ? args.length === spec.arity : args.length >= -spec.arity;
  return fits ? spec : new ReplyError(texts.wrongArguments);
}

function refusalOf(run: ScriptRun, spec: CommandSpec, args: readonly Bytes[]): ReplyError | undefined {
  const { server, session, compat } = run.context;
  if (spec.flags.includes("noscript")) return new ReplyError("ERR This Redis command is not allowed from script");
  const isWrite = spec.flags.includes("write");
  if (isWrite && run.isReadOnly) return new ReplyError("ERR Write commands are not allowed from read-only scripts.");
  if (!session.unrestricted) {
    const denial = server.part(Acl).refusal(session, spec, args, "lua");
    if (denial !== undefined) return new ReplyError(aclRefusal(compat, session.user, spec.name, denial.reason));
  }
  if (isWrite) {
    const refusal = server.part(Replication).writeRefusal();
    if (refusal !== undefined) return refusal;
  }
  return run.isShortOfMemory && spec.flags.includes("denyoom") ? outOfMemory() : undefined;
}

function aclRefusal(compat: Compat, user: Bytes, command: Bytes, reason: "command" | "key" | "channel"): Bytes {
  if (!atLeast(compat, "7.2")) {
    return reason === "command"
      ? "ERR The user executing the script can't run this command or subcommand"
      : `ERR The user executing the script can't access at least one of the ${reason}s mentioned in the command arguments`;
  }
  switch (reason) {
    case "command": return `ERR ACL failure in script: User ${user} has no permissions to run the '${command}' command`;
    case "key": return "ERR ACL failure in script: No permissions to access a key";
    case "channel": return "ERR ACL failure in script: No permissions to access a channel";
  }
}
