import { Acl } from "../../acl/acl.ts";
import { CATEGORIES, categoriesOf } from "../../acl/categories.ts";
import { describeChannels, describeCommands, describeKeys, describeUser } from "../../acl/description.ts";
import type { Selector } from "../../acl/selector.ts";
import { specOf } from "../../admission/command-bits.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { Compat } from "../../server/compat.ts";
import type { CommandContext, CommandSpec, Flag, Run } from "../../server/command.ts";
import { helpCommand } from "../../server/help.ts";
import { parseInteger } from "../../server/numbers.ts";
import { MapReply, notAnInteger, OK, ReplyError, SetReply, wrongArguments, type Reply } from "../../server/reply.ts";
import { ACL_HELP } from "../connection/help-texts.ts";
import { aclLog } from "./acl-log.ts";
import { joinSelectors } from "./selector-words.ts";

const OPEN: readonly Flag[] = ["noscript", "loading", "stale"];

const row = (name: string, arity: number, run: Run, flags: readonly Flag[] = ["admin", ...OPEN]): CommandSpec =>
  ({ name: `acl|${name}`, arity, flags, keys: [0, 0, 0], categories: [], run });

function setUser({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const name = args[2] as Bytes;
  if (/[ \0]/.test(name)) return new ReplyError("ERR Usernames can't contain spaces or null characters");
  const rules = joinSelectors(args.slice(3));
  if (rules instanceof ReplyError) return rules;
  return server.part(Acl).setUser(name, rules) ?? OK;
}

const permissions = (selector: Selector, compat: Compat): readonly Reply[] => [
  "commands", describeCommands(selector, compat), "keys", describeKeys(selector), "channels",
  describeChannels(selector),
];

function getUser({ server, compat }: CommandContext, args: readonly Bytes[]): Reply {
  const user = server.part(Acl).users.get(args[2] as Bytes);
  if (user === undefined) return null;
  return new MapReply([
    "flags", new SetReply(user.flags), "passwords", user.passwords, ...permissions(user.root, compat),
    "selectors", user.selectors.map((selector) => new MapReply(permissions(selector, compat))),
  ]);
}

function deleteUsers({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const names = args.slice(2);
  if (names.includes("default")) return new ReplyError("ERR The 'default' user cannot be removed");
  return names.filter((name) => server.part(Acl).deleteUser(name)).length;
}

/** Users in the order of their names. */
const names = ({ server }: CommandContext): readonly Bytes[] => [...server.part(Acl).users.keys()].sort();

function list(context: CommandContext): Reply {
  const { users } = context.server.part(Acl);
  return names(context).flatMap((name) => users.get(name) ?? []).map((user) => describeUser(user, context.compat));
}

function categories({ server }: CommandContext, args: readonly Bytes[]): Reply {
  if (args.length > 3)
    return new ReplyError(`ERR unknown subcommand or wrong number of arguments for '${args[1]}'. Try ACL HELP.`);
  const category = args[2]?.toLowerCase();
  if (category === undefined) return CATEGORIES;
  if (!CATEGORIES.includes(category)) return new ReplyError(`ERR Unknown category '${args[2]}'`);
  return [...server.commands.values()].filter((spec) => categoriesOf(spec).includes(category)).map(({ name }) => name);
}

const MOST_BITS = 4_096;
const BITS_A_DIGIT = 4;

function generatePassword({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const bits = args[2] === undefined ? 256 : parseInteger(args[2]);
  if (bits === undefined) return notAnInteger();
  if (typeof bits !== "number" || bits <= 0 || bits > MOST_BITS) {
    return new ReplyError(
      "ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096",
    );
  }
  const digits = Math.ceil(bits / BITS_A_DIGIT);
  let password = "";
  while (password.length < digits) password += server.random().toString(16).padStart(8, "0");
  return password.slice(0, digits);
}

function dryRun({ server, compat }: CommandContext, args: readonly Bytes[]): Reply {
  const user = server.part(Acl).users.get(args[2] as Bytes);
  if (user === undefined) return new ReplyError(`ERR User '${args[2]}' not found`);
  const command = args.slice(3);
  const spec = specOf(server.commands, command);
  if (spec === undefined) return new ReplyError(`ERR Command '${args[3]}' not found`);
  if (spec.arity > 0 ? command.length !== spec.arity : command.length < -spec.arity) return wrongArguments(spec.name);
  const denial = user.denial(spec, command);
  if (denial === undefined) return OK;
  const who = compat === "7.0" ? "This user" : `User ${user.name}`;
  if (denial.reason === "command") return `${who} has no permissions to run the '${spec.name}' command`;
  return `${who} has no permissions to access the '${command[denial.position]}' ${denial.reason}`;
}

const noFile: Run = ({ compat }) => {
  const [server, file] =
    compat === "8.0" ? ["instance", "configuration file"] : ["Redis instance", "Redis configuration file"];
  return new ReplyError(
    `ERR This ${server} is not configured to use an ACL file. You may want to specify users via the ACL SETUSER ` +
      `command and then issue a CONFIG REWRITE (assuming you have a ${file} set) in order to store users in the ` +
      `${compat === "8.0" ? "configuration" : "Redis configuration"}.`,
  );
};

export const acl: CommandSpec = {
  name: "acl", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    row("whoami", 2, ({ session }) => session.user, OPEN),
    row("users", 2, names), row("list", 2, list), row("setuser", -3, setUser), row("getuser", 3, getUser),
    row("deluser", -3, deleteUsers), row("cat", -2, categories, OPEN), row("genpass", -2, generatePassword, OPEN),
    row("dryrun", -4, dryRun), row("log", -2, aclLog), row("load", 2, noFile), row("save", 2, noFile),
    helpCommand("acl", ACL_HELP, []),
  ],
};
