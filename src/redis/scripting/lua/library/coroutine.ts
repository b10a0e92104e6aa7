import type { Machine } from "../machine.ts";
import { argumentFault, asLuaError, checkFunction, NativeFunction, register } from "../native.ts";
import { LuaThread, yieldFunction } from "../thread.ts";
import { ThreadEvaluator } from "../thread-evaluator.ts";
import { LuaFunction, LuaTable, type LuaValue } from "../value.ts";

/** `coroutine`, as in Lua 5.1. */
export function openCoroutine(machine: Machine): LuaTable {
  const table = new LuaTable();
  const yielding = yieldFunction(machine);
  const evaluator = new ThreadEvaluator(machine, yielding);
  const create = (args: readonly LuaValue[]): LuaThread => {
    const [callee] = args;
    if (!(callee instanceof LuaFunction)) throw argumentFault(machine, 1, "Lua function expected");
    machine.allocate(256);
    return new LuaThread((first) => evaluator.run(checkFunction(machine, args, 1), first));
  };
  const threadOf = (args: readonly LuaValue[]): LuaThread => {
    const [thread] = args;
    if (!(thread instanceof LuaThread)) throw argumentFault(machine, 1, "coroutine expected");
    return thread;
  };
  register(table, {
    create,
    resume: (args) => {
      const outcome = resumed(machine, threadOf(args), args.slice(1));
      return "failed" in outcome ? [false, outcome.failed] : [true, ...outcome.values];
    },
    wrap: (args) => {
      const thread = create(args);
      return new NativeFunction((values) => {
        const outcome = resumed(machine, thread, values);
        if ("values" in outcome) return outcome.values;
        throw typeof outcome.failed === "string" ? machine.fault(outcome.failed) : machine.error(outcome.failed);
      });
    },
    status: (args) => threadOf(args).status,
    running: () => machine.thread,
  });
  table.set("yield", yielding);
  return table;
}

type Resumed = { readonly values: LuaValue[] } | { readonly failed: LuaValue };

function resumed(machine: Machine, thread: LuaThread, args: LuaValue[]): Resumed {
  if (thread.status !== "suspended") return { failed: `cannot resume ${thread.status} coroutine` };
  try {
    return { values: thread.resume(machine, args) };
  } catch (exception) {
    const error = asLuaError(machine, exception);
    if (error === undefined) throw exception;
    return { failed: error.value };
  }
}
