import { expect, test } from "vitest";
import { CommandParser } from "../../../src/redis/resp/command-parser.ts";
import { QueryBufferOverflow } from "../../../src/redis/resp/protocol-error.ts";
import { WordTable } from "../../../src/redis/resp/word-table.ts";
import { bytes, LIMITS, parseAll } from "./command-streams.ts";

const MEGABYTE = 1_048_576;

test("what is announced reserves nothing: memory follows the bytes that have come", () => {
  globalThis.gc?.();
  const before = process.memoryUsage();
  const parsers = Array.from({ length: 1_000 }, (_, index) => {
    const parser = new CommandParser(LIMITS, new WordTable());
    parser.feed(bytes(index % 2 === 0 ? "*2147483647\r\n" : "*1\r\n$536870000\r\nx"));
    expect(parser.next()).toBeUndefined();
    return parser;
  });
  globalThis.gc?.();
  const after = process.memoryUsage();
  const grown = after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed;
  expect(grown).toBeLessThan(100 * MEGABYTE);
  expect(Math.max(...parsers.map(({ pending }) => pending))).toBe(1);
});

test("a bulk string of 32 MB in small chunks is gathered without copying it over and over", () => {
  const length = 32 * MEGABYTE;
  const chunk = Buffer.alloc(4_096, 0x61);
  const parser = new CommandParser(LIMITS, new WordTable());
  const started = performance.now();
  parser.feed(bytes(`*2\r\n$3\r\nSET\r\n$${length}\r\n`));
  for (let fed = 0; fed < length; fed += chunk.length) {
    expect(parser.next()).toBeUndefined();
    parser.feed(Buffer.from(chunk));
  }
  parser.feed(bytes("\r\n"));
  const args = parser.next();
  expect([args?.length, args?.[1]?.length, parser.pending]).toEqual([2, length, 0]);
  // 8,192 copies of what had come would take minutes.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("arguments of an unfinished command count against client-query-buffer-limit", () => {
  const parser = new CommandParser({ ...LIMITS, bufferBytes: 2 * MEGABYTE }, new WordTable());
  const argument = bytes(`$100000\r\n${"x".repeat(100_000)}\r\n`);
  parser.feed(bytes("*1000\r\n"));
  let fed = 0;
  expect(() => {
    for (; fed < 100; fed++) {
      parser.feed(Buffer.from(argument));
      parser.next();
    }
  }).toThrow(QueryBufferOverflow);
  expect(fed).toBe(20);
});

test("a million empty arguments are a command", () => {
  const { commands } = parseAll([bytes(`*1000000\r\n${"$0\r\n\r\n".repeat(1_000_000)}`)]);
  expect(commands[0]?.length).toBe(1_000_000);
});

test("words that come again are the same bytes, whatever came between", () => {
  const stream = Array.from(
    { length: 20_000 }, (_, index) => `*2\r\n$4\r\nXADD\r\n$${String(index).length}\r\n${index}\r\n`,
  ).join("");
  const { commands } = parseAll([bytes(stream)]);
  expect(commands).toEqual(Array.from({ length: 20_000 }, (_, index) => ["XADD", String(index)]));
});
