/**
 * Where a value stands: in a text, counted from 1 (columns in UTF-16 units, as editors count), or in the environment.
 */
export type Place =
  | { readonly line: number; readonly column: number }
  | { readonly variable: string };

interface Placed {
  /** Undefined for values that were built in code. */
  readonly at: Place | undefined;
}

export interface JsonMember {
  readonly name: string;
  readonly nameAt: Place | undefined;
  readonly value: JsonNode;
}

export interface JsonObject extends Placed {
  readonly type: "object";
  readonly members: readonly JsonMember[];
}

export interface JsonArray extends Placed {
  readonly type: "array";
  readonly items: readonly JsonNode[];
}

export interface JsonString extends Placed {
  readonly type: "string";
  readonly value: string;
}

export interface JsonNumber extends Placed {
  readonly type: "number";
  readonly value: number;
  /** As it was written: `value` may have rounded it. */
  readonly text: string;
}

export interface JsonLiteral extends Placed {
  readonly type: "boolean" | "null";
  readonly value: boolean | null;
}

/** A value of code that JSON has no form for: a function, a cycle, a Map. */
export interface NoJson extends Placed {
  readonly type: "other";
  readonly text: string;
}

/** A JSON value that knows its place. */
export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonLiteral | NoJson;

const SHOWN = 60;

/** For people: what kind of value it is, and the value itself where it is short. */
export function describeNode(node: JsonNode): string {
  switch (node.type) {
    case "object":
      return node.members.length === 0 ? "an empty object" : "an object";
    case "array":
      return node.items.length === 0 ? "an empty list" : "a list";
    case "string":
      return `the text ${shorten(JSON.stringify(node.value))}`;
    case "number":
      return `the number ${shorten(node.text)}`;
    case "other":
      return node.text;
    case "boolean":
    case "null":
      return String(node.value);
  }
}

export const shorten = (text: string): string => (text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`);

/** `$.buffers` and `LOW` → `$.buffers.LOW`; names that are no identifiers are quoted. */
export function memberPath(path: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name.length <= SHOWN
    ? `${path}.${name}`
    : `${path}[${shorten(JSON.stringify(name))}]`;
}
