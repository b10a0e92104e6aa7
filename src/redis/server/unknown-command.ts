import type { Bytes } from "./bytes.ts";
import { ReplyError } from "./reply.ts";

/** A server shows the first arguments, and no more than this of them. */
const SHOWN = 128;

/** The error for a name that no command has, as Redis 7 words it. */
export function unknownCommand(args: readonly Bytes[]): ReplyError {
  let shown = "";
  for (let i = 1; i < args.length && shown.length < SHOWN; i++)
    shown += `'${(args[i] as Bytes).slice(0, SHOWN - shown.length)}' `;
  const name = (args[0] as Bytes).slice(0, SHOWN);
  return new ReplyError(oneLine(`ERR unknown command '${name}', with args beginning with: ${shown}`));
}

export const unknownSubcommand = (command: string, subcommand: Bytes): ReplyError =>
  new ReplyError(oneLine(`ERR unknown subcommand '${subcommand.slice(0, SHOWN)}'. Try ${command.toUpperCase()} HELP.`));

/** An error is one line: what would break it is replaced by spaces, as a server does. */
const oneLine = (text: string): string => text.replace(/[\r\n]/g, " ");
