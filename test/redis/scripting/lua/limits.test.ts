import { expect, test } from "vitest";
import { LuaClient } from "../lua-client.ts";

const KILLED = "ERR Script killed by user with SCRIPT KILL...";

/** A server on which a script may take 100,000 steps. */
function impatient(): LuaClient {
  const client = new LuaClient();
  client.run("CONFIG", "SET", "busy-reply-threshold", 10);
  return client;
}

test.each([
  "while true do end",
  "repeat until false",
  "for i = 1, 1e9 do end",
  "while true do pcall(function() while true do end end) end",
  "local function f() return f() end return f()",
  "for i = 1, 1e9 do redis.call('PING') end",
  "return ('a'):rep(20000):find(('a*'):rep(20) .. 'b')",
  "return ('a'):rep(20000):find('.-b')",
  "local f = coroutine.wrap(function() while true do coroutine.yield() end end) while true do f() end",
])("a script that would not end is ended as SCRIPT KILL ends one: %s", (script) => {
  expect(impatient().evaluate(script)).toBe(KILLED);
});

test.each([
  "local function f() return 1 + f() end return f()",
  "local function f() return {f()} end return f()",
  "local t = setmetatable({}, {__index = function(t, k) return t[k + 1] end}) return t[1]",
  "local function f() string.gsub('x', 'x', f) end f()",
])("a recursion without end overflows a stack that is not the server's: %s", (script) => {
  expect(new LuaClient().evaluate(script)).toMatch(/stack overflow/);
});

test.each([
  "return string.rep('x', 1e10)",
  "local s = 'x' while true do s = s .. s end",
  "return ('x'):rep(1e6):gsub('x', ('y'):rep(1e6))",
  "return table.concat({('x'):rep(1e8), ('y'):rep(1e8), ('z'):rep(1e8)})",
])("a string that no memory could hold is refused: %s", (script) => {
  expect(new LuaClient().evaluate(script)).toMatch(/not enough memory/);
});

test("a server goes on after a script has failed in any of these ways", () => {
  const client = impatient();
  client.evaluate("while true do end");
  client.evaluate("local function f() return 1 + f() end return f()");
  client.evaluate("return string.rep('x', 1e10)");
  expect(client.evaluate("return 'fine'")).toBe("fine");
});

test("an overrun tells the line of the loop", () => {
  expect(impatient().run("EVAL", "local x = 1\n\nwhile true do\nx = x + 1\nend", 0)).toMatchObject({
    message: expect.stringMatching(/on @user_script:3\.$/) as string,
  });
});

test("code nested deeper than Lua reads is a syntax error", () => {
  expect(new LuaClient().evaluate(`return ${"(".repeat(300)}1${")".repeat(300)}`)).toMatch(
    /chunk has too many syntax levels/,
  );
});

test("a function has at most 200 local variables", () => {
  const declarations = Array.from({ length: 201 }, (_, i) => `local v${i} = ${i}`).join("\n");
  expect(new LuaClient().evaluate(declarations)).toMatch(/main function has more than 200 local variables/);
});

test("results nested without end are cut by an error inside them", () => {
  const reply = new LuaClient().evaluate("local t = {} t[1] = t return t");
  expect(Array.isArray(reply)).toBe(true);
});
