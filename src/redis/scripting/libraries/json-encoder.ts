import type { Bytes } from "../../server/bytes.ts";
import { generalText } from "../lua/decimal.ts";
import type { LuaError, Machine } from "../lua/machine.ts";
import { LuaTable, typeOf, type LuaUserdata, type LuaValue } from "../lua/value.ts";
import type { JsonSettings } from "./json-settings.ts";

 
const ESCAPED = /["\\/\x00-\x1f\x7f]/g;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r",
};

const escape = (character: string): string =>
  SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const quoted = (text: Bytes): Bytes => `"${text.replace(ESCAPED, escape)}"`;

/** Writes one value as JSON, the way that scripts on a server get it. */
export class JsonEncoder {
  readonly #machine: Machine;
  readonly #settings: JsonSettings;
  readonly #nothing: LuaUserdata;

  constructor(machine: Machine, settings: JsonSettings, nothing: LuaUserdata) {
    this.#machine = machine;
    this.#settings = settings;
    this.#nothing = nothing;
  }

  encode(value: LuaValue, depth = 0): Bytes {
    this.#machine.spend(1);
    switch (typeof value) {
      case "string":
        this.#machine.reserve(value.length + 2);
        return quoted(value);
      case "number": return this.#number(value);
      case "boolean": return value ? "true" : "false";
      case "undefined": return "null";
      default:
        if (value instanceof LuaTable) return this.#table(value, depth + 1);
        if (value === this.#nothing) return "null";
        throw this.#fault(value, "type not supported");
    }
  }

  #number(value: number): Bytes {
    if (!Number.isFinite(value)) {
      const { encodesInvalid } = this.#settings;
      if (encodesInvalid === "null") return "null";
      if (!encodesInvalid) throw this.#fault(value, "must not be NaN or Inf");
      return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    return Number.isInteger(value) && Math.abs(value) < 10 ** this.#settings.precision && value !== 0
      ? `${value}` : generalText(value, this.#settings.precision);
  }

  #table(table: LuaTable, depth: number): Bytes {
    if (depth > this.#settings.encodeMaxDepth)
      throw this.#machine.fault(`Cannot serialise, excessive nesting (${depth})`);
    const length = this.#arrayLength(table);
    if (length > 0) {
      const items: Bytes[] = [];
      for (let i = 1; i <= length; i++) items.push(this.encode(table.get(i), depth));
      return this.#joined("[", items, "]");
    }
    const members: Bytes[] = [];
    for (let entry = table.after(undefined); entry; entry = table.after(entry[0])) {
      members.push(`${this.#key(entry[0])}:${this.encode(entry[1], depth)}`);
    }
    return this.#joined("{", members, "}");
  }

  #joined(open: string, pieces: readonly Bytes[], close: string): Bytes {
    this.#machine.allocate(16 * pieces.length);
    return open + pieces.join(",") + close;
  }

  #key(key: LuaValue): Bytes {
    if (typeof key === "string") return quoted(key);
    if (typeof key === "number") return `"${this.#number(key)}"`;
    throw this.#fault(key, "table key must be a number or string");
  }

  /** The largest index, if all keys are indices; 0 or less when it is an object. */
  #arrayLength(table: LuaTable): number {
    let largest = 0;
    let items = 0;
    for (let entry = table.after(undefined); entry; entry = table.after(entry[0])) {
      const [key] = entry;
      if (typeof key !== "number" || key < 1 || !Number.isInteger(key)) return -1;
      largest = Math.max(largest, key);
      items++;
    }
    const { convertsSparse, sparseRatio, sparseSafe } = this.#settings;
    if (sparseRatio > 0 && largest > items * sparseRatio && largest > sparseSafe) {
      if (!convertsSparse) throw this.#fault(table, "excessively sparse array");
      return -1;
    }
    return largest;
  }

  #fault(value: LuaValue, reason: string): LuaError {
    return this.#machine.fault(`Cannot serialise ${typeOf(value)}: ${reason}`);
  }
}
