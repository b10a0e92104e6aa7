import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commandBytes } from "../../../src/redis/resp/command-bytes.ts";
import { anyCommand, bytes, cutAt, hostileBytes, LIMITS, parseAll } from "./command-streams.ts";

const one = (text: string) => parseAll([bytes(text)]);
const places = fc.array(fc.nat(5_000), { maxLength: 12 });

describe("commands come out as they went in", () => {
  test("arrays of bulk strings, whatever bytes they hold and wherever the stream is cut", () => {
    fc.assert(fc.property(fc.array(anyCommand, { maxLength: 8 }), places, (commands, cuts) => {
      const stream = Buffer.concat(commands.map((command) => commandBytes(command)));
      expect(parseAll(cutAt(stream, cuts))).toEqual({ commands, error: undefined });
    }));
  });

  test.each([
    ["PING\r\n", [["PING"]]],
    ["PING\n", [["PING"]]],
    [" PING  \r\n", [["PING"]]],
    ["PING\r\r\n", [["PING"]]],
    ["\r\n\r\nPING\r\n", [["PING"]]],
    ["*-1\r\n*0\r\n*-5\r\nPING\r\n", [["PING"]]],
    ["*1\r\n$4\r\nPINGxxPING\r\n", [["PING"], ["PING"]]],
    ['set a "\\x41\\n\\"q"\r\n', [["set", "a", 'A\n"q']]],
    ["set a \"\\a\\b\\t\\r\\q\\x4\"\r\n", [["set", "a", "\x07\b\t\rqx4"]]],
    ["set a 'it\\'s \\n'\r\n", [["set", "a", "it's \\n"]]],
    ['"" x\r\n', [["", "x"]]],
    ['echo a"b"\r\n', [["echo", "ab"]]],
    ["a\tb\vc\rd\r\n", [["a", "b", "c", "d"]]],
    ["*1\r\n$0\r\n\r\n", [[""]]],
  ])("%j", (text, commands) => expect(one(text)).toEqual({ commands, error: undefined }));
});

describe("what is no command ends the connection with the words of a server", () => {
  test.each([
    ["*x\r\n", "invalid multibulk length"],
    ["*\r\n", "invalid multibulk length"],
    ["*01\r\n", "invalid multibulk length"],
    ["*+1\r\n", "invalid multibulk length"],
    ["*-0\r\n", "invalid multibulk length"],
    ["*2147483648\r\n", "invalid multibulk length"],
    ["*99999999999999999999\r\n", "invalid multibulk length"],
    [`*${"1".repeat(70_000)}`, "too big mbulk count string"],
    ["*1\r\nx\r\n", "expected '$', got 'x'"],
    ["*1\r\n\xff\r\n", "expected '$', got '\xff'"],
    ["*1\r\n".repeat(100_000), "expected '$', got '*'"],
    ["*1\r\n\r\n", "expected '$', got ' '"],
    ["*1\r\r\n$4\r\nPING\r\n", "expected '$', got ' '"],
    ["*3\r\n$3\r\nSET\r\n$1\r\na\r\nxx\r\n", "expected '$', got 'x'"],
    ["*1\r\n$x\r\n", "invalid bulk length"],
    ["*1\r\n$\r\n", "invalid bulk length"],
    ["*1\r\n$ 4\r\n", "invalid bulk length"],
    ["*1\r\n$04\r\n", "invalid bulk length"],
    ["*1\r\n$-1\r\n", "invalid bulk length"],
    ["*1\r\n$536870913\r\n", "invalid bulk length"],
    ["*1\r\n$4294967296\r\n", "invalid bulk length"],
    [`*1\r\n$${"1".repeat(70_000)}`, "too big bulk count string"],
    ['set a "b\r\n', "unbalanced quotes in request"],
    ["set a 'b'c\r\n", "unbalanced quotes in request"],
    ["echo 'a\r\n", "unbalanced quotes in request"],
    ["a".repeat(70_000), "too big inline request"],
  ])("%.40j", (text, what) => expect(one(text)).toEqual({ commands: [], error: `ERR Protocol error: ${what}` }));

  test.each([
    ["*11\r\n", "unauthenticated multibulk length"],
    ["*1\r\n$16385\r\n", "unauthenticated bulk length"],
  ])("before authentication, %j", (text, what) => {
    expect(parseAll([bytes(text)], { ...LIMITS, authenticated: false }).error).toBe(`ERR Protocol error: ${what}`);
    expect(one(text).error).toBeUndefined();
  });

  test("the commands before it have come out", () => {
    expect(one("PING\r\n*1\r\n$4\r\nECHO\r\n*x\r\nPING\r\n"))
      .toEqual({ commands: [["PING"], ["ECHO"]], error: "ERR Protocol error: invalid multibulk length" });
  });

  test("proto-max-bulk-len is asked for at the time", () => {
    const limits = { ...LIMITS, bulkBytes: 1_048_576 };
    expect(parseAll([bytes("*1\r\n$1048577\r\n")], limits).error).toContain("invalid bulk length");
    expect(parseAll([bytes("*1\r\n$1048576\r\n")], limits).error).toBeUndefined();
  });
});

describe("half a command waits", () => {
  test.each([
    "*1", "*1\n$4\nPING\n", "*1\r\n$4\r\nPIN", "*1\r\n$4\r\nPING\r", "PING", "*1\r\n\0\r\n", "PING \0\r\n", "*1\r\nx",
    "*2147483647\r\n",
  ])("%j", (text) => expect(one(text)).toEqual({ commands: [], error: undefined }));
});

describe("a stream cut anywhere gives what it gives whole", () => {
  test("hostile bytes, cut at random", () => {
    fc.assert(fc.property(hostileBytes, places, (stream, cuts) => {
      expect(parseAll(cutAt(stream, cuts))).toEqual(parseAll([Buffer.from(stream)]));
    }), { numRuns: 1_000 });
  });

  test("a valid stream with some bytes changed, cut at every byte", () => {
    const changes = fc.array(fc.tuple(fc.nat(2_000), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(fc.array(anyCommand, { minLength: 1, maxLength: 4 }), changes, (commands, changed) => {
      const stream = Buffer.concat(commands.map((command) => commandBytes(command)));
      for (const [place, byte] of changed) stream[place % stream.length] = byte;
      const bytewise = [...stream].map((byte) => Buffer.from([byte]));
      expect(parseAll(bytewise)).toEqual(parseAll([Buffer.from(stream)]));
    }), { numRuns: 300 });
  });

  test.each(["*", "$", "inline"])("a line of %s longer than 64 KB", (kind) => {
    const line = { "*": "*", "$": "*1\r\n$", "inline": "" }[kind] as string;
    for (const length of [65_535, 65_536, 65_537, 65_538]) {
      const stream = bytes(`${line}${"1".repeat(length)}\r\n`);
      const halves = cutAt(stream, [30_000, 60_000, 65_536, 65_537, 65_540, 65_541]);
      expect(parseAll(halves)).toEqual(parseAll([Buffer.from(stream)]));
    }
  });
});
