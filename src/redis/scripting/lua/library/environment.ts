import type { Machine } from "../machine.ts";
import { argumentFault, checkTable, optionalInteger, type Native } from "../native.ts";
import { LuaClosure } from "../closure.ts";
import { LuaFunction, LuaProxy, LuaTable, type LuaValue } from "../value.ts";

/** Environments of functions, and empty objects with metatables: not every server offers them. */
export function environmentFunctions(machine: Machine): Record<string, Native> {
  const functionAt = (args: readonly LuaValue[]): LuaFunction | undefined => {
    const [value] = args;
    if (value instanceof LuaFunction) return value;
    const level = optionalInteger(machine, args, 1, 1);
    if (level < 0) throw argumentFault(machine, 1, "level must be non-negative");
    const caller = machine.callerAt(Math.max(1, level));
    if (caller === undefined) throw argumentFault(machine, 1, "invalid level");
    return level === 0 ? undefined : caller.function;
  };
  return {
    getfenv: (args) => {
      const found = functionAt(args);
      return found instanceof LuaClosure ? found.environment : machine.globals;
    },
    setfenv: (args) => {
      const environment = checkTable(machine, args, 2);
      const found = functionAt(args);
      if (!(found instanceof LuaClosure)) throw machine.fault("'setfenv' cannot change environment of given object");
      found.environment = environment;
      return found;
    },
    newproxy: (args) => {
      const [value] = args;
      if (value === undefined || value === false) return new LuaProxy(undefined);
      if (value === true) return new LuaProxy(new LuaTable());
      if (value instanceof LuaProxy && value.metatable !== undefined) return new LuaProxy(value.metatable);
      throw argumentFault(machine, 1, "boolean or proxy expected");
    },
  };
}
