import { describe, expect, test } from "vitest";
import type { Compat } from "../../../src/redis/server/compat.ts";
import { wordsOf } from "../../../src/redis/server/logged-command.ts";
import { DirectServer, START_MS } from "../server/direct-client.ts";

/** What the last of the commands sends to the log. */
function logged(compat: Compat, ...commands: readonly string[]): readonly string[] {
  const direct = new DirectServer(compat);
  const client = direct.client();
  let sent: string[] = [];
  direct.server.listeners.propagated.push((_db, group) =>
    sent.push(...group.map((command) => wordsOf(command).join(" "))),
  );
  for (const command of commands) {
    sent = [];
    client.run(...command.split(" "));
  }
  return sent;
}

const at = (seconds: number): number => START_MS + seconds * 1_000;

describe("what goes to the log", () => {
  test("is the command itself, if it changed anything", () => {
    const changing = [
      "SET k v", "MSET a 1 b 2", "APPEND k x", "INCRBY k 0", "SETBIT k 5 1", "HSET h f v", "SWAPDB 0 0", "FLUSHALL",
    ];
    const idle = [
      "SET k w NX", "SETRANGE k 0 ", "DEL nokey", "RENAME k k", "PERSIST k", "HDEL h f", "BITFIELD k GET u8 0",
    ];
    for (const command of changing) expect(logged("7.2", command)).toEqual([command]);
    for (const command of idle) expect(logged("7.2", "SET k v", command)).toEqual([]);
  });

  test("names the time at which a key goes, not the time that it has left", () => {
    expect(logged("7.2", "SET k v EX 100")).toEqual([`SET k v PXAT ${at(100)}`]);
    expect(logged("7.2", "SET k v", "SET k w XX GET PX 1000")).toEqual([`SET k w PXAT ${at(1)}`]);
    expect(logged("7.2", "SETEX k 5 v")).toEqual([`SET k v PXAT ${at(5)}`]);
    expect(logged("7.2", "SET k v", "GETEX k EX 9")).toEqual([`PEXPIREAT k ${at(9)}`]);
    expect(logged("7.2", "SET k v", "EXPIRE k 100 NX")).toEqual([`PEXPIREAT k ${at(100)} NX`]);
  });

  test("is as it was given where it names that time already, except on old servers", () => {
    expect(logged("8.0", "set k v pxat 9999999999999 nx")).toEqual(["set k v pxat 9999999999999 nx"]);
    expect(logged("7.0", "set k v pxat 9999999999999 nx")).toEqual(["SET k v PXAT 9999999999999"]);
  });

  test("is a deletion for what has expired at once", () => {
    expect(logged("7.0", "SET k v", "EXPIRE k -1")).toEqual(["DEL k"]);
    expect(logged("8.0", "SET k v", "EXPIRE k -1")).toEqual(["UNLINK k"]);
    expect(logged("8.0", "SET k v", "SET k w PXAT 1")).toEqual(["UNLINK k"]);
    expect(logged("8.0", "SET k v PXAT 1")).toEqual([]);
    expect(logged("7.0", "SET k v PXAT 1")).toEqual(["SET k v PXAT 1"]);
  });

  test("is the result where another machine could compute another one", () => {
    expect(logged("7.2", "SET k 1", "INCRBYFLOAT k 0.5")).toEqual(["SET k 1.5 KEEPTTL"]);
    expect(logged("7.2", "HINCRBYFLOAT h f 0.5")).toEqual(["HSET h f 0.5"]);
  });

  test("leaves out what was only asked", () => {
    expect(logged("7.2", "SET k v", "SET k w GET")).toEqual(["SET k w"]);
    expect(logged("7.2", "SET k v", "GETSET k w")).toEqual(["SET k w"]);
    expect(logged("7.2", "SET k v", "GETDEL k")).toEqual(["DEL k"]);
    expect(logged("7.2", "SET k v EX 9", "GETEX k PERSIST")).toEqual(["PERSIST k"]);
  });
});
