import type { ServerState } from "../server/command.ts";
import { atLeast } from "../server/compat.ts";
import { openBit } from "./libraries/bit.ts";
import { openJson } from "./libraries/json.ts";
import { openMessagePack } from "./libraries/message-pack.ts";
import { openStruct } from "./libraries/struct.ts";
import type { Machine } from "./lua/machine.ts";
import { checkAny, NativeFunction, register } from "./lua/native.ts";
import { textOf } from "./lua/text-of.ts";
import { LuaFunction, LuaTable, listOf, type LuaValue } from "./lua/value.ts";
import { environmentFunctions } from "./lua/library/environment.ts";

/** Adds to a Lua state what every server adds, then closes it against changes. */
export function furnish(machine: Machine, { compat }: ServerState, own: Readonly<Record<string, LuaTable>>): void {
  const { globals } = machine;
  globals.set("struct", openStruct(machine));
  globals.set("cjson", openJson(machine));
  globals.set(
    "cmsgpack",
    openMessagePack(machine, {
      copyright: `Copyright (C) 2012, ${atLeast(compat, "8.0") ? "Redis Ltd." : "Salvatore Sanfilippo"}`,
    }),
  );
  globals.set("bit", openBit(machine));
  if (atLeast(compat, "7.2")) register(globals, environmentFunctions(machine));
  register(globals, { pcall: plainErrors(globals.get("pcall")), __redis__err__handler: errorHandler(machine) });
  for (const [name, table] of Object.entries(own)) globals.set(name, table);
  closedGlobals(machine, globals);
  if (!atLeast(compat, "8.0")) machine.stringMetatable.readonly = true;
}

/** What a server runs on errors of scripts before it answers; it can be seen, and called. */
function errorHandler(machine: Machine): (args: LuaValue[]) => LuaValue {
  return ([error]) => {
    if (error instanceof LuaTable) return error;
    const table = new LuaTable();
    table.set("err", `ERR ${textOf(machine, error)}`);
    return table;
  };
}

/** A protected call gives errors of commands as their text. */
function plainErrors(pcall: LuaValue): (args: LuaValue[]) => LuaValue[] {
  if (!(pcall instanceof LuaFunction)) throw new Error("the base library has pcall");
  return (args) => {
    const results = listOf(pcall.call(args));
    const error = results[1];
    if (results[0] === false && error instanceof LuaTable) {
      const text = error.getString("err");
      if (typeof text === "string" || typeof text === "number") results[1] = text;
    }
    return results;
  };
}

/** Makes asking for what is not there an error, and closes the table against changes. */
export function closedGlobals(machine: Machine, globals: LuaTable): void {
  const metatable = new LuaTable();
  metatable.set("__index", new NativeFunction((args) => {
    const name = checkAny(machine, args, 2);
    throw machine.fault(`Script attempted to access nonexistent global variable '${textOf(machine, name)}'`);
  }));
  globals.metatable = metatable;
  close(globals, new Set());
}

/** Nothing that can be reached from the globals may be changed by a script. */
function close(table: LuaTable, seen: Set<LuaTable>): void {
  if (seen.has(table)) return;
  seen.add(table);
  table.readonly = true;
  if (table.metatable !== undefined) close(table.metatable, seen);
  for (let entry = table.after(undefined); entry; entry = table.after(entry[0])) {
    if (entry[1] instanceof LuaTable) close(entry[1], seen);
  }
}

