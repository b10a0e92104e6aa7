import fc from "fast-check";
import { expect, test } from "vitest";
import { batchAppend } from "../../../../src/redis/scripting/shipped/batch-append.ts";
import { batchWords } from "../../../../src/redis/scripting/shipped/entry-batch.ts";
import { fencedAppend } from "../../../../src/redis/scripting/shipped/fenced-append.ts";
import { trimBelow } from "../../../../src/redis/scripting/shipped/trim-below.ts";
import { ReplyError } from "../../../../src/redis/server/reply.ts";
import { Twins } from "./twins.ts";

const word = fc.string({ unit: "grapheme-ascii", maxLength: 6 });
const entries = fc.array(
  fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 3 }).map((pairs) => pairs.flat()), { maxLength: 4 },
);
const stream = fc.constantFrom("s", "t");
const group = fc.constantFrom("g", "pending", "name");

type Command = readonly (string | number)[];
const command: fc.Arbitrary<Command> = fc.oneof(
  fc
    .tuple(stream, fc.constantFrom("ids", "last", "x"), entries)
    .map(([key, wanted, batch]) => ["EVAL", batchAppend.source, 1, key, wanted, ...batchWords(batch)]),
  fc
    .tuple(stream, fc.constantFrom("p", "q"), fc.nat(3), fc.nat(8), entries)
    .map(([key, producer, epoch, sequence, batch]) => [
      "EVAL", fencedAppend.source, 2, key, "producers", producer, epoch, sequence,
      ...batchWords(batch),
    ]),
  fc.tuple(stream, fc.constantFrom("=", "~", "x")).map(([key, how]) => ["EVAL", trimBelow.source, 1, key, how]),
  fc
    .tuple(
      fc.constantFrom(batchAppend, fencedAppend, trimBelow),
      fc.array(fc.constantFrom("s", "ids", "2", "a", "p", "1", "-1", "1.5", ""), { maxLength: 8 }),
    )
    .map(([{ source }, args]) => ["EVAL", source, Math.min(2, args.length), ...args]),
  fc.tuple(stream, group).map(([key, name]) => ["XGROUP", "CREATE", key, name, "0", "MKSTREAM"]),
  fc
    .tuple(stream, group, fc.nat(5))
    .map(([key, name, count]) => ["XREADGROUP", "GROUP", name, "c", "COUNT", count + 1, "STREAMS", key, ">"]),
  fc.tuple(stream, group, fc.nat(6)).map(([key, name, n]) => ["XACK", key, name, `1700000000000-${n}`]),
  stream.map((key) => ["DEL", key]),
  stream.map((key) => ["RPUSH", key, "no stream"]),
);

test("natively and in Lua the bus's scripts give the same replies, changes and propagation", () => {
  fc.assert(fc.property(fc.array(command, { maxLength: 25 }), (commands) => {
    const twins = new Twins();
    for (const args of commands) twins.run(...args);
    for (const key of ["s", "t"]) twins.run("XRANGE", key, "-", "+");
    twins.run("HGETALL", "producers");
  }), { numRuns: 150 });
});

test("batch-append appends all entries, or none of a malformed batch", () => {
  const twins = new Twins();
  const append = (...args: (string | number)[]): unknown => twins.run("EVAL", batchAppend.source, 1, "s", ...args);
  expect(append("ids", 2, "a", "1", 4, "b", "2", "c", "3")).toEqual(["1700000000000-0", "1700000000000-1"]);
  expect(append("last", 2, "a", "1", 2, "b", "2")).toBe("1700000000000-3");
  expect(append("ids", 2, "a", "1", 3, "b", "2", "c")).toEqual(new ReplyError("ERR malformed batch"));
  expect(append("last")).toBeNull();
  expect(twins.run("XLEN", "s")).toBe(4);
});

test("fenced-append drops what was sent before, and refuses a producer that was replaced", () => {
  const twins = new Twins();
  const append = (epoch: number, sequence: number, ...values: string[]): unknown =>
    twins.run(
      "EVAL", fencedAppend.source, 2, "s", "producers", "p", epoch, sequence,
      ...values.flatMap((value) => [2, "v", value]),
    );
  expect(append(1, 1, "a", "b")).toEqual(["1700000000000-0", "1700000000000-1"]);
  expect(append(1, 1, "a", "b")).toEqual([null, null]);
  expect(append(1, 2, "b", "c")).toEqual([null, "1700000000000-2"]);
  expect(append(2, 1, "d")).toEqual(["1700000000000-3"]);
  expect(append(1, 4, "e")).toEqual(new ReplyError("FENCED the producer has moved on to epoch 2"));
  expect(twins.run("HGETALL", "producers")).toMatchObject({ items: ["p", "2:1"] });
  expect(twins.run("XLEN", "s")).toBe(4);
});

test("trim-below keeps what some group has not acknowledged", () => {
  const twins = new Twins();
  const trim = (): unknown => twins.run("EVAL", trimBelow.source, 1, "s", "=");
  expect(trim()).toBe(0);
  for (let i = 1; i <= 6; i++) twins.run("XADD", "s", `${i}-0`, "f", "v");
  expect(trim()).toBe(0);
  twins.run("XGROUP", "CREATE", "s", "fast", 0);
  twins.run("XGROUP", "CREATE", "s", "slow", 0);
  twins.run("XREADGROUP", "GROUP", "fast", "c", "COUNT", 5, "STREAMS", "s", ">");
  twins.run("XREADGROUP", "GROUP", "slow", "c", "COUNT", 3, "STREAMS", "s", ">");
  expect(trim()).toBe(0);
  twins.run("XACK", "s", "fast", "1-0", "2-0", "3-0", "4-0");
  twins.run("XACK", "s", "slow", "1-0", "3-0");
  expect(trim()).toBe(1);
  twins.run("XACK", "s", "slow", "2-0");
  expect(trim()).toBe(1);
  expect(twins.run("XLEN", "s")).toBe(4);
});
