import type { Bytes } from "../../server/bytes.ts";
import type { CommandSpec, Flag, Run } from "../../server/command.ts";
import { matchesGlob } from "../../server/glob.ts";
import { helpCommand } from "../../server/help.ts";
import { MapReply, OK, ReplyError, SetReply, Status, type Reply } from "../../server/reply.ts";
import { dumpLibraries, readLibraries } from "../../scripting/functions/function-dump.ts";
import { FunctionLibraries, type RestorePolicy } from "../../scripting/functions/function-libraries.ts";
import type { Library, LibraryFunction } from "../../scripting/functions/library.ts";
import { FUNCTION_HELP } from "./help-texts.ts";

const CATEGORIES = ["@scripting"];

const row = (name: string, arity: number, flags: readonly Flag[], run: Run): CommandSpec =>
  ({ name: `function|${name}`, arity, flags: [...flags, "noscript"], keys: [0, 0, 0], categories: CATEGORIES, run });

const load: Run = (context, args) => {
  for (const option of args.slice(2, -1)) {
    if (option.toLowerCase() !== "replace") return new ReplyError(`ERR Unknown option given: ${option}`);
  }
  const name = context.server.part(FunctionLibraries).load(args.at(-1) as Bytes, args.length > 3);
  context.changed();
  return name;
};

const remove: Run = (context, args) => {
  if (!context.server.part(FunctionLibraries).delete(args[2] as Bytes)) return new ReplyError("ERR Library not found");
  context.changed();
  return OK;
};

const tooMany = (name: Bytes): ReplyError =>
  new ReplyError(`ERR unknown subcommand or wrong number of arguments for '${name}'. Try FUNCTION HELP.`);

const flush: Run = (context, args) => {
  if (args.length > 3) return tooMany(args[1] as Bytes);
  const mode = args[2]?.toLowerCase();
  if (mode !== undefined && mode !== "sync" && mode !== "async") {
    return new ReplyError("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
  }
  context.server.part(FunctionLibraries).flush();
  context.changed();
  return OK;
};

const list: Run = ({ server }, args) => {
  let pattern: Bytes | undefined;
  let withCode = false;
  for (let at = 2; at < args.length; at++) {
    const word = (args[at] as Bytes).toLowerCase();
    if (word === "withcode" && !withCode) {
      withCode = true;
    } else if (word === "libraryname" && pattern === undefined) {
      pattern = args[++at];
      if (pattern === undefined) return new ReplyError("ERR library name argument was not given");
    } else {
      return new ReplyError(`ERR Unknown argument ${args[at]}`);
    }
  }
  const { libraries } = server.part(FunctionLibraries);
  return libraries.filter(({ name }) => pattern === undefined || matchesGlob(pattern, name, true))
    .map((library) => describeLibrary(library, withCode));
};

function describeLibrary({ name, source, functions }: Library, withCode: boolean): Reply {
  const items: Reply[] = ["library_name", name, "engine", "LUA", "functions", functions.map(describeFunction)];
  if (withCode) items.push("library_code", source);
  return new MapReply(items);
}

const describeFunction = ({ name, description, flags }: LibraryFunction): Reply =>
  new MapReply([
    "name", name, "description", description ?? null, "flags", new SetReply([...flags].map((flag) => new Status(flag))),
  ]);

const dump: Run = ({ server, compat }) =>
  dumpLibraries(server.part(FunctionLibraries).libraries.map(({ source }) => source), compat);

const restore: Run = (context, args) => {
  if (args.length > 4) return tooMany(args[1] as Bytes);
  const policy = (args[3] ?? "append").toLowerCase();
  if (!["flush", "append", "replace"].includes(policy)) {
    return new ReplyError("ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.");
  }
  const sources = readLibraries(args[2] as Bytes, context.compat);
  context.server.part(FunctionLibraries).restore(sources, policy as RestorePolicy);
  context.changed();
  return OK;
};

const stats: Run = ({ server }) => {
  const functions = server.part(FunctionLibraries);
  const counts = new MapReply([
    "libraries_count", functions.libraries.length, "functions_count", functions.functionCount,
  ]);
  return new MapReply(["running_script", null, "engines", new MapReply(["LUA", counts])]);
};

/** Functions run to their end before anything else is asked, so there is never one to kill. */
const kill: Run = () => new ReplyError("NOTBUSY No scripts in execution right now.");

export const functions: CommandSpec = {
  name: "function", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    row("load", -3, ["write", "denyoom"], load), row("delete", 3, ["write"], remove),
    row("flush", -2, ["write"], flush), row("list", -2, [], list), row("dump", 2, [], dump),
    row("restore", -3, ["write", "denyoom"], restore), row("stats", 2, ["allow_busy"], stats),
    row("kill", 2, ["allow_busy"], kill),
    helpCommand("function", FUNCTION_HELP, CATEGORIES),
  ],
};
