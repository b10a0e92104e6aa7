import { snakeCase } from "../field.ts";
import { memberPath, type JsonNode, type JsonObject, type Place } from "../json/node.ts";

/** A value of the source that holds no others: a scalar, a list of scalars, something empty. */
export interface SourceField {
  /** In snake case whatever the source writes: `priority_buffers.critical.max_size`. */
  readonly name: string;
  /** As the source writes it. */
  readonly path: string;
  readonly at: Place | undefined;
  readonly node: JsonNode;
}

/** Every field of `root`, in order. */
export const sourceFields = (root: JsonObject): SourceField[] => membersOf(root, "", "$");

function membersOf(node: JsonObject, name: string, path: string): SourceField[] {
  return node.members.flatMap((member) => {
    const here = normal(member.name);
    return fieldsOf(member.value, name === "" ? here : `${name}.${here}`, memberPath(path, member.name));
  });
}

function fieldsOf(node: JsonNode, name: string, path: string): SourceField[] {
  if (node.type === "object" && node.members.length > 0) return membersOf(node, name, path);
  if (node.type === "array" && node.items.some((item) => item.type === "object" || item.type === "array")) {
    return node.items.flatMap((item, index) => fieldsOf(item, `${name}.${index}`, `${path}[${index}]`));
  }
  return [{ name, path, at: node.at, node }];
}

const normal = (name: string): string => (/[a-z]/.test(name) ? snakeCase(name) : name.toLowerCase());
