import { checkTree } from "./check.ts";
import type { EnhancedMessageBusConfig } from "./enhanced-config.ts";
import { ENHANCED_FIELDS } from "./enhanced-fields.ts";
import { ENHANCED_SPEC } from "./enhanced-spec.ts";
import { leavesOf, snakeCase, type Group, type Leaf } from "./field.ts";
import type { JsonMember, JsonNode, Place } from "./json/node.ts";
import { readJson } from "./json/reader.ts";
import { nearestName } from "./nearest-name.ts";
import { PRESET_NAMES, PRESETS } from "./presets.ts";
import type { Checked, ConfigProblem } from "./problem.ts";

const FILE = "NAUTILUS_MESSAGEBUS_CONFIG";
const PRESET = "NAUTILUS_ENV";
const PREFIX = "NAUTILUS_MESSAGEBUS_";

/** The variable of each field: `NAUTILUS_MESSAGEBUS_BUFFERS_CRITICAL_FLUSH_INTERVAL_MS`. */
const OVERRIDES: ReadonlyMap<string, { readonly filePath: readonly string[]; readonly leaf: Leaf }> = new Map(
  leavesOf(ENHANCED_FIELDS as unknown as Group).map(({ filePath, leaf }) => [
    PREFIX + filePath.map((name) => (/^[A-Z]+$/.test(name) ? name : snakeCase(name).toUpperCase())).join("_"),
    { filePath, leaf },
  ]),
);

/** The names of all variables that set one field. */
export const OVERRIDE_VARIABLES: readonly string[] = [...OVERRIDES.keys()];

export interface LoadedConfig extends Checked<EnhancedMessageBusConfig> {
  /** The file that was named, for messages. */
  readonly file: string | undefined;
}

/**
 * The configuration that an environment asks for. From weak to strong: the defaults; the preset that NAUTILUS_ENV names
 * (development, production, high-frequency or hft); the file that NAUTILUS_MESSAGEBUS_CONFIG names; one variable for
 * each single field. A variable that is empty counts as not set.
 *
 * A file that cannot be read, a preset that does not exist and a variable of the family that sets nothing are errors.
 *
 * @param readFile - The text of the file at a path; throws when it cannot be read.
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>, readFile: (path: string) => string,
): LoadedConfig {
  const problems: ConfigProblem[] = [];
  const preset = presetOf(env[PRESET] ?? "", problems);
  const file = env[FILE] === "" ? undefined : env[FILE];
  const root = file === undefined ? EMPTY : readRoot(file, readFile, problems);
  const merged = overrides(env, problems).reduce(withOverride, root);
  return { ...checkTree(ENHANCED_SPEC, merged, preset, problems), file };
}

const EMPTY: JsonNode = { type: "object", at: undefined, members: [] };

function presetOf(name: string, problems: ConfigProblem[]): EnhancedMessageBusConfig {
  const known = name === "" ? "development" : Object.hasOwn(PRESET_NAMES, name) ? PRESET_NAMES[name] : undefined;
  if (known !== undefined) return PRESETS[known];
  const nearest = nearestName(name, Object.keys(PRESET_NAMES));
  problems.push({
    severity: "error", code: "choice", path: "$", at: { variable: PRESET },
    found: `the text ${JSON.stringify(name.slice(0, 60))}`, expected: Object.keys(PRESET_NAMES).join(", "),
    ...(nearest === undefined ? {} : { hint: `did you mean ${nearest}?` }),
  });
  return PRESETS.development;
}

function readRoot(file: string, readFile: (path: string) => string, problems: ConfigProblem[]): JsonNode {
  let text: string;
  try {
    text = readFile(file);
  } catch (error) {
    problems.push({
      severity: "error", code: "file", path: "$", at: { variable: FILE },
      found: `${file}, which cannot be read: ${String(error)}`, expected: "the path of a configuration",
      hint: "correct the path, or unset the variable",
    });
    return EMPTY;
  }
  const read = readJson(text);
  problems.push(...read.problems);
  return read.root ?? EMPTY;
}

interface Override {
  readonly filePath: readonly string[];
  readonly node: JsonNode;
}

function overrides(env: Readonly<Record<string, string | undefined>>, problems: ConfigProblem[]): Override[] {
  const names = Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && name !== FILE && env[name] !== "" && env[name] !== undefined,
  );
  return names.sort().flatMap((name) => {
    const found = OVERRIDES.get(name);
    if (found !== undefined)
      return [{ filePath: found.filePath, node: overrideNode(env[name] as string, found.leaf, { variable: name }) }];
    const nearest = nearestName(name, OVERRIDE_VARIABLES);
    problems.push({
      severity: "error", code: "unknown", path: "$", at: { variable: name }, found: "a variable that sets nothing",
      expected: `${FILE}, or ${PREFIX} and the name of a field`,
      ...(nearest === undefined ? {} : { hint: `did you mean ${nearest}?` }),
    });
    return [];
  });
}

/** Numbers and flags are written as in JSON; texts as they are. */
function overrideNode(text: string, leaf: Leaf, at: Place): JsonNode {
  const plain: JsonNode = { type: "string", at, value: text };
  if (leaf.kind === "text" || leaf.kind === "choice") return plain;
  const { root } = readJson(text);
  return root === undefined ? plain : { ...root, at };
}

function withOverride(root: JsonNode, { filePath, node }: Override): JsonNode {
  const [name, ...rest] = filePath;
  if (name === undefined) return node;
  if (root.type !== "object") return root;
  const index = root.members.findIndex((member) => member.name === name);
  const inner = root.members[index]?.value ?? EMPTY;
  const member: JsonMember = { name, nameAt: node.at, value: withOverride(inner, { filePath: rest, node }) };
  return { ...root, members: index < 0 ? [...root.members, member] : root.members.with(index, member) };
}
