import { specOf } from "../../admission/command-bits.ts";
import { CATEGORIES, categoriesOf } from "../../acl/categories.ts";
import { hasKeys, keyAccess } from "../../acl/key-access.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec, Run, ServerState } from "../../server/command.ts";
import { matchesGlob } from "../../server/glob.ts";
import { helpCommand } from "../../server/help.ts";
import { MapReply, ReplyError, SetReply, Status, syntaxError, type Reply } from "../../server/reply.ts";
import { commandInfo } from "./command-info.ts";
import { COMMAND_HELP } from "./help-texts.ts";

const row = (name: string, arity: number, run: Run): CommandSpec =>
  ({ name: `command|${name}`, arity, flags: ["loading", "stale"], keys: [0, 0, 0], categories: ["@connection"], run });

const topLevel = ({ commands }: ServerState): readonly CommandSpec[] =>
  [...commands.values()].filter(({ name }) => !name.includes("|"));

const all: Run = ({ server, compat }) => topLevel(server).map((spec) => commandInfo(spec, compat));

function info(context: CommandContext, args: readonly Bytes[]): Reply {
  if (args.length === 2) return all(context, args) as Reply;
  return args.slice(2).map((name) => {
    const spec = context.server.commands.get(name.toLowerCase());
    return spec === undefined ? null : commandInfo(spec, context.compat);
  });
}

/** What the table knows: the group, and the subcommands. */
function docs({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const specs =
    args.length === 2
      ? topLevel(server)
      : args.slice(2).flatMap((name) => server.commands.get(name.toLowerCase()) ?? []);
  return new MapReply(specs.flatMap((spec) => [spec.name, doc(spec)]));
}

function doc(spec: CommandSpec): Reply {
  const fields: Reply[] = ["group", groupOf(spec)];
  if (spec.subcommands !== undefined) {
    fields.push(
      "subcommands", new MapReply(spec.subcommands.flatMap((subcommand) => [subcommand.name, doc(subcommand)])),
    );
  }
  return new MapReply(fields);
}

const GROUPS: Readonly<Record<string, string>> = {
  set: "set", sortedset: "sorted-set", list: "list", hash: "hash", string: "string", bitmap: "bitmap",
  hyperloglog: "hyperloglog", geo: "geo", stream: "stream", pubsub: "pubsub", connection: "connection",
  transaction: "transactions", scripting: "scripting", keyspace: "generic",
};

const groupOf = (spec: CommandSpec): string => {
  const category = categoriesOf(spec).find((name) => name in GROUPS);
  return category === undefined ? "server" : (GROUPS[category] as string);
};

function list({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const names = [...server.commands.keys()];
  if (args.length === 2) return new SetReply(names.filter((name) => !name.includes("|")));
  if (args.length !== 5 || args[2]?.toLowerCase() !== "filterby") return syntaxError();
  const value = args[4] as Bytes;
  switch ((args[3] as Bytes).toLowerCase()) {
    case "module": return [];
    case "pattern": return names.filter((name) => matchesGlob(value, name, true));
    case "aclcat": {
      const category = value.toLowerCase();
      if (!CATEGORIES.includes(category)) return [];
      return names.filter((name) => categoriesOf(server.commands.get(name) as CommandSpec).includes(category));
    }
    default: return syntaxError();
  }
}

const keysOf = (withFlags: boolean): Run => ({ server }, args) => {
  const command = args.slice(2);
  const spec = specOf(server.commands, command);
  if (spec === undefined) return new ReplyError("ERR Invalid command specified");
  if (!hasKeys(spec)) return new ReplyError("ERR The command has no key arguments");
  const { arity } = spec;
  if (arity > 0 ? command.length !== arity : command.length < -arity) {
    return new ReplyError("ERR Invalid number of arguments specified for command");
  }
  const keys = keyAccess(spec, command);
  if (keys === undefined) return new ReplyError("ERR Invalid arguments specified for command");
  if (keys.length === 0 && !spec.flags.includes("no_mandatory_keys")) {
    return new ReplyError("ERR The command has no key arguments");
  }
  return keys.map(({ position, flags }) => {
    const key = command[position] as Bytes;
    return withFlags ? [key, new SetReply(flags.map((flag) => new Status(flag)))] : key;
  });
};

/** Valkey 8 lets commands without further arguments be asked about. */
const keyRows = (name: string, withFlags: boolean): readonly CommandSpec[] => [
  { ...row(name, -4, keysOf(withFlags)), until: "7.2" }, { ...row(name, -3, keysOf(withFlags)), since: "8.0" },
];

export const commandCommand: CommandSpec = {
  name: "command", arity: -1, flags: ["loading", "stale"], keys: [0, 0, 0], categories: ["@connection"], run: all,
  subcommands: [
    row("count", 2, ({ server }) => topLevel(server).length),
    row("list", -2, list),
    row("info", -2, info),
    row("docs", -2, docs),
    ...keyRows("getkeys", false),
    ...keyRows("getkeysandflags", true),
    helpCommand("command", COMMAND_HELP, ["@connection"]),
  ],
};
