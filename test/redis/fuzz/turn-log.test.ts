import { expect, test } from "vitest";
import { TurnLog } from "./turn-log.ts";
import { settled } from "./volatile.ts";

const confirmation = (kind: string, channel: string, count: number): string =>
  `*3\r\n$${kind.length}\r\n${kind}\r\n$${channel.length}\r\n${channel}\r\n:${count}\r\n`;
const MESSAGE = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nx\r\n";

test("a subscription is answered once for each of its channels", () => {
  const log = new TurnLog();
  log.sent(0, ["SUBSCRIBE", "c", "d"]);
  log.sent(0, ["PING"]);
  log.answered(0, confirmation("subscribe", "c", 1));
  expect(log.unanswered(0)).toBe(2);
  log.answered(0, confirmation("subscribe", "d", 2));
  expect(log.unanswered(0)).toBe(1);
  expect(log.anyListens).toBe(true);
});

test("a subscription that is queued or refused is answered once", () => {
  const log = new TurnLog();
  for (const reply of ["+QUEUED\r\n", "-ERR no\r\n"]) {
    log.sent(0, ["PSUBSCRIBE", "c", "d"]);
    log.answered(0, reply);
    expect(log.unanswered(0)).toBe(0);
  }
});

test("a message answers nothing, even to a client that waits", () => {
  const log = new TurnLog();
  log.sent(1, ["BLPOP", "k", "0"]);
  log.answered(1, MESSAGE);
  expect(log.anyWaits).toBe(true);
  expect(log.take()).toEqual([`1 ${MESSAGE}`]);
});

test("what a script passes on is settled as the command itself is", () => {
  const passed = ["EVAL", "return redis.call(unpack(ARGV))", "0", "SMEMBERS", "s"];
  expect(settled(passed, "*2\r\n$1\r\nb\r\n$1\r\na\r\n")).toBe(
    settled(["SMEMBERS", "s"], "*2\r\n$1\r\na\r\n$1\r\nb\r\n"),
  );
  expect(settled(["EVAL", "return {2, 1}", "0"], "*2\r\n:2\r\n:1\r\n")).toBe("*2\r\n:2\r\n:1\r\n");
});
