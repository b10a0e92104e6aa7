import { SlowLog } from "../../info/slow-log.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, CommandSpec, Run } from "../../server/command.ts";
import { helpCommand } from "../../server/help.ts";
import { parseInteger } from "../../server/numbers.ts";
import { OK, ReplyError, type Reply } from "../../server/reply.ts";
import { SLOWLOG_HELP } from "./help-texts.ts";

const DEFAULT_COUNT = 10;

const row = (name: string, arity: number, run: Run): CommandSpec =>
  ({ name: `slowlog|${name}`, arity, flags: ["admin", "loading", "stale"], keys: [0, 0, 0], categories: [], run });

function get({ server }: CommandContext, args: readonly Bytes[]): Reply {
  const count = args[2] === undefined ? DEFAULT_COUNT : parseInteger(args[2]);
  if (typeof count !== "number" || count < -1) return new ReplyError("ERR count should be greater than or equal to -1");
  const { entries } = server.part(SlowLog);
  return entries.slice(0, count === -1 ? entries.length : count)
    .map((entry) => [entry.id, entry.at, entry.us, entry.args, entry.address, entry.name]);
}

export const slowlog: CommandSpec = {
  name: "slowlog", arity: -2, flags: [], keys: [0, 0, 0], categories: [],
  subcommands: [
    row("get", -2, get),
    row("len", 2, ({ server }) => server.part(SlowLog).entries.length),
    row("reset", 2, ({ server }) => {
      server.part(SlowLog).clear();
      return OK;
    }),
    helpCommand("slowlog", SLOWLOG_HELP, []),
  ],
};
