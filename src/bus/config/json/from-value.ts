import type { JsonNode } from "./node.ts";
import { MAX_DEPTH } from "./reader.ts";

/** More values than this are no configuration. */
export const MAX_VALUES = 20_000;

/** A tree without places from a value of code. What JSON cannot hold becomes a node that says so. */
export const fromValue = (value: unknown): JsonNode => new ValueReader().read(value, []);

const at = undefined;
const other = (text: string): JsonNode => ({ type: "other", at, text });

class ValueReader {
  #left = MAX_VALUES;

  read(value: unknown, around: readonly object[]): JsonNode {
    switch (typeof value) {
      case "string":
        return { type: "string", at, value };
      case "number":
        return { type: "number", at, value, text: String(value) };
      case "boolean":
        return { type: "boolean", at, value };
      case "object":
        return value === null ? { type: "null", at, value } : this.#container(value, around);
      case "undefined":
        return other("undefined");
      default:
        return other(`a ${typeof value}`);
    }
  }

  #container(value: object, around: readonly object[]): JsonNode {
    if (around.includes(value)) return other("a cycle");
    if (around.length >= MAX_DEPTH) return other("a value nested too deep");
    const inside = [...around, value];
    if (Array.isArray(value)) {
      if (!this.#fits(value.length)) return other("too many values");
      return { type: "array", at, items: value.map((item) => this.read(item, inside)) };
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) return other("an object of a class");
    // As JSON.stringify does: a member without a value is one that is not there.
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    if (!this.#fits(entries.length)) return other("too many values");
    const members = entries.map(([name, member]) => ({ name, nameAt: undefined, value: this.read(member, inside) }));
    return { type: "object", at, members };
  }

  #fits(count: number): boolean {
    this.#left -= count;
    return this.#left >= 0;
  }
}
