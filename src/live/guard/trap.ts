import { syncBuiltinESMExports } from "node:module";
import { WavetankError } from "../../kernel/error.ts";
import type { LeakLog } from "./leak-log.ts";

/** One property that is replaced while the guard is armed. */
export interface Trap {
  /** The name of the way out, as a person would write it: `node:crypto.randomUUID`. */
  readonly route: string;
  readonly holder: object;
  readonly key: string;
  /** What stands in for `original`. Its functions must act as the original once the log is closed. */
  readonly standIn: (original: PropertyDescriptor, log: LeakLog) => PropertyDescriptor;
}

/**
 * Replaces every property of `traps`, also where a builtin module's property was imported by name, and returns the
 * function that restores each one to the descriptor it had.
 *
 * @throws {WavetankError} E_GUARD_TRAP - a property cannot be replaced (frozen intrinsics); nothing stays replaced.
 */
export function setTraps(traps: readonly Trap[], log: LeakLog): () => void {
  const replaced: { readonly trap: Trap; readonly original: PropertyDescriptor }[] = [];
  const restore = (): void => {
    for (const { trap, original } of replaced.reverse()) Object.defineProperty(trap.holder, trap.key, original);
    syncBuiltinESMExports();
  };
  try {
    for (const trap of traps) {
      const original = Object.getOwnPropertyDescriptor(trap.holder, trap.key);
      if (original === undefined) continue; // removed by somebody since the table was made: no way out any more
      Object.defineProperty(trap.holder, trap.key, trap.standIn(original, log));
      replaced.push({ trap, original });
    }
  } catch (error) {
    restore();
    throw cannotReplace(error);
  }
  syncBuiltinESMExports();
  return restore;
}

/** Calling or constructing leaks, and so does every function that hangs on the function (`hrtime.bigint`). */
export function callTrap(route: string, holder: object, key: string): Trap {
  return {
    route, holder, key,
    standIn: (original, log) => {
      const read = original.get?.bind(holder);
      if (read === undefined) return { ...original, value: trapFunction(route, original.value, log) };
      // A property that loads its module on first use: do not load it only to forbid it.
      const loading = function (this: unknown, ...args: unknown[]): unknown {
        return callOrConstruct(read() as Callable, this, args, new.target);
      };
      const trap = trapFunction(route, loading, log);
      return { ...original, get: () => trap };
    },
  };
}

/** Reading the value leaks. */
export function readTrap(route: string, holder: object, key: string): Trap {
  return {
    route, holder, key,
    standIn: (original, log) => ({
      ...original,
      get: function get(this: unknown): unknown {
        log.trip(route, get);
        return original.get?.call(this);
      },
    }),
  };
}

type Callable = (...args: unknown[]) => unknown;

function trapFunction(route: string, original: unknown, log: LeakLog): Callable {
  if (typeof original !== "function") throw new TypeError(`${route} is not a function`);
  const trap = function (this: unknown, ...args: unknown[]): unknown {
    log.trip(route, trap);
    return callOrConstruct(original as Callable, this, args, new.target);
  };
  const prototype: unknown = Reflect.get(original, "prototype");
  if (prototype !== undefined) trap.prototype = prototype; // `instanceof` keeps its answer
  for (const key of Object.keys(original)) {
    const member: unknown = Reflect.get(original, key);
    if (typeof member === "function") Reflect.set(trap, key, trapFunction(`${route}.${key}`, member, log));
  }
  return trap;
}

function callOrConstruct(callable: Callable, self: unknown, args: unknown[], target: Callable | undefined): unknown {
  return target === undefined ? Reflect.apply(callable, self, args) : Reflect.construct(callable, args, target);
}

function cannotReplace(cause: unknown): WavetankError {
  return new WavetankError("E_GUARD_TRAP", "a property of the runtime cannot be replaced, so it cannot be watched", {
    expected: "a Node process whose builtins are configurable",
    hint: "run without --frozen-intrinsics; the cause names the property",
  }, cause);
}
