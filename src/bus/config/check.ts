import { WavetankError } from "../../kernel/error.ts";
import { defaultsOf, fileName, type Field, type Group } from "./field.ts";
import { interpret } from "./interpreter.ts";
import { fromValue } from "./json/from-value.ts";
import type { JsonNode } from "./json/node.ts";
import { readJson } from "./json/reader.ts";
import { checked, formatPlace, formatProblem, type Checked, type ConfigProblem } from "./problem.ts";
import type { ConfigSpec } from "./spec.ts";

/**
 * Checks a configuration given as JSON text, or as an object of the form that files have. What it leaves out, down to
 * single fields of a buffer, is taken from `base`.
 */
export function checkConfig<T>(spec: ConfigSpec<T>, source: unknown, base: T = defaultsOf(spec.root)): Checked<T> {
  if (typeof source !== "string") return checkTree(spec, fromValue(source), base);
  const { root, problems } = readJson(source);
  return root === undefined ? checked(base, problems) : checkTree(spec, root, base, problems);
}

/** As `checkConfig`, of a tree that was read before; `problems` were found then. */
export function checkTree<T>(
  spec: ConfigSpec<T>, root: JsonNode, base: T, problems: readonly ConfigProblem[] = [],
): Checked<T> {
  const interpreted = interpret(spec, root, base);
  return checked(interpreted.config, [...problems, ...interpreted.problems]);
}

/**
 * The configuration of a check, if it has no error.
 *
 * @param source - Names the text in the message: a path, say.
 * @throws {WavetankError} E_CONFIG - with every error on a line of its own.
 */
export function requireConfig<T>({ config, errors }: Checked<T>, source = "configuration"): T {
  const first = errors[0];
  if (config !== undefined && first === undefined) return config;
  const lines = errors.map((error) => formatProblem(error, source));
  throw new WavetankError(
    "E_CONFIG",
    `${source} has ${errors.length === 1 ? "an error" : `${errors.length} errors`}:\n  ${lines.join("\n  ")}`,
    {
      where: formatPlace(first?.at, source), expected: first?.expected ?? "a configuration",
      hint: "correct the values named above; docs/configuration.md lists all fields with their ranges",
    },
  );
}

/** The form that files have: names with units, spans in milliseconds, nothing for what is undefined. */
export function fileForm<T>(spec: ConfigSpec<T>, config: T): Record<string, unknown> {
  return groupForm(spec.root, config as Record<string, unknown>);
}

function groupForm(group: Group, config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const form: Record<string, unknown> = {};
  for (const name of Object.keys(group.fields)) {
    const field = group.fields[name] as Field;
    const value = config[name];
    if (value === undefined) continue;
    if (field.kind === "group") form[name] = groupForm(field, value as Record<string, unknown>);
    else form[fileName(name, field)] = field.kind === "duration" ? (value as number) / 1e6 : value;
  }
  return form;
}

/**
 * JSON text that `checkConfig` reads back as the same configuration.
 *
 * @throws {WavetankError} E_CONFIG - the configuration is none that could be read back.
 */
export function printConfig<T>(spec: ConfigSpec<T>, config: T): string {
  const form = fileForm(spec, config);
  requireConfig(checkConfig(spec, form), spec.name);
  return `${JSON.stringify(form, undefined, 2)}\n`;
}
