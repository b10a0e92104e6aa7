import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementSize } from "../../../src/redis/lists/element-size.ts";
import { ListValue } from "../../../src/redis/lists/list-value.ts";
import { nodeLimit } from "../../../src/redis/lists/node-limit.ts";

const end = fc.constantFrom("left" as const, "right" as const);
const value = fc.constantFrom("a", "b", "12", "-5000", "01", "x".repeat(100));
const index = fc.nat(30);
const change = fc.oneof(
  fc.record({ kind: fc.constant("push" as const), end, value }),
  fc.record({ kind: fc.constant("pop" as const), end }),
  fc.record({ kind: fc.constant("insert" as const), index, after: fc.boolean(), value }),
  fc.record({ kind: fc.constant("replace" as const), index, value }),
  fc.record({ kind: fc.constant("remove" as const), end, value, count: fc.nat(3) }),
  fc.record({ kind: fc.constant("cut" as const), end, count: fc.nat(6) }),
);

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Makes the change on an array; the caller has checked that it applies. */
function changeArray(array: string[], one: Change): unknown {
  switch (one.kind) {
    case "push": return void (one.end === "left" ? array.unshift(one.value) : array.push(one.value));
    case "pop": return one.end === "left" ? array.shift() : array.pop();
    case "insert": return void array.splice(one.index + (one.after ? 1 : 0), 0, one.value);
    case "replace": return void (array[one.index] = one.value);
    case "cut":
      return one.end === "left" ? array.splice(0, one.count) : array.splice(array.length - one.count).reverse();
    case "remove": {
      const places = array.flatMap((item, place) => (item === one.value ? [place] : []));
      if (one.end === "right") places.reverse();
      const removed = places.slice(0, one.count === 0 ? places.length : one.count);
      for (const place of removed.sort((left, right) => right - left)) array.splice(place, 1);
      return removed.length;
    }
  }
}

function changeList(list: ListValue, one: Change, limit: ReturnType<typeof nodeLimit>): unknown {
  switch (one.kind) {
    case "push": return list.push(one.end, one.value, limit);
    case "pop": return list.pop(one.end);
    case "insert": return list.insert(one.index, one.after, one.value, limit);
    case "replace": return list.replace(one.index, one.value);
    case "cut": return list.cut(one.end, one.count);
    case "remove": return list.remove(one.value, one.end, one.count);
  }
}

function applies(array: readonly string[], one: Change): boolean {
  if (one.kind === "push" || one.kind === "remove") return true;
  if (one.kind === "pop") return array.length > 0;
  return one.kind === "cut" ? one.count <= array.length : one.index < array.length;
}

describe("a list", () => {
  test("holds what an array holds, whatever is pushed, popped, inserted and removed", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 80 }), fc.constantFrom(1, 2, 3, 5, -1), (changes, parameter) => {
        const limit = nodeLimit(parameter);
        const list = new ListValue(false);
        const array: string[] = [];
        for (const one of changes) {
          if (!applies(array, one)) continue;
          expect(changeList(list, one, limit)).toEqual(changeArray(array, one));
          expect(list.length).toBe(array.length);
        }
        expect([...list]).toEqual(array);
        expect([...list.backwards()]).toEqual([...array].reverse());
        expect(array.map((_, place) => list.at(place))).toEqual(array);
        expect(list.slice(1, array.length - 1)).toEqual(array.slice(1, Math.max(1, array.length - 1)));
        const nodes = [...list.nodes()];
        const content = nodes.flat().reduce((sum, item) => sum + elementSize(item), 7 * nodes.length);
        expect(list.bytes - list.clone().bytes).toBe(0);
        expect((list.bytes - content) / nodes.length).toBeGreaterThan(0);
        if (parameter > 0) expect(Math.max(...nodes.map((node) => node.length))).toBeLessThanOrEqual(parameter);
      }),
    );
  });

  test("shares nothing with its clone", () => {
    const limit = nodeLimit(2);
    const list = new ListValue(true);
    for (const item of ["a", "b", "c"]) list.push("right", item, limit);
    const copy = list.clone();
    list.pop("left");
    list.replace(0, "x");
    expect([...copy]).toEqual(["a", "b", "c"]);
  });

  test.each([
    ["0", 2], ["127", 2], ["128", 3], ["-1", 3], ["4095", 3], ["4096", 4], ["32768", 5], ["8388608", 6],
    ["2147483648", 10], ["01", 4], ["-0", 4], ["", 2], ["x".repeat(63), 65], ["x".repeat(64), 67],
    ["x".repeat(4_096), 4_103],
  ])("the element %s takes %d bytes of a listpack", (text, size) => {
    expect(elementSize(text)).toBe(size);
  });
});
