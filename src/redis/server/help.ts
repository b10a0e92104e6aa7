import type { CommandSpec, Flag } from "./command.ts";
import { atLeast, type Compat } from "./compat.ts";
import { Status } from "./reply.ts";

/** A line of a HELP reply; only some servers have it. */
export type HelpLine = string | { readonly line: string; readonly since?: Compat; readonly until?: Compat };

/** The HELP subcommand of a container: the lines about its other subcommands between the usual first and last ones. */
export function helpCommand(
  container: string, lines: readonly HelpLine[], categories: readonly string[],
  flags: readonly Flag[] = ["loading", "stale"],
): CommandSpec {
  return {
    name: `${container}|help`, arity: 2, flags, keys: [0, 0, 0], categories,
    run: ({ compat }) => helpLines(container, lines, compat).map((line) => new Status(line)),
  };
}

/** What HELP of a container prints. */
export function helpLines(container: string, lines: readonly HelpLine[], compat: Compat): readonly string[] {
  const shown = lines.flatMap((entry) => {
    if (typeof entry === "string") return [entry];
    const { line, since = "7.0", until = compat } = entry;
    return atLeast(compat, since) && atLeast(until, compat) ? [line] : [];
  });
  return [
    `${container.toUpperCase()} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:`, ...shown,
    "HELP", `    ${compat === "8.0" ? "Print" : "Prints"} this help.`,
  ];
}
