import { chunkName } from "../chunk-name.ts";
import { load as loadChunk } from "../compiler.ts";
import type { Machine } from "../machine.ts";
import {
  argumentFault, checkAny, checkBytes, checkFunction, checkInteger, checkTable, NativeFunction, optionalBytes,
  optionalInteger, protectedCall, register, type Native,
} from "../native.ts";
import { integerOfText, numberOfText } from "../number-text.ts";
import { isTrue, rawSet } from "../operations.ts";
import { SyntaxFault } from "../syntax-fault.ts";
import { textOf } from "../text-of.ts";
import { first, listOf, LuaFunction, LuaTable, typeOf, type LuaValue, type Results } from "../value.ts";

/** As many values as one function may push: beyond that, unpack refuses. */
const MAX_RESULTS = 8_000;
/** What collectgarbage says of memory, in KB: a constant, since how much is in use differs between runs. */
const KILOBYTES = 64;

/** The functions without a table of their own, as far as Redis offers them. */
export function openBase(machine: Machine): void {
  const { globals } = machine;
  globals.set("_G", globals);
  globals.set("_VERSION", "Lua 5.1");
  register(globals, { ...values(machine), ...tables(machine), ...control(machine), ...loading(machine) });
}

function values(machine: Machine): Record<string, Native> {
  return {
    tostring: (args) => textOf(machine, checkAny(machine, args, 1)),
    type: (args) => typeOf(checkAny(machine, args, 1)),
    tonumber: (args) => {
      const base = optionalInteger(machine, args, 2, 10);
      if (base === 10) {
        const value = checkAny(machine, args, 1);
        return typeof value === "string" ? numberOfText(value) : typeof value === "number" ? value : undefined;
      }
      const text = checkBytes(machine, args, 1);
      if (base < 2 || base > 36) throw argumentFault(machine, 2, "base out of range");
      return integerOfText(text, base);
    },
    rawequal: (args) => checkAny(machine, args, 1) === checkAny(machine, args, 2),
    select: (args) => {
      if (args[0] === "#") return args.length - 1;
      const position = checkInteger(machine, args, 1);
      const from = position < 0 ? args.length + position : position;
      if (from < 1) throw argumentFault(machine, 1, "index out of range");
      return args.slice(from);
    },
    collectgarbage: (args) => {
      const option = optionalBytes(machine, args, 1, "collect");
      if (option === "count") return KILOBYTES;
      if (option === "step") return true;
      if (["collect", "stop", "restart", "setpause", "setstepmul"].includes(option)) return 0;
      throw argumentFault(machine, 1, `invalid option '${option}'`);
    },
    gcinfo: () => KILOBYTES,
  };
}

function tables(machine: Machine): Record<string, Native> {
  const next = new NativeFunction((args) => {
    const table = checkTable(machine, args, 1);
    const entry = table.after(args[1]);
    if (entry === false) throw machine.error("invalid key to 'next'");
    return entry === undefined ? undefined : [entry[0], entry[1]];
  });
  const step = new NativeFunction((args) => {
    const position = checkInteger(machine, args, 2) + 1;
    const value = checkTable(machine, args, 1).get(position);
    return value === undefined ? [] : [position, value];
  });
  return {
    next: (args) => next.call(args),
    pairs: (args) => [next, checkTable(machine, args, 1), undefined],
    ipairs: (args) => [step, checkTable(machine, args, 1), 0],
    rawget: (args) => checkTable(machine, args, 1).get(checkAny(machine, args, 2)),
    rawset: (args) => {
      const table = checkTable(machine, args, 1);
      rawSet(machine, table, checkAny(machine, args, 2), checkAny(machine, args, 3));
      return table;
    },
    getmetatable: (args) => {
      const value = checkAny(machine, args, 1);
      const metatable =
        value instanceof LuaTable ? value.metatable : typeof value === "string" ? machine.stringMetatable : undefined;
      return metatable?.getString("__metatable") ?? metatable;
    },
    setmetatable: (args) => {
      const table = checkTable(machine, args, 1);
      const metatable = args[1];
      if (args.length < 2 || (metatable !== undefined && !(metatable instanceof LuaTable))) {
        throw argumentFault(machine, 2, "nil or table expected");
      }
      if (table.metatable?.getString("__metatable") !== undefined)
        throw machine.fault("cannot change a protected metatable");
      if (table.readonly) throw machine.error("Attempt to modify a readonly table");
      table.metatable = metatable;
      return table;
    },
    unpack: (args) => unpacked(machine, args),
  };
}

function unpacked(machine: Machine, args: LuaValue[]): Results {
  const table = checkTable(machine, args, 1);
  const from = optionalInteger(machine, args, 2, 1);
  const to = args[2] === undefined ? table.length : checkInteger(machine, args, 3);
  if (from > to) return [];
  if (to - from + 1 + args.length > MAX_RESULTS) throw machine.fault("too many results to unpack");
  const list: LuaValue[] = [];
  for (let i = from; i <= to; i++) list.push(table.get(i));
  return list;
}

function control(machine: Machine): Record<string, Native> {
  const caller = new NativeFunction(() => []);
  return {
    assert: (args) => {
      if (isTrue(checkAny(machine, args, 1))) return args;
      throw machine.fault(optionalBytes(machine, args, 2, "assertion failed!"));
    },
    error: (args) => {
      const level = optionalInteger(machine, args, 2, 1);
      const [value] = args;
      const isText = typeof value === "string" || typeof value === "number";
      throw isText && level > 0 ? machine.error(machine.where(level) + textOf(machine, value)) : machine.error(value);
    },
    pcall: (args) => {
      const callee = callable(machine, checkAny(machine, args, 1));
      const outcome = protectedCall(machine, caller, callee, args.slice(1));
      return "error" in outcome ? [false, outcome.error.value] : [true, ...listOf(outcome.results)];
    },
    xpcall: (args) => {
      const callee = callable(machine, args[0]);
      const handler = args[1];
      if (args.length < 2) throw argumentFault(machine, 2, "value expected");
      const outcome = protectedCall(machine, caller, callee, []);
      if (!("error" in outcome)) return [true, ...listOf(outcome.results)];
      return [false, first(machine.invoke(caller, callable(machine, handler), [outcome.error.value]))];
    },
  };
}

/** A function that fails as a call of the value would, if it cannot be called. */
function callable(machine: Machine, value: LuaValue): LuaFunction {
  if (value instanceof LuaFunction) return value;
  return new NativeFunction((args) => {
    const handler = value instanceof LuaTable ? value.metatable?.getString("__call") : undefined;
    if (handler instanceof LuaFunction) return handler.call([value, ...args]);
    throw machine.error(`attempt to call a ${typeOf(value)} value`);
  });
}

function loading(machine: Machine): Record<string, Native> {
  const compile = (source: string, chunk: string): Results => {
    machine.spend(source.length);
    try {
      return loadChunk(machine, source, chunkName(chunk));
    } catch (fault) {
      if (!(fault instanceof SyntaxFault)) throw fault;
      return [undefined, fault.message];
    }
  };
  const host = new NativeFunction(() => []);
  return {
    loadstring: (args) => {
      const source = checkBytes(machine, args, 1);
      return compile(source, optionalBytes(machine, args, 2, source));
    },
    load: (args) => {
      const reader = checkFunction(machine, args, 1);
      const chunk = optionalBytes(machine, args, 2, "=(load)");
      let source = "";
      for (;;) {
        const piece = first(machine.invoke(host, reader, []));
        if (piece === undefined || piece === "") return compile(source, chunk);
        if (typeof piece !== "string" && typeof piece !== "number")
          throw machine.error("reader function must return a string");
        machine.join(source.length, 8);
        source += textOf(machine, piece);
      }
    },
  };
}

