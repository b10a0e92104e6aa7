import { fileName, groupDefaults, snakeCase, type Field, type Group, type Leaf } from "./field.ts";
import { describeNode, memberPath, type JsonMember, type JsonNode, type JsonObject } from "./json/node.ts";
import { leafValue } from "./leaf-value.ts";
import { nearestName } from "./nearest-name.ts";
import type { ConfigProblem } from "./problem.ts";
import type { ConfigSpec, Finding } from "./spec.ts";

/** A value as it was given: the node, and its path in the source's spelling. */
interface Given {
  readonly node: JsonNode;
  readonly path: string;
}

/** For editors; it says nothing to the bus. */
const SCHEMA_NAME = "$schema";
const MOST_PROBLEMS = 100;

/**
 * From a tree to a configuration: what is given, laid over `base`. Every problem is reported, up to a hundred; a field
 * that has one keeps its value of `base`, so that the rules can look at the others.
 */
export function interpret<T>(
  spec: ConfigSpec<T>, root: JsonNode, base: T,
): { readonly config: T; readonly problems: readonly ConfigProblem[] } {
  const interpreter = new Interpreter(spec.spelling === "both");
  const config = interpreter.root(spec.root, root, base) as T;
  if (interpreter.readable) {
    for (const rule of spec.rules) for (const finding of rule(config)) interpreter.judge(finding);
  }
  const { problems } = interpreter;
  if (problems.length <= MOST_PROBLEMS) return { config, problems };
  const rest: ConfigProblem = {
    severity: "error", code: "too-large", path: "$", at: root.at,
    found: `${problems.length - MOST_PROBLEMS} more problems`, expected: "none",
  };
  return { config, problems: [...problems.slice(0, MOST_PROBLEMS), rest] };
}

type Row = readonly [name: string, field: Field];
type RowsOfGroups = WeakMap<Group, ReadonlyMap<string, Row>>;

const NAMES: RowsOfGroups = new WeakMap();
const BOTH_NAMES: RowsOfGroups = new WeakMap();

/**
 * The fields of a group by their names in files, worked out once: a process may check a configuration for every run.
 */
function namesOf(
  group: Group, known: RowsOfGroups, spellings: (name: string) => readonly string[],
): ReadonlyMap<string, Row> {
  const found = known.get(group);
  if (found !== undefined) return found;
  const rows = Object.entries(group.fields).flatMap(([name, field]) =>
    spellings(fileName(name, field)).map((spelling): [string, Row] => [spelling, [name, field]]),
  );
  const names = new Map(rows);
  known.set(group, names);
  return names;
}

class Interpreter {
  readonly problems: ConfigProblem[] = [];
  readonly #snakeToo: boolean;
  /** By the path in code. */
  readonly #given = new Map<string, Given>();
  readonly #failed = new Set<string>();

  constructor(snakeToo: boolean) {
    this.#snakeToo = snakeToo;
  }

  /** False when nothing of the text could be told apart. */
  get readable(): boolean {
    return !this.#failed.has("");
  }

  root(group: Group, node: JsonNode, base: unknown): unknown {
    if (node.type !== "object") {
      this.#failed.add("");
      this.#report("type", "$", node, "an object");
      return base;
    }
    const members = node.members.filter(({ name, value }) => !(name === SCHEMA_NAME && value.type === "string"));
    return this.#group(group, { ...node, members }, base, "", "$");
  }

  /** Adds what a rule has found, unless a field that it has read is wrong by itself. */
  judge({ fields, ...finding }: Finding): void {
    if (fields.some((field) => this.#failed.has(field))) return;
    const given = fields.map((field) => this.#given.get(field)).find((one) => one !== undefined);
    this.problems.push({ code: "rule", path: given?.path ?? `$.${fields[0]}`, at: given?.node.at, ...finding });
  }

  #group(group: Group, node: JsonObject, base: unknown, path: string, shownPath: string): Record<string, unknown> {
    const names = this.#snakeToo
      ? namesOf(group, BOTH_NAMES, (name) => [name, snakeCase(name)])
      : namesOf(group, NAMES, (name) => [name]);
    const config: Record<string, unknown> = { ...(base as Record<string, unknown>) };
    const spelled = new Map<string, string>();
    for (const member of node.members) {
      const row = names.get(member.name);
      const shown = memberPath(shownPath, member.name);
      if (row === undefined) {
        this.#unknown(member, shown, group);
        continue;
      }
      const [name, field] = row;
      const here = path === "" ? name : `${path}.${name}`;
      const earlier = spelled.get(name);
      spelled.set(name, member.name);
      if (earlier !== undefined) this.#duplicate(member, shown, earlier);
      else config[name] = this.#field(field, member.value, config[name], here, shown);
    }
    return config;
  }

  #field(field: Field, node: JsonNode, base: unknown, path: string, shownPath: string): unknown {
    this.#given.set(path, { node, path: shownPath });
    if (field.kind !== "group") return this.#leaf(field, node, base, path, shownPath);
    if (node.type === "null" && field.optional) return undefined;
    if (node.type === "object") return this.#group(field, node, base ?? groupDefaults(field), path, shownPath);
    this.#failed.add(path);
    this.#report("type", shownPath, node, field.optional ? "an object, or null" : "an object");
    return base;
  }

  #leaf(leaf: Leaf, node: JsonNode, base: unknown, path: string, shownPath: string): unknown {
    const read = leafValue(leaf, node);
    if ("value" in read) return read.value;
    this.#failed.add(path);
    for (const { code, node: at, found, expected, item } of read.defects) {
      const itemPath = item === undefined ? shownPath : `${shownPath}[${item}]`;
      this.problems.push({ severity: "error", code, path: itemPath, at: at.at, found, expected });
    }
    return base;
  }

  #unknown(member: JsonMember, path: string, group: Group): void {
    const known = Object.entries(group.fields).map(([name, field]) => fileName(name, field));
    const nearest = nearestName(member.name, known);
    const problem = {
      severity: "error", code: "unknown", path, at: member.nameAt ?? member.value.at, found: "a name that is not known",
      expected: `one of ${known.join(", ")}`,
    } as const;
    this.problems.push(nearest === undefined ? problem : { ...problem, hint: `did you mean ${nearest}?` });
  }

  #duplicate(member: JsonMember, path: string, earlier: string): void {
    this.problems.push({
      severity: "error", code: "duplicate", path, at: member.nameAt, found: "the field again",
      expected: `each field once: it is given as ${earlier} too`,
    });
  }

  #report(code: "type", path: string, node: JsonNode, expected: string): void {
    this.problems.push({ severity: "error", code, path, at: node.at, found: describeNode(node), expected });
  }
}
