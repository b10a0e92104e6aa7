import type { Bytes } from "../server/bytes.ts";

/** A command as clients send it: an array of bulk strings. */
export function commandBytes(args: readonly Bytes[]): Buffer {
  let text = `*${args.length}\r\n`;
  for (const arg of args) text += `$${arg.length}\r\n${arg}\r\n`;
  return Buffer.from(text, "latin1");
}
