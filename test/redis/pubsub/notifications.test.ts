import { expect, test } from "vitest";
import { PushReply } from "../../../src/redis/server/reply.ts";
import { DirectServer } from "../server/direct-client.ts";

const events = (delivered: readonly unknown[]): readonly unknown[] =>
  delivered.filter((reply) => reply instanceof PushReply).slice(1).map(({ items }) => items.slice(2));

test("what empties a collection is told of, and then that the key is gone", () => {
  const direct = new DirectServer();
  const [writer, listener] = [direct.client(), direct.client()];
  writer.run("CONFIG", "SET", "notify-keyspace-events", "EA");
  listener.run("PSUBSCRIBE", "__key*");
  writer.run("RPUSH", "k", "a");
  writer.run("LPOP", "k");
  expect(events(listener.delivered)).toEqual([
    ["__keyevent@0__:rpush", "k"], ["__keyevent@0__:lpop", "k"], ["__keyevent@0__:del", "k"],
  ]);
});

test("nothing is told while no class of events is asked for", () => {
  const direct = new DirectServer();
  const [writer, listener] = [direct.client(), direct.client()];
  listener.run("PSUBSCRIBE", "__key*");
  writer.run("RPUSH", "k", "a");
  expect(events(listener.delivered)).toEqual([]);
});
