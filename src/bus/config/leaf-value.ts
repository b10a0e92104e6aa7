import type { Leaf, TextRule } from "./field.ts";
import { describeNode, type JsonNode, type JsonNumber } from "./json/node.ts";
import type { ProblemCode } from "./problem.ts";

/** Why a value is not what its field takes. `item`: which one, if it is a list's. */
export interface Defect {
  readonly code: ProblemCode;
  readonly node: JsonNode;
  readonly found: string;
  readonly expected: string;
  readonly item?: number;
}

export type LeafValue = { readonly value: unknown } | { readonly defects: readonly Defect[] };

/** The value in code of what a file says, or all that is wrong with it. */
export function leafValue(leaf: Leaf, node: JsonNode): LeafValue {
  if (node.type === "null" && leaf.default === undefined) return { value: undefined };
  const expected = expectedOf(leaf);
  switch (leaf.kind) {
    case "flag":
      return node.type === "boolean" ? { value: node.value } : defect("type", node, expected);
    case "integer":
      if (node.type !== "number") return defect("type", node, expected);
      if (!Number.isInteger(node.value)) return defect("granularity", node, expected);
      return within(node.value, leaf) ? { value: node.value + 0 } : defect("range", node, expected);
    case "duration":
      if (node.type !== "number") return defect("type", node, expected);
      return spanValue(node, leaf, expected);
    case "choice":
      if (node.type !== "string") return defect("type", node, expected);
      return Object.hasOwn(leaf.meanings, node.value) ? { value: node.value } : defect("choice", node, expected);
    case "text":
      return textValue(leaf, node, expected, leaf.secret === true);
    case "list":
      return listValue(leaf, node, expected);
  }
}

const EXPECTED = new WeakMap<Leaf, string>();

/** What a field takes, in words. */
export function expectedOf(leaf: Leaf): string {
  let words = EXPECTED.get(leaf);
  if (words === undefined) EXPECTED.set(leaf, (words = inWords(leaf)));
  return words;
}

function inWords(leaf: Leaf): string {
  const orNull = leaf.default === undefined ? ", or null" : "";
  switch (leaf.kind) {
    case "flag":
      return `true or false${orNull}`;
    case "integer":
      return `a whole number of ${leaf.unit} from ${grouped(leaf.min)} to ${grouped(leaf.max)}${orNull}`;
    case "duration":
      return `a number of milliseconds from ${grouped(leaf.min / 1e6)} to ${grouped(leaf.max / 1e6)}, in steps of 0.001${orNull}`;
    case "choice":
      return `${Object.keys(leaf.meanings).map((value) => JSON.stringify(value)).join(" or ")}${orNull}`;
    case "text":
      return `${textExpected(leaf)}${orNull}`;
    case "list":
      return `a list of at most ${leaf.maxItems} texts of ${leaf.item.says}${orNull}`;
  }
}

const textExpected = (rule: TextRule): string => `a text of ${rule.says}, at most ${rule.maxLength} long`;

/** `10000` → `10,000`. */
export const grouped = (count: number): string =>
  (count < 1_000 ? String(count) : String(count).replace(/\B(?=(\d{3})+$)/g, ","));

const within = (value: number, { min, max }: { readonly min: number; readonly max: number }): boolean =>
  value >= min && value <= max;

function spanValue(
  node: JsonNumber, leaf: { readonly min: number; readonly max: number }, expected: string,
): LeafValue {
  if (!within(node.value, { min: leaf.min / 1e6, max: leaf.max / 1e6 })) return defect("range", node, expected);
  // Through whole microseconds, because a product with a million would not always round back.
  const microseconds = Math.round(node.value * 1_000) + 0;
  return microseconds / 1_000 === node.value ? { value: microseconds * 1_000 } : defect("granularity", node, expected);
}

function textValue(rule: TextRule, node: JsonNode, expected: string, secret: boolean): LeafValue {
  if (node.type !== "string") return defect("type", node, expected, secret);
  const code = textDefect(rule, node.value);
  return code === undefined ? { value: node.value } : defect(code, node, expected, secret);
}

function textDefect(rule: TextRule, text: string): ProblemCode | undefined {
  if ([...text].length > rule.maxLength) return "length";
  return new RegExp(rule.pattern, "u").test(text) ? undefined : "pattern";
}

function listValue(leaf: Extract<Leaf, { kind: "list" }>, node: JsonNode, expected: string): LeafValue {
  if (node.type !== "array") return defect("type", node, expected);
  if (node.items.length > leaf.maxItems) return defect("length", node, expected);
  const defects: Defect[] = [];
  const value: string[] = [];
  for (const [item, entry] of node.items.entries()) {
    const code = entry.type === "string" ? textDefect(leaf.item, entry.value) : "type";
    if (entry.type === "string" && code === undefined) value.push(entry.value);
    else
      defects.push({
        code: code ?? "type", node: entry, found: describeNode(entry), expected: textExpected(leaf.item), item,
      });
  }
  return defects.length === 0 ? { value } : { defects };
}

function defect(code: ProblemCode, node: JsonNode, expected: string, secret = false): LeafValue {
  const found =
    secret && (node.type === "string" || node.type === "number") ? `a secret ${node.type}` : describeNode(node);
  return { defects: [{ code, node, found, expected }] };
}
