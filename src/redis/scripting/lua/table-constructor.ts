import type { TableExpression } from "./ast.ts";
import type { Evaluate } from "./binary-evaluators.ts";
import type { Frame } from "./closure.ts";
import type { Machine, Site } from "./machine.ts";
import { setIndex } from "./operations.ts";
import { roundedSize } from "./table-layout.ts";
import { LuaTable, type LuaValue } from "./value.ts";

/** What an empty table takes. */
const TABLE_BYTES = 160;

export interface TableParts {
  readonly fields: readonly { readonly key: Evaluate | undefined; readonly value: Evaluate }[];
  /** The last item, when it is a call or `...`. */
  readonly rest: ((frame: Frame) => LuaValue[]) | undefined;
}

/** Makes a table of the sizes that Lua would give it, records at once and items afterwards, as Lua does. */
export function tableEvaluator(machine: Machine, node: TableExpression, { fields, rest }: TableParts): Evaluate {
  const items = fields.filter(({ key }) => key === undefined).length;
  const arraySize = roundedSize(items);
  const hashSize = roundedSize(fields.length - items);
  const site: Site = { line: node.line };
  if (fields.length === 0 && rest === undefined) {
    return () => {
      machine.allocate(TABLE_BYTES);
      return new LuaTable();
    };
  }
  return (frame) => {
    machine.allocate(TABLE_BYTES + 16 * fields.length);
    const table = new LuaTable(arraySize, hashSize);
    const values: LuaValue[] = [];
    for (const { key, value } of fields) {
      if (key === undefined) {
        values.push(value(frame));
      } else {
        const at = key(frame);
        setIndex(machine, table, at, value(frame), site);
      }
    }
    if (rest !== undefined) {
      for (const value of rest(frame)) values.push(value);
      machine.allocate(16 * values.length);
      table.growArray(values.length);
    }
    for (let i = 0; i < values.length; i++) table.set(i + 1, values[i]);
    return table;
  };
}
