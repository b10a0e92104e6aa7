import type { CommandSpec } from "./command.ts";
import { atLeast, type Compat } from "./compat.ts";

/** The rows that a server has, by name; a container's subcommands by `container|subcommand`. */
export function commandTable(specs: readonly CommandSpec[], compat: Compat): ReadonlyMap<string, CommandSpec> {
  const has = ({ since = "7.0", until = compat }: CommandSpec): boolean => atLeast(compat, since) && atLeast(until, compat);
  const table = new Map<string, CommandSpec>();
  for (const spec of specs.filter(has)) {
    if (spec.subcommands === undefined) {
      table.set(spec.name, spec);
      continue;
    }
    const subcommands = spec.subcommands.filter(has);
    table.set(spec.name, { ...spec, subcommands });
    for (const subcommand of subcommands) table.set(subcommand.name, subcommand);
  }
  return table;
}

/** What clients write, in upper case mostly. Subcommands are found behind their container only. */
export function asWritten(table: ReadonlyMap<string, CommandSpec>): ReadonlyMap<string, CommandSpec> {
  const written = new Map<string, CommandSpec>();
  for (const [name, spec] of table) if (!name.includes("|")) written.set(name, spec).set(name.toUpperCase(), spec);
  return written;
}
