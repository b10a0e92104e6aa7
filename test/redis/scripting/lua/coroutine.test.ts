import { expect, test } from "vitest";
import { LuaClient } from "../lua-client.ts";

/** Bodies that use every kind of statement and expression. */
const BODIES = [
  "local a, b = 1, 2 a, b = b, a return {a, b, a + b, a - b, a * b, a / b, a % b, a ^ b, -a, not a, #'abc', a .. b}",
  "local t = {} for i = 1, 10 do t[#t + 1] = i * i end return t",
  "local t = {} for i = 10, 1, -3 do t[#t + 1] = i end return t",
  "local t = {} for k, v in pairs({x = 1, y = 2, 5, 6}) do t[#t + 1] = tostring(k) .. v end return t",
  "local i, t = 0, {} while true do i = i + 1 if i > 5 then break elseif i % 2 == 0 then t[#t + 1] = i else t[#t + 1] = -i end end return t",
  "local i = 0 repeat local done = i >= 3 i = i + 1 until done return i",
  "local function fact(n) if n <= 1 then return 1 end return n * fact(n - 1) end return fact(10)",
  "local fs = {} for i = 1, 3 do fs[i] = function() i = i + 1 return i end end return {fs[1](), fs[1](), fs[2](), fs[3]()}",
  "local o = {n = 5} function o:add(m) self.n = self.n + m return self end return o:add(1):add(2).n",
  "local function f(...) return select('#', ...), ... end return {f(1, nil, 3)}",
  "local t = setmetatable({}, {__index = function(_, k) return k .. '!' end, __call = function(_, x) return x * 2 end}) return {t.a, t(4)}",
  "local x = 1 do local x = 2 x = x + 1 end return x",
  "return {1 < 2, 2 <= 1, 'a' > 'b', 'a' >= 'a', 1 == 1, 1 ~= 1, nil or 'd', false and 1, {} and 2}",
  "local a = {b = {c = {}}} a.b.c.d, a.e = 1, 2 return {a.b.c.d, a.e, (('x'):rep(3)), {n = 1, (function() return 1, 2 end)()}}",
  "error('raised')",
  "local t = nil return t.x",
];

test.each(BODIES)("in a coroutine a function does what it does outside: %s", (body) => {
  const client = new LuaClient();
  const outside = client.evaluate(`local ok, result = pcall(function() ${body} end) return {ok, result}`);
  const inside = client.evaluate(
    `local ok, result = coroutine.resume(coroutine.create(function() ${body} end)) return {ok, result}`,
  );
  expect(inside).toEqual(outside);
});

test("a coroutine goes on where it yielded, with what it is resumed with", () => {
  const script = `local f = coroutine.wrap(function(a)
    local list = {a, coroutine.yield('one')}
    for i = 1, 2 do list[#list + 1] = coroutine.yield(i) .. i end
    return table.concat(list, ',')
  end)
  return {f('start'), f('b'), f('c'), f('d')}`;
  expect(new LuaClient().evaluate(script)).toEqual(["one", 1, 2, "start,b,c1,d2"]);
});

test("functions called by a coroutine may yield for it, however deep", () => {
  const script = `local function walk(tree)
    for _, node in ipairs(tree) do
      if type(node) == 'table' then walk(node) else coroutine.yield(node) end
    end
  end
  local list = {}
  for leaf in coroutine.wrap(function() walk({1, {2, {3, {4}}, 5}, 6}) end) do list[#list + 1] = leaf end
  return list`;
  expect(new LuaClient().evaluate(script)).toEqual([1, 2, 3, 4, 5, 6]);
});

test("nothing yields across a function of the host", () => {
  const boundary = "attempt to yield across metamethod/C-call boundary";
  const client = new LuaClient();
  expect(
    client.evaluate(
      "return select(2, coroutine.resume(coroutine.create(function() return select(2, pcall(coroutine.yield)) end)))",
    ),
  ).toBe(boundary);
  expect(client.evaluate("coroutine.yield(1)")).toBe(`ERR ${boundary}`);
});
