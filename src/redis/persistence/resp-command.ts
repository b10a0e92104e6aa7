import type { Bytes } from "../server/bytes.ts";

/** A command as a client would send it, which is also how the append-only file keeps it. */
export function respCommand(args: readonly Bytes[]): Bytes {
  let text = `*${args.length}\r\n`;
  for (const arg of args) text += `$${arg.length}\r\n${arg}\r\n`;
  return text;
}

/** How many bytes `respCommand` makes. */
export function respLength(args: readonly Bytes[]): number {
  let length = headerLength(args.length);
  for (const arg of args) length += headerLength(arg.length) + arg.length + 2;
  return length;
}

const headerLength = (count: number): number => {
  let digits = 1;
  for (let rest = count; rest >= 10; rest = Math.floor(rest / 10)) digits++;
  return digits + 3;
};
