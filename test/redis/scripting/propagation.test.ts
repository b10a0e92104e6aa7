import { beforeEach, expect, test } from "vitest";
import { wordsOf } from "../../../src/redis/server/logged-command.ts";
import { LuaClient } from "./lua-client.ts";

let client: LuaClient;
let groups: (readonly (readonly string[])[])[];

beforeEach(() => {
  client = new LuaClient();
  groups = [];
  client.direct.server.listeners.propagated.push((_db, commands) => groups.push(commands.map(wordsOf)));
});

test("what a script's commands do is propagated as one transaction, the script is not", () => {
  client.evaluate("redis.call('LPUSH', 'a', 1) redis.call('LLEN', 'a') redis.call('RPUSH', 'b', 2)");
  expect(groups).toEqual([[["LPUSH", "a", "1"], ["RPUSH", "b", "2"]]]);
});

test("a script that changes nothing is not propagated", () => {
  client.evaluate("return redis.call('LLEN', 'a')");
  expect(groups).toEqual([]);
});

test("what was done before an error stays done, and is propagated", () => {
  client.evaluate("redis.call('LPUSH', 'a', 1) error('late')");
  expect(client.run("LLEN", "a")).toBe(1);
  expect(groups).toEqual([[["LPUSH", "a", "1"]]]);
});

test("what a script does while it asks for no replication is not propagated", () => {
  client.evaluate(
    "redis.call('LPUSH', 'a', 1) redis.set_repl(redis.REPL_NONE) redis.call('LPUSH', 'a', 2) redis.set_repl(redis.REPL_ALL) redis.call('LPUSH', 'a', 3)",
  );
  expect(groups).toEqual([[["LPUSH", "a", "1"], ["LPUSH", "a", "3"]]]);
});

test("libraries of functions are propagated as they were loaded", () => {
  const code = "#!lua name=l\nredis.register_function('f', function(keys) return redis.call('LPUSH', keys[1], 1) end)";
  client.run("FUNCTION", "LOAD", code);
  client.run("FCALL", "f", 1, "a");
  client.run("FUNCTION", "DELETE", "l");
  expect(groups).toEqual([[["FUNCTION", "LOAD", code]], [["LPUSH", "a", "1"]], [["FUNCTION", "DELETE", "l"]]]);
});

test("a waiting client is served when the script has ended, not before", () => {
  const waiter = client.direct.client();
  waiter.run("BLPOP", "a", 0);
  client.evaluate("redis.call('LPUSH', 'a', 1) redis.call('LPUSH', 'a', 2)");
  expect(waiter.delivered).toEqual([["a", "2"]]);
  expect(client.run("LRANGE", "a", 0, -1)).toEqual(["1"]);
});
