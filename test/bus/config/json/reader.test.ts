import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromValue } from "../../../../src/bus/config/json/from-value.ts";
import type { JsonNode } from "../../../../src/bus/config/json/node.ts";
import { MAX_CHARACTERS, MAX_DEPTH, readJson } from "../../../../src/bus/config/json/reader.ts";

/** The value of a tree, with objects as lists of pairs, so that no name is special. */
function valueOf(node: JsonNode): unknown {
  if (node.type === "object") return node.members.map(({ name, value }) => [name, valueOf(value)]);
  if (node.type === "array") return { items: node.items.map(valueOf) };
  return node.type === "other" ? undefined : node.value;
}

function pairs(value: unknown): unknown {
  if (Array.isArray(value)) return { items: value.map(pairs) };
  if (typeof value === "object" && value !== null)
    return Object.entries(value).map(([name, inner]) => [name, pairs(inner)]);
  return value;
}

const nodes = (node: JsonNode): JsonNode[] => [
  node,
  ...(node.type === "object"
    ? node.members.flatMap(({ value }) => nodes(value))
    : node.type === "array"
      ? node.items.flatMap(nodes)
      : []),
];

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const problemOf = (text: string) => readJson(text).problems.at(-1);

describe("reading", () => {
  test("what JSON.stringify writes is read as the same value, however it is indented", () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 2, "\t"), (value, indent) => {
      const { root, problems } = readJson(JSON.stringify(value, undefined, indent));
      expect(problems).toEqual([]);
      expect(valueOf(root!)).toEqual(pairs(JSON.parse(JSON.stringify(value))));
    }));
  });

  test("every value says the line and column where it begins", () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom("\n", "\r\n", "\r"), (value, end) => {
      const text = JSON.stringify(value, undefined, 1).replaceAll("\n", end);
      const lines = text.split(end);
      for (const node of nodes(readJson(text).root!)) {
        const at = node.at as { line: number; column: number };
        const rest = lines[at.line - 1]!.slice(at.column - 1);
        const begins =
          node.type === "object"
            ? "{"
            : node.type === "array"
              ? "["
              : JSON.stringify((node as { value: unknown }).value);
        expect(rest.startsWith(begins)).toBe(true);
      }
    }));
  });

  test("a text with one character changed is taken exactly when JSON.parse takes it", () => {
    const alphabet = [...'{}[]",:\\/truefalsn0159.-+eE \n\t\u0001\u00a0x'];
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.constantFrom(...alphabet, ""),
        (value, place, character) => {
          const text = JSON.stringify(value);
          const at = place % text.length;
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          const { root, problems } = readJson(changed);
          const tooMuch = problems.some(({ code, found }) => code === "duplicate" || found.includes("surrogate"));
          if (!tooMuch) expect(root !== undefined).toBe(parses(changed));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("numbers keep how they were written", () => {
    expect(readJson("9007199254740993").root).toMatchObject({ type: "number", text: "9007199254740993" });
  });
});

describe("refusing", () => {
  test.each([
    ["", 1, 1, "the end of the text"],
    ["{\n  // hi\n}", 2, 3, "a comment"],
    ["[1,\n 2,\n]", 3, 1, '"]"'],
    ['{"a": 1,}', 1, 9, '"}"'],
    ["{'a': 1}", 1, 2, `"'"`],
    ["{a: 1}", 1, 2, '"a"'],
    ['{"a" 1}', 1, 6, '"1"'],
    ['{"a": 1 "b": 2}', 1, 9, '"\\""'],
    ["[1] x", 1, 5, '"x"'],
    ["[01]", 1, 3, '"1"'],
    ["[.5]", 1, 2, '".5"'],
    ["[+1]", 1, 2, '"+1"'],
    ["[NaN]", 1, 2, '"NaN"'],
    ["[True]", 1, 2, '"True"'],
    ['["a\nb"]', 1, 4, '"\\n"'],
    ['["abc]', 1, 2, "without an end"],
    [String.raw`["\x41"]`, 1, 3, "\\x"],
    [String.raw`["\u12"]`, 1, 3, "\\u"],
    [String.raw`["\ud800"]`, 1, 2, "surrogate"],
    ["\uFEFF{}", 1, 1, "byte order mark"],
  ])("%j is refused at %i:%i for %s", (text, line, column, found) => {
    expect(problemOf(text)).toMatchObject({
      severity: "error", code: "syntax", at: { line, column }, found: expect.stringContaining(found),
    });
    expect(readJson(text).root).toBeUndefined();
  });

  test("nesting is taken to the limit and refused beyond it, at once however deep", () => {
    expect(readJson("[".repeat(MAX_DEPTH) + "]".repeat(MAX_DEPTH)).problems).toEqual([]);
    expect(problemOf("[".repeat(MAX_DEPTH + 1) + "]".repeat(MAX_DEPTH + 1))).toMatchObject({ code: "too-deep" });
    expect(problemOf('{"a":'.repeat(100_000))).toMatchObject({ code: "too-deep" });
  });

  test("a text longer than the limit is refused unread", () => {
    expect(readJson(`"${"x".repeat(MAX_CHARACTERS - 2)}"`).problems).toEqual([]);
    expect(problemOf(" ".repeat(100_000_000))).toMatchObject({ code: "too-large", at: { line: 1, column: 1 } });
  });

  test("a name given twice is reported with both places, each time, and the first value stands", () => {
    const { root, problems } = readJson('{"a": 1,\n "a": 2,\n "b": {"c": 1, "\\u0063": 2}, "a": 3}');
    expect(problems.map(({ path, at, expected }) => [path, at, expected])).toEqual([
      ["$.a", { line: 2, column: 2 }, "each name once: it stands in line 1 too"],
      ["$.b.c", { line: 3, column: 16 }, "each name once: it stands in line 3 too"],
      ["$.a", { line: 3, column: 30 }, "each name once: it stands in line 1 too"],
    ]);
    expect(valueOf(root!)).toEqual([["a", 1], ["b", [["c", 1]]]]);
  });
});

describe("values of code", () => {
  test("a value and its JSON text give the same tree, but for places", () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      expect(valueOf(fromValue(plain))).toEqual(valueOf(readJson(JSON.stringify(plain)).root!));
    }));
  });

  test("what JSON has no form for is named, cycles and floods of values included", () => {
    const cycle: Record<string, unknown> = {};
    cycle["inner"] = [cycle, cycle];
    let shared: unknown = 1;
    for (let i = 0; i < 31; i++) shared = [shared, shared];
    const texts = (value: unknown): Set<string> =>
      new Set(nodes(fromValue(value)).flatMap((node) => (node.type === "other" ? [node.text] : [])));
    expect(texts([undefined, () => 1, 1n, new Map(), cycle])).toEqual(
      new Set(["undefined", "a function", "a bigint", "an object of a class", "a cycle"]),
    );
    expect(texts(shared)).toEqual(new Set(["too many values"]));
    expect(texts(new Array(2 ** 31))).toEqual(new Set(["too many values"]));
  });
});
