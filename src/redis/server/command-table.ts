import type { CommandSpec } from "./command.ts";
import { atLeast, type Compat } from "./compat.ts";

/** The commands of a server, found in two ways. */
export interface CommandTable {
  /** By name in lower case; a container's subcommands by `container|subcommand`. */
  readonly byName: ReadonlyMap<string, CommandSpec>;
  /** As clients write them, in upper case mostly. Subcommands are found behind their container only. */
  readonly asWritten: ReadonlyMap<string, CommandSpec>;
}

/**
 * Made once of each list: a run of many servers, one after the other, would spend more on tables than on starting them.
 */
const TABLES = new WeakMap<readonly CommandSpec[], Map<Compat, CommandTable>>();

export function commandTable(specs: readonly CommandSpec[], compat: Compat): CommandTable {
  const tables = TABLES.get(specs) ?? new Map<Compat, CommandTable>();
  TABLES.set(specs, tables);
  let table = tables.get(compat);
  if (table === undefined) {
    const byName = namesOf(specs, compat);
    tables.set(compat, (table = { byName, asWritten: asWritten(byName) }));
  }
  return table;
}

/** The rows that a server of that version has. */
function namesOf(specs: readonly CommandSpec[], compat: Compat): ReadonlyMap<string, CommandSpec> {
  const has = ({ since = "7.0", until = compat }: CommandSpec): boolean =>
    atLeast(compat, since) && atLeast(until, compat);
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

function asWritten(table: ReadonlyMap<string, CommandSpec>): ReadonlyMap<string, CommandSpec> {
  const written = new Map<string, CommandSpec>();
  for (const [name, spec] of table) if (!name.includes("|")) written.set(name, spec).set(name.toUpperCase(), spec);
  return written;
}
