import type { Bytes } from "../server/bytes.ts";
import type { CommandSpec, Flag } from "../server/command.ts";

const FLAGS: readonly Flag[] = [
  "write", "denyoom", "loading", "stale", "no_auth", "allow_busy", "no_multi", "may_replicate",
];

export const WRITE = 1;
export const DENY_OOM = 2;
export const LOADING = 4;
export const STALE = 8;
export const NO_AUTH = 16;
export const ALLOW_BUSY = 32;
export const NO_MULTI = 64;
export const MAY_REPLICATE = 128;

const known = new WeakMap<CommandSpec, number>();

/** The flags that are asked about before each command, as bits. */
export function bitsOf(spec: CommandSpec): number {
  let bits = known.get(spec);
  if (bits === undefined) {
    bits = FLAGS.reduce((sum, flag, index) => (spec.flags.includes(flag) ? sum | (1 << index) : sum), 0);
    known.set(spec, bits);
  }
  return bits;
}

/** The row of a command that is known to be there and well-formed; its subcommand's when it has one. */
export function specOf(commands: ReadonlyMap<string, CommandSpec>, args: readonly Bytes[]): CommandSpec | undefined {
  const spec = commands.get((args[0] ?? "").toLowerCase());
  if (spec?.subcommands === undefined || args.length < 2) return spec;
  return commands.get(`${spec.name}|${(args[1] as Bytes).toLowerCase()}`);
}
