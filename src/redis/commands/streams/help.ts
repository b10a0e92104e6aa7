import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext, Run } from "../../server/command.ts";
import { atLeast } from "../../server/compat.ts";
import { Status, type Reply } from "../../server/reply.ts";

/** XGROUP HELP. */
export const xgroupHelp: Run = (context) => helpReply(context, "XGROUP", [
  "CREATE <key> <groupname> <id|$> [option]",
  "    Create a new consumer group. Options are:",
  "    * MKSTREAM",
  "      Create the empty stream if it does not exist.",
  "    * ENTRIESREAD entries_read",
  "      Set the group's entries_read counter (internal use).",
  "CREATECONSUMER <key> <groupname> <consumer>",
  "    Create a new consumer in the specified group.",
  "DELCONSUMER <key> <groupname> <consumer>",
  "    Remove the specified consumer.",
  "DESTROY <key> <groupname>",
  "    Remove the specified group.",
  "SETID <key> <groupname> <id|$> [ENTRIESREAD entries_read]",
  "    Set the current group ID and entries_read counter.",
]);

/** XINFO HELP. */
export const xinfoHelp: Run = (context) => helpReply(context, "XINFO", [
  "CONSUMERS <key> <groupname>",
  "    Show consumers of <groupname>.",
  "GROUPS <key>",
  "    Show the stream consumer groups.",
  "STREAM <key> [FULL [COUNT <count>]",
  "    Show information about the stream.",
]);

function helpReply({ compat }: CommandContext, command: string, lines: readonly Bytes[]): Reply {
  const head = `${command} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`;
  const foot = atLeast(compat, "8.0") ? "    Print this help." : "    Prints this help.";
  return [head, ...lines, "HELP", foot].map((line) => new Status(line));
}
