import type { Bytes } from "../../server/bytes.ts";
import { LuaError, type Machine } from "./machine.ts";
import { toBytes, toNumber } from "./operations.ts";
import { LuaFunction, LuaTable, typeOf, type LuaValue, type Results } from "./value.ts";

export type Native = (args: LuaValue[]) => Results;

/** A function of the host. */
export class NativeFunction extends LuaFunction {
  readonly #run: Native;

  constructor(run: Native) {
    super();
    this.#run = run;
  }

  call(args: LuaValue[]): Results {
    return this.#run(args);
  }
}

/** Puts functions into a table, by name, in this order. */
export function register(table: LuaTable, functions: Readonly<Record<string, Native>>): void {
  for (const [name, run] of Object.entries(functions)) table.set(name, new NativeFunction(run));
}

/** What is wrong with an argument, counted from 1. */
export function argumentFault(machine: Machine, position: number, message: Bytes): LuaError {
  const site = machine.caller?.site;
  const name = site?.called ?? "?";
  const shown = site?.isMethod === true ? position - 1 : position;
  if (shown === 0 && site?.isMethod === true) return machine.fault(`calling '${name}' on bad self (${message})`);
  return machine.fault(`bad argument #${shown} to '${name}' (${message})`);
}

export const typeFault = (machine: Machine, args: readonly LuaValue[], position: number, expected: string): LuaError =>
  argumentFault(
    machine, position, `${expected} expected, got ${position > args.length ? "no value" : typeOf(args[position - 1])}`,
  );

export function checkAny(machine: Machine, args: readonly LuaValue[], position: number): LuaValue {
  if (position > args.length) throw argumentFault(machine, position, "value expected");
  return args[position - 1];
}

/** The bytes of a string or number. Looking at long ones takes time. */
export function checkBytes(machine: Machine, args: readonly LuaValue[], position: number): Bytes {
  const bytes = toBytes(args[position - 1]);
  if (bytes === undefined) throw typeFault(machine, args, position, "string");
  if (bytes.length > 64) machine.spend(bytes.length >>> 6);
  return bytes;
}

export function checkNumber(machine: Machine, args: readonly LuaValue[], position: number): number {
  const number = toNumber(args[position - 1]);
  if (number === undefined) throw typeFault(machine, args, position, "number");
  return number;
}

/** Cut towards zero. */
export const checkInteger = (machine: Machine, args: readonly LuaValue[], position: number): number =>
  Math.trunc(checkNumber(machine, args, position)) || 0;

export const optionalInteger = (
  machine: Machine, args: readonly LuaValue[], position: number, otherwise: number,
): number => (args[position - 1] === undefined ? otherwise : checkInteger(machine, args, position));

export const optionalBytes = (machine: Machine, args: readonly LuaValue[], position: number, otherwise: Bytes): Bytes =>
  args[position - 1] === undefined ? otherwise : checkBytes(machine, args, position);

export function checkTable(machine: Machine, args: readonly LuaValue[], position: number): LuaTable {
  const table = args[position - 1];
  if (!(table instanceof LuaTable)) throw typeFault(machine, args, position, "table");
  return table;
}

export function checkFunction(machine: Machine, args: readonly LuaValue[], position: number): LuaFunction {
  const callee = args[position - 1];
  if (!(callee instanceof LuaFunction)) throw typeFault(machine, args, position, "function");
  return callee;
}

/** What a caught exception is to Lua; undefined when no script may catch it. */
export function asLuaError(machine: Machine, exception: unknown): LuaError | undefined {
  if (exception instanceof LuaError) return exception;
  if (!(exception instanceof RangeError)) return undefined;
  return machine.fault(exception.message.startsWith("Maximum call stack") ? "stack overflow" : "not enough memory");
}

export type Outcome = { readonly results: Results } | { readonly error: LuaError };

/** Calls a function for another of the host, which is told of errors instead of being passed by. */
export function protectedCall(machine: Machine, host: LuaFunction, callee: LuaFunction, args: LuaValue[]): Outcome {
  const { caller, depth } = machine;
  try {
    return { results: machine.invoke(host, callee, args) };
  } catch (exception) {
    const error = asLuaError(machine, exception);
    if (error === undefined) throw exception;
    machine.caller = caller;
    machine.depth = depth;
    return { error };
  }
}
