import { WavetankError } from "../../../kernel/error.ts";
import { ENHANCED_FIELDS } from "../enhanced-fields.ts";
import { fileName, leavesOf, snakeCase, type Field, type Group } from "../field.ts";
import type { BusIdentity } from "../stream-key.ts";
import { amount, inMilliseconds, mapped, plain, texts, type MigrationRow } from "./migration-row.ts";
import { nautilusRows } from "./nautilus-rows.ts";
import { LEGACY_ROWS, ROWS_1_0, ROWS_1_1 } from "./origin-rows.ts";
import type { SourceField } from "./source-field.ts";

/**
 * `nautilus`: NautilusTrader's MessageBusConfig, v1 or Rust. `legacy`: what the origin design took for it. `1.0`,
 * `1.1`: the origin's own. `2.0`: EnhancedMessageBusConfig as it is here.
 */
export type ConfigVersion = "legacy" | "1.0" | "1.1" | "nautilus" | "2.0";

const VERSIONS: readonly ConfigVersion[] = ["legacy", "1.0", "1.1", "nautilus", "2.0"];

const topNames = (rows: readonly MigrationRow[]): ReadonlySet<string> =>
  new Set(rows.map(({ from }) => from.split(".")[0] as string));

const ORIGIN_TOP = topNames(ROWS_1_1);
const LEGACY_ONLY: ReadonlySet<string> = new Set(
  LEGACY_ROWS.map(({ from }) => from).filter((name) => name !== "database"),
);
const NAUTILUS_TOP = topNames(nautilusRows([], undefined));
/** Names that only the current version has. */
const ENHANCED_TOP: ReadonlySet<string> = new Set(Object.entries<Field>(ENHANCED_FIELDS.fields)
  .map(([name, field]) => snakeCase(fileName(name, field))).filter((name) => !NAUTILUS_TOP.has(name)));

/**
 * The version a source says it is, or looks like: the first whose own names it uses. A source without any known name
 * is "legacy", as in the origin.
 *
 * @throws {WavetankError} E_CONFIG_VERSION - it says a version that does not exist.
 */
export function detectVersion(fields: readonly SourceField[]): ConfigVersion {
  const said = fields.find((field) => field.name === "messagebus_version")?.node;
  if (said !== undefined)
    return namedVersion(said.type === "string" ? said.value : said.type === "number" ? said.text : said.type);
  const names = new Set(fields.map(({ name }) => name));
  const tops = new Set(fields.map(({ name }) => name.split(".")[0] as string));
  const uses = (some: ReadonlySet<string>): boolean => [...tops].some((top) => some.has(top));
  if (tops.has("priority_buffers")) return "1.1";
  if (tops.has("buffer_config")) return "1.0";
  if (uses(ENHANCED_TOP)) return "2.0";
  if ([...names].some((name) => LEGACY_ONLY.has(name))) return "legacy";
  if (uses(NAUTILUS_TOP)) return "nautilus";
  return uses(ORIGIN_TOP) ? "1.1" : "legacy";
}

function namedVersion(said: string): ConfigVersion {
  const version = VERSIONS.find((known) => known === said);
  if (version !== undefined) return version;
  throw new WavetankError("E_CONFIG_VERSION", `messagebus_version is ${said.slice(0, 40)}, which does not exist`, {
    expected: VERSIONS.join(", "),
  });
}

/** The rows of a version. Later rows win over earlier ones. */
export function rowsOf(
  version: ConfigVersion, fields: readonly SourceField[], identity: BusIdentity | undefined,
): readonly MigrationRow[] {
  switch (version) {
    case "nautilus":
      return nautilusRows(fields, identity);
    case "legacy":
      return [...nautilusRows(fields, identity), ...LEGACY_ROWS];
    case "1.0":
      return ROWS_1_0;
    case "1.1":
      return ROWS_1_1;
    case "2.0":
      return CURRENT_ROWS;
  }
}

/** Groups of the current version that hold fields only. */
const GROUPS = Object.entries((ENHANCED_FIELDS as Group).fields)
  .filter(([name, { kind }]) => kind === "group" && name !== "buffers")
  .map(([name]) => name);

const CURRENT_ROWS: readonly MigrationRow[] = [
  ...leavesOf(ENHANCED_FIELDS as Group).map(({ path, filePath, leaf }) => {
    const from = filePath.map((name) => (/[a-z]/.test(name) ? snakeCase(name) : name.toLowerCase())).join(".");
    const inCode =
      leaf.kind === "duration"
        ? inMilliseconds
        : leaf.kind === "integer"
          ? amount
          : leaf.kind === "list"
            ? texts
            : plain;
    return mapped(from, inCode, path.join("."));
  }),
  { from: "$schema", dropped: "it is for editors" },
  { from: "messagebus_version", dropped: "it names the version, and the result is current" },
  ...["buffers", "buffers.*", ...GROUPS].map((from) => ({ from, dropped: "it is empty" })),
];
