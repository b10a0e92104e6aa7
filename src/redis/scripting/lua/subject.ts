import type { Bytes } from "../../server/bytes.ts";
import type { Expression } from "./ast.ts";

/** What errors call an operand: `local 'x'`, `field 'y'`; undefined for what has no name. */
export function subjectOf(node: Expression): string | undefined {
  const name = nameOf(node);
  return name === undefined ? undefined : `${kindOf(node)} '${name}'`;
}

/** What errors about arguments call a function. */
export const calledName = (node: Expression): Bytes | undefined => nameOf(node);

const kindOf = (node: Expression): string =>
  node.kind === "parenthesised" ? kindOf(node.inner) : node.kind === "index" ? "field" : node.kind;

function nameOf(node: Expression): Bytes | undefined {
  switch (node.kind) {
    case "local":
      return node.variable.name;
    case "upvalue": case "global":
      return node.name;
    case "index":
      return node.key.kind === "constant" && typeof node.key.value === "string" ? node.key.value : "?";
    case "parenthesised":
      return nameOf(node.inner);
    default:
      return undefined;
  }
}
