import { fileName, snakeCase, type Field, type Group, type Leaf, type TextRule } from "./field.ts";
import type { ConfigSpec } from "./spec.ts";

type Schema = Readonly<Record<string, unknown>>;

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/**
 * The JSON Schema (draft 2020-12) of a configuration file, from its field table. It accepts exactly what has no error
 * in a single field; rules between fields (water marks below the capacity, …) are beyond it.
 */
export function jsonSchema<T>(spec: ConfigSpec<T>): Schema {
  const root = groupSchema(spec.root, spec.spelling === "both");
  const properties = { $schema: { type: "string" }, ...(root["properties"] as Schema) };
  return { $schema: DIALECT, title: spec.name, ...root, properties };
}

function groupSchema(group: Group, snakeToo: boolean): Schema {
  const properties: Record<string, Schema> = {};
  const twice: Schema[] = [];
  for (const [name, field] of Object.entries(group.fields)) {
    const camel = fileName(name, field);
    const schema = fieldSchema(field, snakeToo);
    properties[camel] = schema;
    const snake = snakeCase(camel);
    if (!snakeToo || snake === camel) continue;
    properties[snake] = schema;
    // Only of objects: anything else would have all it requires.
    twice.push({ type: "object", required: [camel, snake] });
  }
  const schema = {
    description: group.doc, type: group.optional ? ["object", "null"] : "object", properties,
    additionalProperties: false,
  };
  return twice.length === 0 ? schema : { ...schema, not: { anyOf: twice } };
}

function fieldSchema(field: Field, snakeToo: boolean): Schema {
  if (field.kind === "group") return groupSchema(field, snakeToo);
  const described = { description: field.doc, ...leafSchema(field) };
  if (field.default === undefined) return described;
  return { ...described, default: field.kind === "duration" ? (field.default) / 1e6 : field.default };
}

function leafSchema(leaf: Leaf): Schema {
  const orNull = leaf.default === undefined;
  const type = (name: string) => ({ type: orNull ? [name, "null"] : name });
  switch (leaf.kind) {
    case "flag":
      return type("boolean");
    case "integer":
      return { ...type("integer"), minimum: leaf.min, maximum: leaf.max };
    case "duration":
      return { ...type("number"), minimum: leaf.min / 1e6, maximum: leaf.max / 1e6, multipleOf: 0.001 };
    case "choice":
      return { enum: [...Object.keys(leaf.meanings), ...(orNull ? [null] : [])] };
    case "text":
      return { ...type("string"), ...textSchema(leaf) };
    case "list":
      return { ...type("array"), maxItems: leaf.maxItems, items: { type: "string", ...textSchema(leaf.item) } };
  }
}

const textSchema = (rule: TextRule): Schema => ({ pattern: rule.pattern, maxLength: rule.maxLength });
