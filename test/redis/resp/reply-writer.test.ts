import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProtocolError } from "../../../src/redis/resp/protocol-error.ts";
import { ReplyParser } from "../../../src/redis/resp/reply-parser.ts";
import { ReplyWriter } from "../../../src/redis/resp/reply-writer.ts";
import {
  BooleanReply, DoubleReply, MapReply, NULL_ARRAY, OK, PushReply, ReplyError, SetReply, Status, VerbatimReply,
  type Reply,
} from "../../../src/redis/server/reply.ts";
import { anyBytes, cutAt } from "./command-streams.ts";

function written(reply: Reply, protocol: 2 | 3, compat: "7.0" | "7.2" = "7.2"): string {
  const writer = new ReplyWriter(compat);
  writer.write(reply, protocol);
  return writer.written.toString("latin1");
}

describe("a reply in both protocols", () => {
  test.each<[string, Reply, string, string]>([
    ["a bulk string", "a\r\nb", "$4\r\na\r\nb\r\n", "$4\r\na\r\nb\r\n"],
    ["an empty string", "", "$0\r\n\r\n", "$0\r\n\r\n"],
    ["an integer", 1_234_567_890_123, ":1234567890123\r\n", ":1234567890123\r\n"],
    ["zero", 0, ":0\r\n", ":0\r\n"],
    ["a negative integer", -7, ":-7\r\n", ":-7\r\n"],
    ["64 bits", 18_446_744_073_709_551_615n, ":18446744073709551615\r\n", ":18446744073709551615\r\n"],
    ["null", null, "$-1\r\n", "_\r\n"],
    ["a null array", NULL_ARRAY, "*-1\r\n", "_\r\n"],
    ["a status", OK, "+OK\r\n", "+OK\r\n"],
    ["an error", new ReplyError("ERR no"), "-ERR no\r\n", "-ERR no\r\n"],
    ["an error of two lines", new ReplyError("ERR a\r\nb"), "-ERR a  b\r\n", "-ERR a  b\r\n"],
    [
      "nested arrays", ["a", [1, null], []], "*3\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n*0\r\n",
      "*3\r\n$1\r\na\r\n*2\r\n:1\r\n_\r\n*0\r\n",
    ],
    ["a double", new DoubleReply(0.1), "$3\r\n0.1\r\n", ",0.1\r\n"],
    ["infinity", new DoubleReply(-Infinity), "$4\r\n-inf\r\n", ",-inf\r\n"],
    ["no number", new DoubleReply(NaN), "$3\r\nnan\r\n", ",nan\r\n"],
    ["a boolean", new BooleanReply(true), ":1\r\n", "#t\r\n"],
    [
      "a map", new MapReply(["a", 1, "b", 2]), "*4\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:2\r\n",
      "%2\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n:2\r\n",
    ],
    ["a set", new SetReply(["a"]), "*1\r\n$1\r\na\r\n", "~1\r\n$1\r\na\r\n"],
    ["verbatim text", new VerbatimReply("txt", "a"), "$1\r\na\r\n", "=5\r\ntxt:a\r\n"],
    ["a push", new PushReply(["a"]), "*1\r\n$1\r\na\r\n", ">1\r\n$1\r\na\r\n"],
  ])("%s", (_name, reply, resp2, resp3) => expect([written(reply, 2), written(reply, 3)]).toEqual([resp2, resp3]));

  test("7.0 prints doubles with 17 digits", () =>
    expect(written(new DoubleReply(0.1), 3, "7.0")).toBe(",0.10000000000000001\r\n"));
});

const hostileReplies = fc
  .array(
    fc.oneof(
      fc.constantFrom("*", "$", "(", ",", "%", "|", "~", ">", "=", "!", "_", "#t", "\r\n", "-1", "\0", "x"),
      fc.nat(30).map(String),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Buffer.from(parts.join(""), "latin1"));

const { reply: anyReply } = fc.letrec<{ reply: Reply }>((tie) => {
  const items = fc.array(tie("reply"), { maxLength: 4 });
  return {
    reply: fc.oneof(
      { depthSize: "small" },
      anyBytes, fc.maxSafeInteger(), fc.constantFrom(null, NULL_ARRAY),
      fc.boolean().map((value) => new BooleanReply(value)),
      fc.stringMatching(/^[A-Z ]{1,40}$/).map((text) => new Status(text)),
      fc.stringMatching(/^[A-Z ]{1,40}$/).map((text) => new ReplyError(text)),
      fc.double({ noNaN: true }).map((value) => new DoubleReply(value)),
      anyBytes.map((text) => new VerbatimReply("txt", text)), items, items.map((list) => new SetReply(list)),
      items.map((list) => new PushReply(list)),
      items.map((list) => new MapReply([...list, ...list])),
    ),
  };
});

/** RESP 3 has one null for both. */
const withOneNull = (reply: Reply): string => JSON.stringify(reply, (_key, value: unknown) => {
  if (value === NULL_ARRAY) return null;
  if (value instanceof ReplyError) return { error: value.message };
  return value instanceof DoubleReply ? { double: String(value.value === 0 ? 0 : value.value) } : value;
});

test("what is written in RESP 3 is read back, wherever the stream is cut", () => {
  fc.assert(
    fc.property(fc.array(anyReply, { maxLength: 4 }), fc.array(fc.nat(3_000), { maxLength: 8 }), (replies, cuts) => {
      const writer = new ReplyWriter("7.2");
      for (const reply of replies) writer.write(reply, 3);
      const parser = new ReplyParser();
      const read: Reply[] = [];
      for (const chunk of cutAt(writer.written, cuts)) {
        parser.feed(chunk);
        for (let reply = parser.next(); reply !== undefined; reply = parser.next()) read.push(reply);
      }
      expect(read.map(withOneNull)).toEqual(replies.map(withOneNull));
      expect(parser.pending).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test("hostile replies are refused, never more than that", () => {
  const deep = Buffer.from("*1\r\n".repeat(100_000), "latin1");
  fc.assert(fc.property(fc.oneof(hostileReplies, fc.constant(deep)), (stream) => {
    const parser = new ReplyParser();
    parser.feed(stream);
    try {
      while (parser.next() !== undefined);
    } catch (error) {
      expect(error).toBeInstanceOf(ProtocolError);
    }
  }), { numRuns: 1_000 });
});

test("a view that was kept is not written over", () => {
  const writer = new ReplyWriter("7.2");
  writer.write("first", 2);
  const kept = writer.written;
  writer.clear(true);
  writer.write("later", 2);
  expect(kept.toString("latin1")).toBe("$5\r\nfirst\r\n");
  expect(writer.written.toString("latin1")).toBe("$5\r\nlater\r\n");
});
