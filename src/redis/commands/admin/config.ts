import { Statistics } from "../../info/statistics.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec, Run, ServerState } from "../../server/command.ts";
import { Unacceptable } from "../../server/config.ts";
import { matchesGlob } from "../../server/glob.ts";
import { helpCommand } from "../../server/help.ts";
import { MapReply, OK, ReplyError, wrongArguments, type Reply } from "../../server/reply.ts";
import { CONFIG_HELP } from "./help-texts.ts";

const row = (name: string, arity: number, run: Run): CommandSpec => ({
  name: `config|${name}`, arity, flags: ["admin", "noscript", "loading", "stale"], keys: [0, 0, 0], categories: [], run,
});

/** A name without wildcards comes back as it was given. */
function get({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const { config } = server;
  const names = new Set<Bytes>();
  for (const pattern of args.slice(2)) {
    if (!/[*?[]/.test(pattern)) {
      if (config.parameters.has(pattern.toLowerCase())) names.add(pattern);
      continue;
    }
    for (const name of config.parameters.keys()) if (matchesGlob(pattern, name, true)) names.add(name);
  }
  return new MapReply([...names].flatMap((name) => [name, config.text(name.toLowerCase())]));
}

const refused = (name: Bytes, reason: string): ReplyError =>
  new ReplyError(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${reason}`);

/** Sets all or none. */
function set(context: CommandContext, args: readonly Bytes[]): Reply {
  if (args.length % 2 !== 0) return wrongArguments("config|set");
  const { config } = context.server;
  const error = unsettable(context.server, args);
  if (error !== undefined) return error;
  const parsed = new Map<string, string>();
  for (let at = 2; at < args.length; at += 2) {
    const name = (args[at] as Bytes).toLowerCase();
    const value = config.parse(name, args[at + 1] as Bytes);
    if (value instanceof Unacceptable) return refused(name, value.reason);
    parsed.set(name, value);
  }
  for (const [name, value] of parsed) config.set(name, value);
  return OK;
}

/** Names are checked before any value is. */
function unsettable({ config }: ServerState, args: readonly Bytes[]): ReplyError | undefined {
  const seen = new Set<string>();
  for (let at = 2; at < args.length; at += 2) {
    const name = args[at] as Bytes;
    const parameter = config.parameters.get(name.toLowerCase());
    if (parameter === undefined)
      return new ReplyError(`ERR Unknown option or number of arguments for CONFIG SET - '${name}'`);
    if (parameter.immutable === true) return refused(name, "can't set immutable config");
    if (parameter.protected === true) return refused(name, "can't set protected config");
    if (seen.has(parameter.name)) return refused(name, "duplicate parameter");
    seen.add(parameter.name);
  }
  return undefined;
}

function resetStatistics({ server }: CommandContext): Reply {
  server.part(Statistics).reset();
  return OK;
}

export const config: CommandSpec = {
  name: "config", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    row("get", -3, get), row("set", -4, set), row("resetstat", 2, resetStatistics),
    row("rewrite", 2, () => new ReplyError("ERR The server is running without a config file")),
    helpCommand("config", CONFIG_HELP, []),
  ],
};
