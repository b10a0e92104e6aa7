import { describe, expect, test } from "vitest";
import type { Compat } from "../../../src/redis/server/compat.ts";
import { wordsOf } from "../../../src/redis/server/logged-command.ts";
import { DirectServer } from "../server/direct-client.ts";

/** What a server's log holds after clients have said these lines; a line's first letter names its client. */
function logOf(compat: Compat, lines: readonly string[]): readonly string[] {
  const direct = new DirectServer(compat);
  const log: string[] = [];
  direct.server.listeners.propagated.push((_, commands) =>
    log.push(...commands.map((command) => wordsOf(command).join(" "))),
  );
  const clients = new Map<string, ReturnType<DirectServer["client"]>>();
  for (const line of lines) {
    const [name = "", ...words] = line.split(" ");
    const client = clients.get(name) ?? direct.client();
    clients.set(name, client);
    client.run(...words);
  }
  return log;
}

describe("what goes to the log", () => {
  test("of a random pop are the members that it took", () => {
    const log = logOf("7.2", ["A SADD s a", "A SPOP s", "A SADD s 1 2 3", "A SPOP s 3"]);
    expect(log).toEqual(["SADD s a", "SREM s a", "SADD s 1 2 3", "DEL s"]);
    expect(logOf("8.0", ["A SADD s 1", "A SPOP s 1"])).toEqual(["SADD s 1", "UNLINK s"]);
    const [, ...removals] = logOf("7.0", ["A SADD s 1 2 3", "A SPOP s 2"]);
    expect(removals.map((removal) => removal.split(" ").length)).toEqual([3, 3]);
  });

  test("of a blocking command is the same without blocking", () => {
    expect(
      logOf("7.2", [
        "A RPUSH l 1 2 3 4 5 6", "A BLPOP l 0", "A BRPOP l 0", "A BLMOVE l m LEFT RIGHT 0", "A BRPOPLPUSH l m 0",
        "A BLMPOP 0 1 l LEFT COUNT 9", "A ZADD z 1 a 2 b 3 c", "A BZPOPMIN z 0", "A BZPOPMAX z 0", "A BZMPOP 0 1 z MIN",
      ]),
    ).toEqual([
      "RPUSH l 1 2 3 4 5 6", "LPOP l", "RPOP l", "LMOVE l m LEFT RIGHT", "RPOPLPUSH l m", "LPOP l 2",
      "ZADD z 1 a 2 b 3 c", "ZPOPMIN z", "ZPOPMAX z", "ZPOPMIN z 1",
    ]);
  });

  test("of a client that was woken comes after what woke it", () => {
    const lines = ["A BLPOP l 0", "B BLMOVE l m LEFT RIGHT 0", "C BLMPOP 0 1 l LEFT COUNT 2", "D RPUSH l 1 2 3 4 5"];
    expect(logOf("7.2", lines)).toEqual(["RPUSH l 1 2 3 4 5", "LPOP l", "LMOVE l m LEFT RIGHT", "LPOP l 2"]);
    expect(logOf("7.0", lines)[2]).toBe("LMOVE l m left right");
  });

  test("is nothing of a command that changed nothing", () => {
    expect(
      logOf("7.2", [
        "A RPUSH l a", "A LTRIM l 0 -1", "A LREM l 0 x", "A LPOP l 0", "A ZADD z 1 a", "A ZADD z 1 a",
        "A ZINCRBY z 0 a", "A ZREM z x", "A ZPOPMIN z 0", "A SADD s a", "A SADD s a", "A SMOVE s s a",
        "A SINTERSTORE d none", "A BLPOP none l2 0",
      ]),
    ).toEqual(["RPUSH l a", "ZADD z 1 a", "SADD s a"]);
  });
});
