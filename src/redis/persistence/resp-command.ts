import type { Bytes } from "../server/bytes.ts";
import type { LoggedCommand } from "../server/command.ts";
import { isWords } from "../server/logged-command.ts";
import { digitsOf } from "../server/uint64.ts";

/** A command as a client would send it, which is also how the append-only file keeps it. */
export function respCommand(args: readonly Bytes[]): Bytes {
  let text = `*${args.length}\r\n`;
  for (const arg of args) text += `$${arg.length}\r\n${arg}\r\n`;
  return text;
}

/** How many bytes `respCommand` makes of its words. */
export function respLength(command: LoggedCommand): number {
  if (!isWords(command)) return command.respLength;
  let length = headerLength(command.length);
  for (const arg of command) length += wordLength(arg.length);
  return length;
}

/** Of the line that says how many words there are. */
export const headerLength = (words: number): number => digitsOf(words) + 3;

/** Of one word of so many bytes. */
export const wordLength = (bytes: number): number => digitsOf(bytes) + bytes + 5;
