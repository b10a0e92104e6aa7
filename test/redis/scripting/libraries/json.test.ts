import fc from "fast-check";
import { expect, test } from "vitest";
import { LuaClient } from "../lua-client.ts";

const client = new LuaClient();

/** Ten thousandths: what fourteen digits hold. */
const number = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((units) => units / 10_000);
const text = fc.string({ unit: "binary-ascii" });
const json = fc.letrec<{ value: unknown; scalar: unknown }>((tie) => ({
  scalar: fc.oneof(number, text, fc.boolean(), fc.constant(null)),
  value: fc.oneof(
    { maxDepth: 4 }, tie("scalar"), fc.array(tie("value"), { minLength: 1, maxLength: 5 }),
    fc.dictionary(text.filter((name) => name !== "__proto__"), tie("value"), { maxKeys: 5 }),
  ),
})).value;

test("what cjson reads and writes again says what it said", () => {
  fc.assert(fc.property(json, (value) => {
    const written = client.evaluate("return cjson.encode(cjson.decode(ARGV[1]))", JSON.stringify(value));
    expect(JSON.parse(written as string)).toEqual(JSON.parse(JSON.stringify(value).replaceAll("-0,", "0,")));
  }), { numRuns: 200 });
});

test("an empty table is an object, since Lua has no other", () => {
  expect(client.evaluate("return cjson.encode(cjson.decode('[[], {}]'))")).toBe("[{},{}]");
});

test("characters beyond one byte come as UTF-8, surrogates in pairs", () => {
  expect(client.evaluate(String.raw`return cjson.decode('"\\u00e9\\u20ac\\ud83d\\ude00"')`))
    .toBe(Buffer.from("é€😀", "utf8").toString("latin1"));
});
