import type { Bytes } from "../../../server/bytes.ts";
import { NO_CALLER } from "../host.ts";
import { NO_SITE, type Machine } from "../machine.ts";
import {
  checkFunction, checkInteger, checkTable, optionalBytes, optionalInteger, register, type Native,
} from "../native.ts";
import { isTrue, lessThan, rawSet, toBytes } from "../operations.ts";
import { first, LuaTable, typeOf, type LuaFunction, type LuaValue, type Results } from "../value.ts";

/** `table`, as in Lua 5.1. */
export function openTable(machine: Machine): LuaTable {
  const table = new LuaTable();
  register(table, { ...items(machine), ...visits(machine) });
  return table;
}

function items(machine: Machine): Record<string, Native> {
  return {
    concat: (args) => concatenated(machine, args),
    getn: (args) => checkTable(machine, args, 1).length,
    insert: (args) => {
      const table = checkTable(machine, args, 1);
      const end = table.length + 1;
      if (args.length !== 2 && args.length !== 3) throw machine.fault("wrong number of arguments to 'insert'");
      const at = args.length === 2 ? end : checkInteger(machine, args, 2);
      const last = Math.max(at, end);
      machine.spend(Math.max(0, last - at));
      for (let i = last; i > at; i--) rawSet(machine, table, i, table.get(i - 1));
      rawSet(machine, table, at, args[args.length - 1]);
      return [];
    },
    remove: (args) => {
      const table = checkTable(machine, args, 1);
      const end = table.length;
      const at = optionalInteger(machine, args, 2, end);
      if (at < 1 || at > end) return [];
      const removed = table.get(at);
      machine.spend(end - at);
      for (let i = at; i < end; i++) rawSet(machine, table, i, table.get(i + 1));
      rawSet(machine, table, end, undefined);
      return removed;
    },
    setn: (args) => {
      checkTable(machine, args, 1);
      throw machine.fault("'setn' is obsolete");
    },
    maxn: (args) => {
      const table = checkTable(machine, args, 1);
      let largest = 0;
      for (let entry = table.after(undefined); entry; entry = table.after(entry[0])) {
        machine.spend(1);
        if (typeof entry[0] === "number" && entry[0] > largest) [largest] = entry as [number, LuaValue];
      }
      return largest;
    },
    sort: (args) => {
      const table = checkTable(machine, args, 1);
      const order = args[1] === undefined ? undefined : checkFunction(machine, args, 2);
      sort(machine, table, order, 1, table.length);
      return [];
    },
  };
}

function concatenated(machine: Machine, args: LuaValue[]): Bytes {
  const table = checkTable(machine, args, 1);
  const separator = optionalBytes(machine, args, 2, "");
  const from = optionalInteger(machine, args, 3, 1);
  const to = args[3] === undefined ? table.length : checkInteger(machine, args, 4);
  const pieces: Bytes[] = [];
  let length = 0;
  for (let i = from; i <= to; i++) {
    const value = table.get(i);
    const piece = toBytes(value);
    if (piece === undefined) {
      throw machine.fault(`invalid value (${typeOf(value)}) at index ${i} in table for 'concat'`);
    }
    machine.spend(1);
    length += piece.length + separator.length;
    pieces.push(piece);
  }
  machine.reserve(length);
  return pieces.join(separator);
}

function visits(machine: Machine): Record<string, Native> {
  return {
    foreach: (args) => {
      const table = checkTable(machine, args, 1);
      const visit = checkFunction(machine, args, 2);
      for (let entry = table.after(undefined); entry; entry = table.after(entry[0])) {
        const result = first(machine.invoke(NO_CALLER, visit, [entry[0], entry[1]]));
        if (result !== undefined) return result;
      }
      return [];
    },
    foreachi: (args): Results => {
      const table = checkTable(machine, args, 1);
      const visit = checkFunction(machine, args, 2);
      for (let i = 1, end = table.length; i <= end; i++) {
        const result = first(machine.invoke(NO_CALLER, visit, [i, table.get(i)]));
        if (result !== undefined) return result;
      }
      return [];
    },
  };
}

/** Lua's own quicksort, step by step: where equal items end up, and what a bad order function meets, can be seen. */
function sort(machine: Machine, table: LuaTable, order: LuaFunction | undefined, from: number, to: number): void {
  const isLess = (left: LuaValue, right: LuaValue): boolean => {
    machine.spend(1);
    if (order !== undefined) return isTrue(first(machine.invoke(NO_CALLER, order, [left, right])));
    if (typeof left === "number" && typeof right === "number") return left < right;
    return lessThan(machine, left, right, NO_SITE);
  };
  const swapIfLess = (right: number, left: number): boolean => {
    if (!isLess(table.get(right), table.get(left))) return false;
    swap(machine, table, left, right);
    return true;
  };
  let low = from;
  let high = to;
  while (low < high) {
    swapIfLess(high, low);
    if (high - low === 1) return;
    const middle = Math.floor((low + high) / 2);
    if (!swapIfLess(middle, low)) swapIfLess(high, middle);
    if (high - low === 2) return;
    const pivot = table.get(middle);
    swap(machine, table, middle, high - 1);
    const split = partition(machine, table, isLess, pivot, low, high);
    swap(machine, table, high - 1, split);
    if (split - low < high - split) {
      sort(machine, table, order, low, split - 1);
      low = split + 1;
    } else {
      sort(machine, table, order, split + 1, high);
      high = split - 1;
    }
  }
}

function partition(
  machine: Machine, table: LuaTable, isLess: (left: LuaValue, right: LuaValue) => boolean, pivot: LuaValue, low: number,
  high: number,
): number {
  let i = low;
  let j = high - 1;
  for (;;) {
    while (isLess(table.get(++i), pivot)) if (i > high) throw machine.fault("invalid order function for sorting");
    while (isLess(pivot, table.get(--j))) if (j < low) throw machine.fault("invalid order function for sorting");
    if (j < i) return i;
    swap(machine, table, i, j);
  }
}

function swap(machine: Machine, table: LuaTable, left: number, right: number): void {
  const value = table.get(left);
  rawSet(machine, table, left, table.get(right));
  rawSet(machine, table, right, value);
}
