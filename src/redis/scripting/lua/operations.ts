import type { Bytes } from "../../server/bytes.ts";
import type { LuaError, Machine, Site } from "./machine.ts";
import { numberOfText, textOfNumber } from "./number-text.ts";
import { first, LuaFunction, LuaProxy, LuaTable, typeOf, type LuaValue, type Results } from "./value.ts";

const MAX_CHAIN = 100;
/** Keys and operands beyond this length are charged for. */
const FREE_LENGTH = 256;

export function metatableOf(machine: Machine, value: LuaValue): LuaTable | undefined {
  if (value instanceof LuaTable || value instanceof LuaProxy) return value.metatable;
  return typeof value === "string" ? machine.stringMetatable : undefined;
}

export const metamethod = (machine: Machine, value: LuaValue, event: Bytes): LuaValue =>
  metatableOf(machine, value)?.getString(event);

export const isTrue = (value: LuaValue): boolean => value !== undefined && value !== false;

/** The number that arithmetic takes a value for. */
export function toNumber(value: LuaValue): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? numberOfText(value) : undefined;
}

/** The string that concatenation takes a value for. */
export function toBytes(value: LuaValue): Bytes | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" ? textOfNumber(value) : undefined;
}

function typeFault(
  machine: Machine, value: LuaValue, operation: string, line: number, subject: string | undefined,
): LuaError {
  const type = typeOf(value);
  return machine.faultAt(
    line, `attempt to ${operation} ${subject === undefined ? `a ${type} value` : `${subject} (a ${type} value)`}`,
  );
}

/** Calls what a script wrote as a call. */
export function call(machine: Machine, callee: LuaValue, args: LuaValue[], site: Site): Results {
  if (callee instanceof LuaFunction) return callee.call(args);
  const handler = metamethod(machine, callee, "__call");
  if (!(handler instanceof LuaFunction)) throw typeFault(machine, callee, "call", site.line, site.subject);
  args.unshift(callee);
  return handler.call(args);
}

const handle = (machine: Machine, handler: LuaValue, args: LuaValue[], site: Site): LuaValue => {
  const { caller } = machine;
  if (caller !== undefined && site.line >= 0) caller.site = { line: site.line };
  return first(call(machine, handler, args, { line: site.line }));
};

/** `object[key]`. */
export function index(machine: Machine, object: LuaValue, key: LuaValue, site: Site): LuaValue {
  if (object instanceof LuaTable) {
    if (typeof key === "string" && key.length > FREE_LENGTH) machine.spend(key.length >>> 6);
    const value = object.get(key);
    if (value !== undefined || object.metatable === undefined) return value;
  }
  return indexThroughMetatable(machine, object, key, site);
}

function indexThroughMetatable(machine: Machine, object: LuaValue, key: LuaValue, site: Site): LuaValue {
  let from = object;
  for (let i = 0; i < MAX_CHAIN; i++) {
    const handler = metamethod(machine, from, "__index");
    if (from instanceof LuaTable) {
      const value = from.get(key);
      if (value !== undefined || handler === undefined) return value;
    } else if (handler === undefined) {
      throw typeFault(machine, from, "index", site.line, i === 0 ? site.subject : undefined);
    }
    if (handler instanceof LuaFunction) return handle(machine, handler, [from, key], site);
    from = handler;
  }
  throw machine.faultAt(site.line, "loop in gettable");
}

/** `object[key] = value`. */
export function setIndex(machine: Machine, object: LuaValue, key: LuaValue, value: LuaValue, site: Site): void {
  let into = object;
  for (let i = 0; i < MAX_CHAIN; i++) {
    let handler: LuaValue;
    if (into instanceof LuaTable) {
      if (into.readonly) throw machine.faultAt(site.line, "Attempt to modify a readonly table");
      checkKey(machine, key, site.line);
      handler = into.metatable?.getString("__newindex");
      if (handler === undefined || into.get(key) !== undefined) {
        machine.allocate(typeof key === "string" && key.length > FREE_LENGTH ? key.length : 16);
        into.set(key, value);
        return;
      }
    } else {
      handler = metamethod(machine, into, "__newindex");
      if (handler === undefined) throw typeFault(machine, into, "index", site.line, i === 0 ? site.subject : undefined);
    }
    if (handler instanceof LuaFunction) {
      handle(machine, handler, [into, key, value], site);
      return;
    }
    into = handler;
  }
  throw machine.faultAt(site.line, "loop in settable");
}

function checkKey(machine: Machine, key: LuaValue, line: number): void {
  if (key === undefined) throw machine.faultAt(line, "table index is nil");
  if (key !== key) throw machine.faultAt(line, "table index is NaN");
}

/** As functions of the host set: no metamethods, but a table that may not be changed is not. */
export function rawSet(machine: Machine, table: LuaTable, key: LuaValue, value: LuaValue): void {
  if (table.readonly) throw machine.error("Attempt to modify a readonly table");
  if (key === undefined) throw machine.error("table index is nil");
  if (key !== key) throw machine.error("table index is NaN");
  machine.allocate(16);
  table.set(key, value);
}

export type Arithmetic = "+" | "-" | "*" | "/" | "%" | "^";

const EVENTS: Readonly<Record<Arithmetic, Bytes>> = {
  "+": "__add", "-": "__sub", "*": "__mul", "/": "__div", "%": "__mod", "^": "__pow",
};

export function compute(operator: Arithmetic, left: number, right: number): number {
  switch (operator) {
    case "+": return left + right;
    case "-": return left - right;
    case "*": return left * right;
    case "/": return left / right;
    case "%": return left - Math.floor(left / right) * right;
    case "^": return left ** right;
  }
}

/** Arithmetic on operands that are not both numbers. */
export function arithmetic(
  machine: Machine, operator: Arithmetic, left: LuaValue, right: LuaValue, site: Site,
): LuaValue {
  const a = toNumber(left);
  const b = toNumber(right);
  if (a !== undefined && b !== undefined) return compute(operator, a, b);
  const handler = metamethod(machine, left, EVENTS[operator]) ?? metamethod(machine, right, EVENTS[operator]);
  if (handler !== undefined) return handle(machine, handler, [left, right], site);
  throw a === undefined
    ? typeFault(machine, left, "perform arithmetic on", site.line, site.subject)
    : typeFault(machine, right, "perform arithmetic on", site.line, site.other);
}

export function negate(machine: Machine, operand: LuaValue, site: Site): LuaValue {
  const number = toNumber(operand);
  if (number !== undefined) return -number;
  const handler = metamethod(machine, operand, "__unm");
  if (handler !== undefined) return handle(machine, handler, [operand, undefined], site);
  throw typeFault(machine, operand, "perform arithmetic on", site.line, site.subject);
}

export function concatenate(machine: Machine, left: LuaValue, right: LuaValue, site: Site): LuaValue {
  const a = toBytes(left);
  const b = toBytes(right);
  if (a !== undefined && b !== undefined) {
    machine.join(a.length, b.length);
    return a + b;
  }
  const handler = metamethod(machine, left, "__concat") ?? metamethod(machine, right, "__concat");
  if (handler !== undefined) return handle(machine, handler, [left, right], site);
  throw a === undefined
    ? typeFault(machine, left, "concatenate", site.line, site.subject)
    : typeFault(machine, right, "concatenate", site.line, site.other);
}

export function lengthOf(machine: Machine, operand: LuaValue, site: Site): LuaValue {
  if (operand instanceof LuaTable) return operand.length;
  if (typeof operand === "string") return operand.length;
  const handler = metamethod(machine, operand, "__len");
  if (handler !== undefined) return handle(machine, handler, [operand], site);
  throw typeFault(machine, operand, "get length of", site.line, site.subject);
}

export function equals(machine: Machine, left: LuaValue, right: LuaValue, site: Site): boolean {
  if (
    typeof left === "string" &&
    left.length > FREE_LENGTH &&
    typeof right === "string" &&
    left.length === right.length
  ) {
    machine.reserve(left.length);
  }
  if (left === right) return true;
  if (!(left instanceof LuaTable) || !(right instanceof LuaTable)) return false;
  const handler = left.metatable?.getString("__eq");
  if (handler === undefined || handler !== right.metatable?.getString("__eq")) return false;
  return isTrue(handle(machine, handler, [left, right], site));
}

export function lessThan(machine: Machine, left: LuaValue, right: LuaValue, site: Site): boolean {
  const direct = compareDirectly(machine, left, right);
  if (direct !== undefined) return direct < 0;
  return ordered(machine, "__lt", left, right, site) ?? orderFault(machine, left, right, site);
}

export function lessOrEqual(machine: Machine, left: LuaValue, right: LuaValue, site: Site): boolean {
  const direct = compareDirectly(machine, left, right);
  if (direct !== undefined) return direct <= 0;
  const result = ordered(machine, "__le", left, right, site);
  if (result !== undefined) return result;
  const reverse = ordered(machine, "__lt", right, left, site);
  return reverse === undefined ? orderFault(machine, left, right, site) : !reverse;
}

/** Below, at or above 0; NaN when numbers have no order; undefined when the types have none of their own. */
function compareDirectly(machine: Machine, left: LuaValue, right: LuaValue): number | undefined {
  if (typeof left === "number" && typeof right === "number")
    return left === right ? 0 : left < right ? -1 : left > right ? 1 : NaN;
  if (typeof left !== "string" || typeof right !== "string") return undefined;
  machine.spend(Math.min(left.length, right.length) >>> 6);
  return left === right ? 0 : left < right ? -1 : 1;
}

function ordered(machine: Machine, event: Bytes, left: LuaValue, right: LuaValue, site: Site): boolean | undefined {
  if (typeOf(left) !== typeOf(right)) return undefined;
  const handler = metamethod(machine, left, event);
  if (handler === undefined || handler !== metamethod(machine, right, event)) return undefined;
  return isTrue(handle(machine, handler, [left, right], site));
}

function orderFault(machine: Machine, left: LuaValue, right: LuaValue, site: Site): never {
  const a = typeOf(left);
  const b = typeOf(right);
  throw machine.faultAt(
    site.line, a === b ? `attempt to compare two ${a} values` : `attempt to compare ${a} with ${b}`,
  );
}
