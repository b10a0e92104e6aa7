import { describe, expect, test } from "vitest";
import { wordsOf } from "../../../src/redis/server/logged-command.ts";
import { DirectServer, START_MS } from "../server/direct-client.ts";

/** What random histories against real servers brought to light. */
describe("found by random histories", () => {
  test("reading without acknowledgement makes a consumer seen, but not active", () => {
    const direct = new DirectServer("8.0");
    const client = direct.client();
    client.run("XADD", "s", "1-1", "a", "b");
    client.run("XGROUP", "CREATE", "s", "g", "0");
    client.run("XREADGROUP", "GROUP", "g", "c", "NOACK", "STREAMS", "s", ">");
    direct.sleep(5);
    expect(client.run("XINFO", "CONSUMERS", "s", "g")).toMatchObject([
      { items: ["name", "c", "pending", 0, "idle", 5, "inactive", -1] },
    ]);
  });

  test("an approximate trim by id that empties the stream is propagated as one that does so anywhere", () => {
    const direct = new DirectServer();
    const log: (readonly string[])[] = [];
    direct.server.listeners.propagated.push((_db, commands) => log.push(...commands.map(wordsOf)));
    const client = direct.client();
    client.run("XADD", "s", "1-1", "a", "b");
    client.run("XTRIM", "s", "MINID", "~", "2");
    expect(log.at(-1)).toEqual(["XTRIM", "s", "MINID", "=", "18446744073709551615-18446744073709551615"]);
  });

  test("a node that MINID empties from within stays, and a length of zero with it", () => {
    const client = new DirectServer().client();
    for (const id of ["1-1", "2-1", "3-1"]) client.run("XADD", "s", id, "a", "b");
    client.run("XDEL", "s", "3-1");
    expect(client.run("XTRIM", "s", "MINID", "3-1")).toBe(2);
    expect(client.run("XINFO", "STREAM", "s")).toMatchObject({
      items: [
        "length", 0, "radix-tree-keys", 1, "radix-tree-nodes", 2, "last-generated-id", "3-1", "max-deleted-entry-id",
        "3-1", "entries-added", 3, "recorded-first-entry-id", "0-0", "groups", 0, "first-entry", null, "last-entry",
        null,
      ],
    });
  });

  test("an id that the clock has passed by moves to the clock, and a clock that goes back does not move ids", () => {
    const direct = new DirectServer();
    const client = direct.client();
    expect(client.run("XADD", "s", "*", "a", "b")).toBe(`${START_MS}-0`);
    direct.nowMs -= 1_000;
    expect(client.run("XADD", "s", "*", "a", "b")).toBe(`${START_MS}-1`);
    direct.nowMs += 2_000;
    expect(client.run("XADD", "s", "*", "a", "b")).toBe(`${START_MS + 1_000}-0`);
  });
});
