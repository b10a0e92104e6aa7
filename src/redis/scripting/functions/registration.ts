import type { Bytes } from "../../server/bytes.ts";
import { toBytes } from "../lua/operations.ts";
import { LuaFunction, LuaTable, type LuaValue } from "../lua/value.ts";
import { isScriptFlag, type ScriptFlag } from "../shebang.ts";
import { badName, isLibraryName, type LibraryFunction } from "./library.ts";

/** What is wrong with a registration. */
export class RegistrationFault extends Error {}

/** What `redis.register_function` was given, in either of its forms. `called` is the function's name in messages. */
export function registration(args: readonly LuaValue[], called: string): LibraryFunction {
  if (args.length < 1 || args.length > 2) throw new RegistrationFault(`wrong number of arguments to ${called}`);
  const read = args.length === 1 ? named(args[0], called) : positional(args, called);
  if (!isLibraryName(read.name)) throw new RegistrationFault(badName());
  return read;
}

function positional([name, callee]: readonly LuaValue[], called: string): LibraryFunction {
  const text = toBytes(name);
  if (text === undefined) throw new RegistrationFault(`first argument to ${called} must be a string`);
  if (!(callee instanceof LuaFunction)) throw new RegistrationFault(`second argument to ${called} must be a function`);
  return { name: text, description: undefined, flags: new Set(), callee };
}

function named(given: LuaValue, called: string): LibraryFunction {
  if (!(given instanceof LuaTable)) {
    throw new RegistrationFault(
      `calling ${called} with a single argument is only applicable to Lua table (representing named arguments).`,
    );
  }
  let name: Bytes | undefined;
  let description: Bytes | undefined;
  let callee: LuaFunction | undefined;
  let flags: ReadonlySet<ScriptFlag> = new Set();
  for (let entry = given.after(undefined); entry; entry = given.after(entry[0])) {
    const [key, value] = entry;
    switch (typeof key === "string" ? key.toLowerCase() : "") {
      case "function_name": name = text(value, `function_name argument given to ${called} must be a string`); break;
      case "description": description = text(value, `description argument given to ${called} must be a string`); break;
      case "callback":
        if (!(value instanceof LuaFunction))
          throw new RegistrationFault(`callback argument given to ${called} must be a function`);
        callee = value;
        break;
      case "flags": flags = flagsOf(value, called); break;
      default: throw new RegistrationFault(`unknown argument given to ${called}`);
    }
  }
  if (name === undefined) throw new RegistrationFault(`${called} must get a function name argument`);
  if (callee === undefined) throw new RegistrationFault(`${called} must get a callback argument`);
  return { name, description, flags, callee };
}

function text(value: LuaValue, fault: string): Bytes {
  const bytes = toBytes(value);
  if (bytes === undefined) throw new RegistrationFault(fault);
  return bytes;
}

function flagsOf(value: LuaValue, called: string): ReadonlySet<ScriptFlag> {
  if (!(value instanceof LuaTable)) {
    throw new RegistrationFault(`flags argument to ${called} must be a table representing function flags`);
  }
  const flags = new Set<ScriptFlag>();
  for (let i = 1; ; i++) {
    const flag = value.get(i);
    if (flag === undefined) return flags;
    if (typeof flag !== "string" || !isScriptFlag(flag)) throw new RegistrationFault("unknown flag given");
    flags.add(flag);
  }
}
