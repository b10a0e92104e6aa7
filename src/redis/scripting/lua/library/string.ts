import type { Bytes } from "../../../server/bytes.ts";
import { format } from "../format.ts";
import type { Machine } from "../machine.ts";
import {
  argumentFault, checkBytes, checkFunction, checkInteger, optionalInteger, register, type Native,
} from "../native.ts";
import { LuaTable } from "../value.ts";
import { patternFunctions } from "./string-patterns.ts";

/** `string`, as in Lua 5.1. */
export function openString(machine: Machine): LuaTable {
  const table = new LuaTable();
  register(table, { ...characters(machine), ...whole(machine), ...patternFunctions(machine) });
  machine.stringMetatable.set("__index", table);
  return table;
}

/** A position counted from the end when negative, as one counted from the start. */
const fromStart = (position: number, length: number): number =>
  position >= 0 ? position : Math.max(0, length + position + 1);

function characters(machine: Machine): Record<string, Native> {
  return {
    byte: (args) => {
      const bytes = checkBytes(machine, args, 1);
      const start = fromStart(optionalInteger(machine, args, 2, 1), bytes.length);
      const end = Math.min(fromStart(optionalInteger(machine, args, 3, start), bytes.length), bytes.length);
      const from = Math.max(1, start);
      if (from === end) return bytes.charCodeAt(from - 1);
      if (end - from >= 8_000 - args.length) throw machine.fault("string slice too long");
      const codes: number[] = [];
      for (let i = from; i <= end; i++) codes.push(bytes.charCodeAt(i - 1));
      return codes;
    },
    char: (args) => {
      let text = "";
      for (let i = 1; i <= args.length; i++) {
        const code = checkInteger(machine, args, i);
        if (code < 0 || code > 255) throw argumentFault(machine, i, "invalid value");
        text += String.fromCharCode(code);
      }
      return text;
    },
    sub: (args) => {
      const bytes = checkBytes(machine, args, 1);
      const start = Math.max(1, fromStart(checkInteger(machine, args, 2), bytes.length));
      const end = Math.min(fromStart(optionalInteger(machine, args, 3, -1), bytes.length), bytes.length);
      return start <= end ? bytes.slice(start - 1, end) : "";
    },
  };
}

function whole(machine: Machine): Record<string, Native> {
  const changed = (change: (bytes: Bytes) => Bytes): Native => (args) => {
    const bytes = checkBytes(machine, args, 1);
    machine.reserve(bytes.length);
    return change(bytes);
  };
  return {
    len: (args) => checkBytes(machine, args, 1).length,
    // Only ASCII letters have a case where no locale is set.
    lower: changed((bytes) => bytes.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())),
    upper: changed((bytes) => bytes.replace(/[a-z]+/g, (letters) => letters.toUpperCase())),
    reverse: changed((bytes) => bytes.split("").reverse().join("")),
    rep: (args) => {
      const bytes = checkBytes(machine, args, 1);
      const count = Math.max(0, checkInteger(machine, args, 2));
      machine.reserve(bytes.length * count);
      return bytes.length === 0 ? "" : bytes.repeat(count);
    },
    format: (args) => format(machine, args),
    dump: (args) => {
      checkFunction(machine, args, 1);
      throw machine.fault("unable to dump given function");
    },
  };
}
