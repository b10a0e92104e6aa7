import { ENHANCED_FIELDS } from "../enhanced-fields.ts";
import { leavesOf, type Group, type Leaf } from "../field.ts";
import { DATABASE_FIELDS } from "../message-bus-config.ts";

export const DATABASE_PREFIX = "database.";

/** The leaves of what a migration results in, by their paths in code. */
export const TARGETS: ReadonlyMap<string, Leaf> = new Map([
  ...leavesOf(ENHANCED_FIELDS as Group).map(({ path, leaf }) => [path.join("."), leaf] as const),
  ...leavesOf(DATABASE_FIELDS as Group).map(({ path, leaf }) => [DATABASE_PREFIX + path.join("."), leaf] as const),
]);
