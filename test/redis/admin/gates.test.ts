import { describe, expect, test } from "vitest";
import { Condition } from "../../../src/redis/admission/condition.ts";
import { Memory } from "../../../src/redis/eviction/memory.ts";
import { OutputLimits } from "../../../src/redis/pubsub/output-limits.ts";
import { Replication } from "../../../src/redis/replication/replication.ts";
import { ReplyError } from "../../../src/redis/server/reply.ts";
import { wordsOf } from "../../../src/redis/server/logged-command.ts";
import { DirectServer } from "../server/direct-client.ts";

const message = (reply: unknown): unknown => (reply instanceof ReplyError ? reply.message : reply);

describe("what may keep a command from running", () => {
  test("a connection beyond maxclients is told so and closed", () => {
    const direct = new DirectServer();
    direct.client().run("CONFIG", "SET", "maxclients", 1);
    const second = direct.client();
    expect([second.closed, message(second.delivered[0])]).toEqual([true, "ERR max number of clients reached"]);
  });

  test("a server that loads answers only what needs no data", () => {
    const direct = new DirectServer();
    const client = direct.client();
    direct.server.part(Condition).loading = true;
    expect(message(client.run("LLEN", "k"))).toBe("LOADING Redis is loading the dataset in memory");
    expect(client.run("ECHO", "x")).toBe("x");
  });

  test("a server that a script keeps busy answers only what may interrupt it", () => {
    const direct = new DirectServer("8.0");
    const client = direct.client();
    direct.server.part(Condition).busy = "script";
    expect(message(client.run("PING"))).toBe(
      "BUSY Valkey is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
    );
    expect(message(client.run("RESET"))).toEqual({ text: "RESET" });
  });

  test("a replica reads but does not write", () => {
    const direct = new DirectServer();
    const client = direct.client();
    direct.server.part(Replication).master = { host: "h", port: 1, state: "connected" };
    expect(message(client.run("RPUSH", "k", "a"))).toBe("READONLY You can't write against a read only replica.");
    expect(client.run("LLEN", "k")).toBe(0);
    direct.server.part(Replication).master = undefined;
    expect(client.run("RPUSH", "k", "a")).toBe(1);
  });

  test("a paused client is answered when the pause is over, in the order in which it asked", () => {
    const direct = new DirectServer();
    const [admin, one, two] = [direct.client(), direct.client(), direct.client()];
    admin.run("CLIENT", "PAUSE", 50);
    expect([one.run("RPUSH", "k", "a"), two.run("RPUSH", "k", "b")]).toEqual([undefined, undefined]);
    direct.sleep(49);
    expect([one.delivered, two.delivered]).toEqual([[], []]);
    direct.sleep(1);
    expect([one.delivered, two.delivered]).toEqual([[1], [2]]);
  });

  test("DEBUG SLEEP keeps the server at work for as long as it says", () => {
    const direct = new DirectServer();
    direct.client().run("DEBUG", "SLEEP", "0.25");
    expect(direct.server.part(Condition).busyUntilUs).toBe(direct.nowMs * 1_000 + 250_000);
  });
});

describe("memory", () => {
  test("allkeys-lru gives up keys until what is used fits, and tells the log", () => {
    const direct = new DirectServer();
    const client = direct.client();
    const log: unknown[] = [];
    for (let index = 0; index < 100; index++) client.run("RPUSH", `k${index}`, "x".repeat(1_000));
    direct.server.listeners.propagated.push((db, commands) => void log.push([db, ...commands.map(wordsOf)]));
    client.run("CONFIG", "SET", "maxmemory-policy", "allkeys-lru", "maxmemory", 930_000);
    client.run("PING");
    const { used, limit, evicted } = direct.server.part(Memory);
    expect(used).toBeLessThanOrEqual(limit);
    expect(evicted).toBeGreaterThan(0);
    expect(direct.server.databases[0]!.size).toBe(100 - evicted);
    expect(log.length).toBe(evicted);
  });

  test("the running sum is what counting all keys gives", () => {
    const direct = new DirectServer();
    const client = direct.client();
    client.run("CONFIG", "SET", "maxmemory", "1gb");
    for (let index = 0; index < 50; index++) client.run("RPUSH", `k${index % 7}`, "x".repeat(index));
    for (let index = 0; index < 20; index++) client.run("LPOP", `k${index % 3}`);
    const { used } = direct.server.part(Memory);
    client.run("CONFIG", "SET", "maxmemory", 0);
    expect(direct.server.part(Memory).used).toBe(used);
  });
});

describe("output buffer limits", () => {
  const subscribed = (): { direct: DirectServer; slow: ReturnType<DirectServer["client"]> } => {
    const direct = new DirectServer();
    direct.client().run("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1000 100 5");
    const slow = direct.client();
    slow.run("SUBSCRIBE", "c");
    return { direct, slow };
  };

  test("a subscriber beyond the hard limit is cut off by the next message", () => {
    const { direct, slow } = subscribed();
    slow.session.pendingBytes = 1_000;
    direct.client().run("PUBLISH", "c", "m");
    expect(slow.closed).toBe(true);
  });

  test("a subscriber beyond the soft limit is cut off only when it stays there for its time", () => {
    const { direct, slow } = subscribed();
    const limits = direct.server.part(OutputLimits);
    slow.session.pendingBytes = 500;
    limits.enforce();
    direct.sleep(5_000);
    limits.enforce();
    expect(slow.closed).toBe(false);
    direct.sleep(1);
    limits.enforce();
    expect(slow.closed).toBe(true);
  });
});
