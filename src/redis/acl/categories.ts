import type { CommandSpec, Flag } from "../server/command.ts";

/** The ACL categories in the order in which servers list them. */
export const CATEGORIES: readonly string[] = [
  "keyspace", "read", "write", "set", "sortedset", "list", "hash", "string", "bitmap", "hyperloglog", "geo", "stream",
  "pubsub", "admin", "fast", "slow", "blocking", "dangerous", "connection", "transaction", "scripting",
];

const IMPLIED: readonly (readonly [Flag, readonly string[]])[] = [
  ["readonly", ["read"]], ["write", ["write"]], ["admin", ["admin", "dangerous"]], ["pubsub", ["pubsub"]],
  ["blocking", ["blocking"]],
];

const known = new WeakMap<CommandSpec, readonly string[]>();

/** A command's categories, those that follow from its flags included, in the servers' order and without `@`. */
export function categoriesOf(spec: CommandSpec): readonly string[] {
  let categories = known.get(spec);
  if (categories === undefined) {
    const own = new Set(spec.categories.map((category) => category.replace("@", "")));
    for (const [flag, implied] of IMPLIED)
      if (spec.flags.includes(flag)) for (const category of implied) own.add(category);
    own.add(spec.flags.includes("fast") ? "fast" : "slow");
    categories = CATEGORIES.filter((category) => own.has(category));
    known.set(spec, categories);
  }
  return categories;
}
