import { WavetankError } from "../../../kernel/error.ts";
import { checkConfig, fileForm, requireConfig } from "../check.ts";
import type { EnhancedMessageBusConfig } from "../enhanced-config.ts";
import { ENHANCED_FIELDS } from "../enhanced-fields.ts";
import { ENHANCED_SPEC } from "../enhanced-spec.ts";
import { leavesOf, type Group } from "../field.ts";
import { fromValue } from "../json/from-value.ts";
import { describeNode, type JsonObject, type Place } from "../json/node.ts";
import { readJson } from "../json/reader.ts";
import { DATABASE_FIELDS, MESSAGE_BUS_SPEC, type DatabaseConfig } from "../message-bus-config.ts";
import { nearestName } from "../nearest-name.ts";
import { checked, type ConfigProblem } from "../problem.ts";
import type { BusIdentity } from "../stream-key.ts";
import { fit } from "./fit.ts";
import { rowMatches, type MigrationRow, type Target } from "./migration-row.ts";
import { nautilusStream } from "./nautilus-rows.ts";
import { repair, type Adjustment } from "./repair.ts";
import { sourceFields, type SourceField } from "./source-field.ts";
import { DATABASE_PREFIX, TARGETS } from "./targets.ts";
import { detectVersion, rowsOf, type ConfigVersion } from "./version.ts";

/** What became of one field of the source. Every field has exactly one. */
export interface FieldOutcome {
  /** As the source writes it. */
  readonly path: string;
  readonly at: Place | undefined;
  readonly outcome: "mapped" | "dropped" | "unknown";
  /** Fields of the result that have their value from it: of EnhancedMessageBusConfig, or of `database`. */
  readonly to: readonly string[];
  /** Why it was dropped, or what was changed on the way. */
  readonly notes: readonly string[];
}

export interface Migration {
  readonly from: ConfigVersion;
  readonly config: EnhancedMessageBusConfig;
  /** The server, if the source names one: who connects needs it, and the bus's configuration has no place for it. */
  readonly database: DatabaseConfig | undefined;
  readonly fields: readonly FieldOutcome[];
  /** Fields of the result that no field of the source has set. */
  readonly defaulted: readonly { readonly field: string; readonly value: unknown }[];
  readonly adjusted: readonly Adjustment[];
  /** What the validator remarks on the result, and what is wrong with `database`. */
  readonly warnings: readonly ConfigProblem[];
}

export interface MigrationOptions {
  /** Of the source, when it does not say it and detection must not guess. */
  readonly version?: ConfigVersion;
  /** Who writes: without it the stream of a NautilusTrader configuration cannot be named, and takes the default. */
  readonly identity?: BusIdentity;
  /** Names the text in errors. */
  readonly source?: string;
}

/**
 * From an older configuration, as JSON text or as an object, to the current one. The result always validates; each
 * field of the source is reported as mapped, dropped with a reason, or unknown. What is current already comes out as it
 * was.
 *
 * @throws {WavetankError} E_CONFIG - the source is no JSON object; E_CONFIG_VERSION - it says a version that does not
 *   exist.
 */
export function migrateConfig(source: unknown, options: MigrationOptions = {}): Migration {
  const fields = sourceFields(rootOf(source, options.source ?? "configuration"));
  const from = options.version ?? detectVersion(fields);
  const rows = rowsOf(from, fields, options.identity);
  const assigned = new Assignment(rows);
  // The key follows from who writes even where the source leaves all of its parts to their defaults.
  const stream = from === "nautilus" || from === "legacy" ? nautilusStream(fields, options.identity) : undefined;
  if (stream !== undefined) assigned.derive("stream", stream);
  for (const { field, row } of byRow(fields, rows)) assigned.take(field, row);
  const { config, adjusted } = repair(assigned.config());
  const result = checkConfig(ENHANCED_SPEC, fileForm(ENHANCED_SPEC, config));
  const database = assigned.database();
  const server = checkConfig(MESSAGE_BUS_SPEC, { database: database === undefined ? null : { ...database } });
  return {
    from, adjusted, database,
    config: requireConfig(result, "the migrated configuration"),
    warnings: [...result.warnings, ...server.errors],
    fields: fields.map((field) => assigned.outcome(field)),
    defaulted: assigned.defaulted(config),
  };
}

/** Each field with its row, in the order of the rows, because later rows win. */
function byRow(
  fields: readonly SourceField[], rows: readonly MigrationRow[],
): { readonly field: SourceField; readonly row: MigrationRow | undefined }[] {
  const placed = fields.map((field) => ({ field, place: rows.findIndex((row) => rowMatches(row, field.name)) }));
  return placed.sort((a, b) => a.place - b.place).map(({ field, place }) => ({ field, row: rows[place] }));
}

function rootOf(source: unknown, name: string): JsonObject {
  const { root, problems } = typeof source === "string" ? readJson(source) : { root: fromValue(source), problems: [] };
  const notAnObject: ConfigProblem[] = root === undefined || root.type === "object" ? [] : [{
    severity: "error", code: "type", path: "$", at: root.at, found: describeNode(root), expected: "an object",
  }];
  const tree = requireConfig(checked(root, [...problems, ...notAnObject]), name);
  if (tree?.type === "object") return tree;
  throw new WavetankError("E_CONFIG", `${name} is no object`);
}

/** Values on their way into the result, and from which fields they come. */
class Assignment {
  readonly #rows: readonly MigrationRow[];
  readonly #values = new Map<string, { readonly value: unknown; readonly by: readonly string[] }>();
  readonly #notes = new Map<string, string[]>();
  readonly #unknown = new Set<string>();

  constructor(rows: readonly MigrationRow[]) {
    this.#rows = rows;
  }

  /** Sets what follows from who writes. What the field does not take is left to the rows, which say why. */
  derive(field: "stream", value: string): void {
    const fitted = fit(ENHANCED_FIELDS.fields[field], value);
    if ("value" in fitted) this.#values.set(field, { value: fitted.value, by: [] });
  }

  take(source: SourceField, row: MigrationRow | undefined): void {
    if (row === undefined) {
      const nearest = nearestName(source.name, this.#rows.map(({ from }) => from));
      this.#unknown.add(source.path);
      this.#note(
        source,
        nearest === undefined ? "no field of this version" : `no field of this version; did you mean ${nearest}?`,
      );
    } else if ("dropped" in row) this.#note(source, row.dropped);
    else if (source.node.type === "null") this.#note(source, "null, so it is not set");
    else for (const target of row.to) this.#assign(source, target);
  }

  #assign(source: SourceField, { field, convert }: Target): void {
    const leaf = TARGETS.get(field);
    if (leaf === undefined) throw new Error(`no field is called ${field}`);
    const converted = convert(source.node);
    const fitted = "value" in converted ? fit(leaf, converted.value) : converted;
    if ("reason" in fitted) return this.#note(source, fitted.reason);
    if (fitted.note !== undefined) this.#note(source, `${field}: ${fitted.note}`);
    const before = this.#values.get(field);
    const by = before !== undefined && before.value === fitted.value ? [...before.by, source.path] : [source.path];
    this.#values.set(field, { value: fitted.value, by });
  }

  #note(source: SourceField, note: string): void {
    const notes = this.#notes.get(source.path) ?? [];
    if (!notes.includes(note)) notes.push(note);
    this.#notes.set(source.path, notes);
  }

  outcome({ path, at }: SourceField): FieldOutcome {
    const to = [...this.#values].filter(([, { by }]) => by.includes(path)).map(([field]) => field);
    const notes = this.#notes.get(path) ?? [];
    if (to.length > 0) return { path, at, outcome: "mapped", to, notes };
    const reasons = notes.length > 0 ? notes : ["another field, which goes before it, sets the same"];
    return { path, at, outcome: this.#unknown.has(path) ? "unknown" : "dropped", to, notes: reasons };
  }

  config(): EnhancedMessageBusConfig {
    return this.#filled(ENHANCED_FIELDS, "") as unknown as EnhancedMessageBusConfig;
  }

  database(): DatabaseConfig | undefined {
    const named = [...this.#values.keys()].some((field) => field.startsWith(DATABASE_PREFIX));
    return named ? this.#filled(DATABASE_FIELDS, DATABASE_PREFIX) as unknown as DatabaseConfig : undefined;
  }

  defaulted(config: EnhancedMessageBusConfig): { field: string; value: unknown }[] {
    return leavesOf(ENHANCED_FIELDS as Group)
      .filter(({ path }) => !this.#values.has(path.join(".")))
      .map(({ path }) => ({
        field: path.join("."),
        value: path.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], config),
      }));
  }

  #filled(group: Group, prefix: string): Record<string, unknown> {
    return Object.fromEntries(Object.entries(group.fields).map(([name, field]) => {
      const path = `${prefix}${name}`;
      if (field.kind === "group") return [name, this.#filled(field, `${path}.`)];
      const assigned = this.#values.get(path);
      return [name, assigned === undefined ? field.default : assigned.value];
    }));
  }
}
