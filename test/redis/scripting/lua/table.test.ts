import fc from "fast-check";
import { expect, test } from "vitest";
import { LuaTable, type LuaValue } from "../../../../src/redis/scripting/lua/value.ts";

const key = fc.oneof(
  fc.integer({ min: -3, max: 40 }), fc.string({ maxLength: 3 }), fc.boolean(), fc.constantFrom(0.5, 1e300, -2.25),
);
const change = fc.record({ key, value: fc.option(fc.integer(), { nil: undefined }) });

function entriesOf(table: LuaTable): [LuaValue, LuaValue][] {
  const entries: [LuaValue, LuaValue][] = [];
  for (let entry = table.after(undefined); entry; entry = table.after(entry[0])) entries.push([entry[0], entry[1]]);
  return entries;
}

test("a table holds what was last set, and visits each entry once", () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 200 }), fc.nat(8), fc.nat(8), (changes, arraySize, hashSize) => {
    const table = new LuaTable(arraySize, hashSize);
    const model = new Map<LuaValue, number>();
    for (const { key: at, value } of changes) {
      table.set(at, value);
      if (value === undefined) model.delete(at);
      else model.set(at, value);
      expect(table.get(at)).toBe(value);
    }
    const visited = entriesOf(table);
    expect(visited).toHaveLength(model.size);
    expect(new Map(visited)).toEqual(model);
  }));
});

test("the length is a border: there is an item there, and none after it", () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 100 }), (changes) => {
    const table = new LuaTable();
    for (const { key: at, value } of changes) table.set(at, value);
    const { length } = table;
    if (length > 0) expect(table.get(length)).toBeDefined();
    expect(table.get(length + 1)).toBeUndefined();
  }));
});

test("keys come in the order in which Lua 5.1 places them", () => {
  const table = new LuaTable(0, 5);
  for (const name of ["a", "b", "c", "d", "e"]) table.set(name, true);
  expect(entriesOf(table).map(([name]) => name)).toEqual(["a", "c", "b", "e", "d"]);
});

test("after a key that the table never had there is nothing to say", () => {
  expect(new LuaTable().after("x")).toBe(false);
});

test("an entry may be removed while the table is being visited", () => {
  const table = new LuaTable();
  for (let i = 0; i < 30; i++) table.set(`k${i}`, i);
  let visits = 0;
  for (let entry = table.after(undefined); entry; entry = table.after(entry[0])) {
    table.set(entry[0], undefined);
    visits++;
  }
  expect(visits).toBe(30);
  expect(table.after(undefined)).toBeUndefined();
});
