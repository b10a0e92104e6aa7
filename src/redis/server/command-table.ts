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
