import type { Bytes } from "../server/bytes.ts";
import { BadFormat } from "./bad-format.ts";

/** What an append-only file holds from its first byte to the last that can be trusted. */
export interface AofContents {
  readonly commands: readonly (readonly Bytes[])[];
  /** Bytes of whole commands and whole transactions; what follows was being written when the machine died. */
  readonly wholeBytes: number;
}

/**
 * Reads commands until the bytes end. A last command, or a last transaction, that is not whole is left out, as a server
 * leaves it out with `aof-load-truncated yes`.
 *
 * @throws {BadFormat} Some bytes are no command and no beginning of one.
 */
export function readAof(bytes: Buffer, from = 0): AofContents {
  const commands: (readonly Bytes[])[] = [];
  let at = from;
  let whole = { at: from, commands: 0 };
  let inTransaction = false;
  for (;;) {
    const command = readCommand(bytes, afterAnnotations(bytes, at));
    if (command === undefined) break;
    at = command.end;
    commands.push(command.args);
    const name = (command.args[0] as Bytes).toLowerCase();
    if (name === "multi") inTransaction = true;
    else if (name === "exec") inTransaction = false;
    if (!inTransaction) whole = { at, commands: commands.length };
  }
  commands.length = whole.commands;
  return { commands, wholeBytes: whole.at - from };
}

/** Lines that begin with # say when what follows was written. */
function afterAnnotations(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0x23) {
    const end = bytes.indexOf("\r\n", at, "latin1");
    at = end < 0 ? bytes.length : end + 2;
  }
  return at;
}

interface CommandAt {
  readonly args: readonly Bytes[];
  readonly end: number;
}

function readCommand(bytes: Buffer, from: number): CommandAt | undefined {
  const count = readHeader(bytes, from, 0x2a);
  if (count === undefined) return undefined;
  if (count.value < 1) throw new BadFormat("a command without a name", from);
  const args: Bytes[] = [];
  let at = count.end;
  for (let i = 0; i < count.value; i++) {
    const length = readHeader(bytes, at, 0x24);
    if (length === undefined) return undefined;
    at = length.end + length.value;
    if (at + 2 > bytes.length) return undefined;
    args.push(bytes.toString("latin1", length.end, at));
    at += 2;
  }
  return { args, end: at };
}

const MAX_HEADER_DIGITS = 10;

function readHeader(
  bytes: Buffer, from: number, mark: number,
): { readonly value: number; readonly end: number } | undefined {
  if (from >= bytes.length) return undefined;
  if (bytes[from] !== mark) throw new BadFormat(`${String.fromCharCode(mark)} is expected`, from);
  let value = 0;
  for (let at = from + 1; at < bytes.length; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit === 13 - 48) return at + 1 < bytes.length ? { value, end: at + 2 } : undefined;
    if (digit < 0 || digit > 9 || at - from > MAX_HEADER_DIGITS) throw new BadFormat("a number is expected", at);
    value = value * 10 + digit;
  }
  return undefined;
}
