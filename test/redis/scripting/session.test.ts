import { expect, test } from "vitest";
import { MapReply, ReplyError } from "../../../src/redis/server/reply.ts";
import { LuaClient } from "./lua-client.ts";

test("a script's database and protocol are its own", () => {
  const client = new LuaClient();
  client.run("HELLO", 3);
  client.evaluate("redis.call('SELECT', 5) redis.setresp(3) redis.call('LPUSH', 'a', 1)");
  expect(client.client.session).toMatchObject({ db: 0, protocol: 3 });
  expect(client.run("LLEN", "a")).toBe(0);
  client.run("SELECT", 5);
  expect(client.run("LLEN", "a")).toBe(1);
});

test("a script begins with RESP 2 whatever its client speaks", () => {
  const client = new LuaClient();
  client.run("HELLO", 3);
  expect(client.evaluate("return type(redis.call('CONFIG', 'GET', 'maxmemory'))")).toMatch(/not allowed from script/);
  expect(client.evaluate("local r = redis.call('COMMAND', 'DOCS', 'ping') return type(r[1])")).toBe("string");
  expect(
    client.evaluate("redis.setresp(3) local r = redis.call('COMMAND', 'DOCS', 'ping') return type(r.map.ping)"),
  ).toBe("table");
});

test("typed tables become typed replies", () => {
  expect(new LuaClient().evaluate("return {map = {a = 1}}")).toEqual(new MapReply(["a", 1]));
});

test("a script in a transaction answers in its place", () => {
  const client = new LuaClient();
  client.run("MULTI");
  client.run("EVAL", "return redis.call('LPUSH', 'a', 1)", 0);
  client.run("EVAL", "return redis.call('NOSUCH')", 0);
  client.run("LLEN", "a");
  expect(client.run("EXEC")).toEqual([1, expect.any(ReplyError), 1]);
});

test("EVALSHA knows a script once EVAL has run it, until it is flushed", () => {
  const client = new LuaClient();
  const digest = client.run("SCRIPT", "LOAD", "return ARGV[1]") as string;
  expect(client.run("EVALSHA", digest.toUpperCase(), 0, "x")).toBe("x");
  client.run("SCRIPT", "FLUSH");
  expect(client.run("EVALSHA", digest, 0, "x")).toEqual(
    new ReplyError("NOSCRIPT No matching script. Please use EVAL."),
  );
});

test("strings pass through a script byte for byte", () => {
  const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");
  const client = new LuaClient();
  const { server, nowMs } = client.direct;
  const reply = server.apply(
    client.client.session, ["EVAL", "return {ARGV[1], #ARGV[1], ARGV[1]:reverse():byte(1)}", "0", all], nowMs * 1_000,
  );
  expect(reply).toEqual([all, 256, 255]);
});

test("a dump of libraries restores them, all or none", () => {
  const client = new LuaClient();
  client.run("FUNCTION", "LOAD", "#!lua name=one\nredis.register_function('f', function() return 1 end)");
  client.run(
    "FUNCTION", "LOAD",
    "#!lua name=two\nredis.register_function{function_name='g', callback=function() return 2 end, flags={'no-writes'}}",
  );
  const { server, nowMs } = client.direct;
  const dump = client.run("FUNCTION", "DUMP") as string;
  const restore = (...policy: string[]): unknown =>
    server.apply(client.client.session, ["FUNCTION", "RESTORE", dump, ...policy], nowMs * 1_000);
  expect(restore()).toEqual(new ReplyError("ERR Library 'one' already exists"));
  client.run("FUNCTION", "DELETE", "one");
  expect(restore()).toEqual(new ReplyError("ERR Library 'two' already exists"));
  expect(client.run("FCALL", "f", 0)).toEqual(new ReplyError("ERR Function not found"));
  restore("FLUSH");
  expect([client.run("FCALL", "f", 0), client.run("FCALL_RO", "g", 0)]).toEqual([1, 2]);
});

test("libraries of functions outlast a reload", () => {
  const client = new LuaClient();
  client.run("FUNCTION", "LOAD", "#!lua name=one\nredis.register_function('f', function() return 1 end)");
  expect(client.run("DEBUG", "RELOAD")).toMatchObject({ text: "OK" });
  expect(client.run("FCALL", "f", 0)).toBe(1);
});
